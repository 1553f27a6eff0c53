import fc from 'fast-check';
import { checkOf } from '../../../generator/feedback/check.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { SHA } from '../gitops/sample-record.ts';
import { sampleView } from '../view-fixture.ts';
import { LINKS, outsideCode, readByGitHub } from './github-reader.ts';

const problem = { path: 'app.port', message: 'expected a number', line: 4, column: 9 };
const copy = `/preview approve ${OTHER_SHA.slice(0, 12)}`;
const finding = {
  kind: 'crash' as const,
  part: 'app',
  summary: 'it ended with exit code 1',
  fix: 'see its last lines',
  log: ['SECRET LINE'],
};
describe('the check of a view', () => {
  it('says what is wrong and what mends it, and no line of a log', () => {
    const view = sampleView({ state: 'failed', findings: [finding], problems: [problem], copy });
    expect(checkOf(view)?.summary).toBe(`Opened at 3f2a1b0.

**app**: It ended with exit code 1. → See its last lines.

\`\`\`text
line 4, column 9: app.port: expected a number
\`\`\`

After a look at what it would run, comment:

\`\`\`text
${copy}
\`\`\`

https://shop-pr-7.acme-previews.dev`);
  });

  it('stays within what GitHub takes, however much is wrong', () => {
    const long = '<&#@`'.repeat(1000);
    const view = sampleView({
      ...{ state: 'failed', reason: long, copy: long.slice(0, 200) },
      findings: Array.from({ length: 50 }, () => ({ ...finding, summary: long, fix: long })),
      problems: Array.from({ length: 500 }, () => ({ ...problem, message: long })),
    });
    expect(checkOf(view)?.summary.length).toBeLessThan(65_535);
    expect(checkOf(view)?.summary).toContain('… and 480 more');
  });

  it('lets no text of a pull request out of its Markdown, nor into its title', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('@everyone', '#1', 'https://evil.dev', '[x](//evil.dev)', '<img src=x>'),
      fc.constantFrom('```\n@all', '`@all`', '\\@all', 'www.evil.dev', 'GH-12', '**', '| a |'),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 4, maxLength: 4 }), fc.nat(3), (texts, at) => {
        const [reason = '', summary = '', fix = '', message = ''] = texts;
        const state = (['failed', 'skipped', 'deploying', 'degraded'] as const)[at] ?? 'failed';
        const view = sampleView({
          ...{ state, reason, findings: [{ ...finding, summary, fix }] },
          ...{ problems: [{ ...problem, message }] },
        });
        const check = checkOf(view);
        const rest = outsideCode(check?.summary ?? '').replace(view.url, '');
        expect(readByGitHub(rest)).not.toMatch(LINKS);
        expect(rest).not.toMatch(/[<>]|\p{Cs}/u);
        expect(check?.title).toMatch(/^[A-Za-z:; ]+$/);
        expect(check?.description.length).toBeLessThanOrEqual(140);
      }),
    );
  });

  it('keeps still while its reason moves', () => {
    const texts = ['Argo CD deploys it', 'its pods start'].map((reason) =>
      JSON.stringify(checkOf(sampleView({ reason }))),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('is that of the newest head, which is not what runs', () => {
    expect(checkOf(sampleView({ state: 'ready' }))?.sha).toBe(SHA);
    expect(checkOf(sampleView({ state: 'ready', waitingSha: OTHER_SHA }))?.sha).toBe(OTHER_SHA);
  });
});
