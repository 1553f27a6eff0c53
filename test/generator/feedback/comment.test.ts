import fc from 'fast-check';
import { COMMENT_MARKER, commentBody } from '../../../generator/feedback/comment.ts';
import { NOTHING_SEEN } from '../../../generator/feedback/seen.ts';
import { toldOf } from '../../../generator/feedback/told.ts';
import { viewOf } from '../../../generator/feedback/view-of.ts';
import { decide } from '../../../generator/reconcile/decide.ts';
import { found, now, OTHER_SHA, sampleObservation, sampleSituation } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';
import { sampleView } from '../view-fixture.ts';
import { LINKS, outsideCode, readByGitHub } from './github-reader.ts';

/** The comment without what it is made of: only what came from outside could still mean something. */
function foreignParts(body: string, url = sampleView().url): string {
  return outsideCode(body)
    .replace(COMMENT_MARKER, '')
    .replace(/^<details><summary>.*<\/summary>$|^<\/details>$/gm, '')
    .replace(/^### .*$/m, '')
    .replace(`| URL | ${url} |`, '')
    .replace(/^<sub>(.*)<\/sub>$/m, '$1');
}

describe('the comment', () => {
  it('shows the address, the commit and the reason', () => {
    expect(commentBody(sampleView())).toBe(`<!-- k8s-ee:environment -->
### 🔵 Preview deploying

Opened at 3f2a1b0.

| | |
|---|---|
| URL | https://shop-pr-7.acme-previews.dev |
| Commit | \`3f2a1b0\` |

<sub>Environment \`shop-pr-7\`. This comment is kept up to date; \`/preview help\` lists what you can ask for.</sub>
`);
  });

  it.each(['skipped', 'failed', 'destroying', 'destroyed'] as const)(
    'has no address where nothing runs: %s',
    (state) => {
      expect(commentBody(sampleView({ state, sha: undefined }))).not.toContain('https://');
    },
  );

  it('names the head that waits', () => {
    const body = commentBody(sampleView({ waitingSha: OTHER_SHA }));
    expect(body).toContain('| Commit | `3f2a1b0` |');
    expect(body).toContain('| Waiting | `ffee2b0` |');
  });

  it('lists the problems with their lines, twenty at most', () => {
    const problems = Array.from({ length: 23 }, (_, index) => ({
      path: 'app.port',
      message: 'expected a whole number, got "abc"',
      line: index + 1,
      column: 9,
    }));
    const body = commentBody(sampleView({ state: 'failed', problems }));
    expect(body).toContain('line 20, column 9: app.port: expected a whole number, got "abc"\n');
    expect(body).not.toContain('line 21');
    expect(body).toContain('… and 3 more');
  });

  it('stays within what GitHub accepts, however long the problems and the reason', () => {
    const long = '`@x'.repeat(30_000);
    const problems = Array.from({ length: 500 }, () => ({ path: long, message: long, line: 1 }));
    const body = commentBody(sampleView({ state: 'failed', problems, reason: long }));
    expect(body.length).toBeLessThan(65_536);
  });
});

describe('text of a pull request in the comment', () => {
  const texts = [
    '$(rm -rf /)',
    '<script>alert(1)</script><img src=x onerror=alert(1)>',
    '**bold** [click](https://evil.example) ![x](https://evil.example/x.png)',
    '@everyone @acme/admins',
    '../../x',
    '```\n</details>\n@everyone\n```',
    'one\ntwo\n\n### Heading\n| a | b |',
    '<!-- k8s-ee:environment -->',
  ];

  it.each(texts)('is harmless as a reason and as a problem: %j', (text) => {
    const problems = [{ path: text, message: text, line: 1, column: 1 }];
    const body = commentBody(sampleView({ state: 'failed', reason: text, problems }));
    const rest = foreignParts(body);
    expect(rest).not.toMatch(/[<>]/);
    expect(readByGitHub(rest)).not.toMatch(LINKS);
    expect(outsideCode(body).match(/^### /gm)).toHaveLength(1);
  });

  it.each(texts)('is harmless as branch, title, label, login and file: %j', (text) => {
    const facts = {
      title: text,
      labels: [text, 'no-preview'],
      head: { sha: SHA, branch: text },
      author: { login: text, bot: false },
      base: { branch: text, repositoryId: 123 },
    };
    const invalid = { kind: 'invalid', problems: [{ path: text, message: text }] } as const;
    const labels = [text];
    for (const observation of [
      sampleObservation({ pullRequest: found(facts) }),
      sampleObservation({ pullRequest: found({ ...facts, labels }) }),
      sampleObservation({ pullRequest: found({ ...facts, labels }), config: invalid }),
    ]) {
      for (const record of [undefined, sampleRecord('7')]) {
        const decision = decide(sampleSituation({ observation, record }));
        const key = { project: 'shop', number: '7' };
        const platform = samplePlatform();
        const told = toldOf({ key, observation, decision, before: record }, platform);
        const seen = NOTHING_SEEN;
        const view = told && viewOf({ key, told, record, seen, platform, before: undefined, now });
        const rest = foreignParts(view ? commentBody(view) : '');
        expect(view).toBeDefined();
        expect(rest).not.toMatch(/[<>]/);
        expect(readByGitHub(rest)).not.toMatch(LINKS);
      }
    }
  });

  it('is harmless whatever it is', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom(...texts));
    fc.assert(
      fc.property(text, text, text, (reason, path, message) => {
        const problems = [{ path, message }];
        const rest = foreignParts(
          commentBody(sampleView({ reason, problems, waitingSha: reason, changes: [path] })),
        );
        expect(rest).not.toMatch(/[<>]/);
        expect(readByGitHub(rest)).not.toMatch(LINKS);
      }),
    );
  });
});
