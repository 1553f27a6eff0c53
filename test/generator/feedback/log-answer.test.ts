import fc from 'fast-check';
import { logAnswer } from '../../../generator/feedback/log-answer.ts';
import { LINKS, outsideCode, readByGitHub } from './github-reader.ts';

const log = (lines: readonly string[], service = 'app') => ({
  ...{ service, pod: `${service}-1`, container: service, lines },
});
const known = (...logs: ReturnType<typeof log>[]) => ({ kind: 'known', logs }) as const;
const privately = { publicly: false, argocdUrl: undefined };

describe('the answer to /preview logs', () => {
  it('has the last lines of each service, without their secrets', () => {
    const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`);
    const secret = 'using postgres://shop:hunter2hunter2@db/shop';
    const body = logAnswer({ fact: known(log(lines), log([secret], 'worker')), ...privately });
    expect(body).toContain('**app**\n\n```text\nline 10\n');
    expect(body).toContain('line 29\n```');
    expect(body).not.toContain('line 9\n');
    expect(body).toContain('**worker**');
    expect(body).not.toContain('hunter2');
  });

  it('has none where strangers read or wrote it, and says where they are', () => {
    const argocdUrl = 'https://argocd.acme.dev/applications/argocd/shop-pr-7';
    const body = logAnswer({ fact: known(log(['line'])), publicly: true, argocdUrl });
    expect(body).toBe(
      `All of it: [Argo CD](${argocdUrl}). Log lines are not posted here, because anybody may read this pull request, or somebody else wrote what runs.`,
    );
  });

  it.each([
    [{ kind: 'off' } as const, 'no access to the cluster'],
    [{ kind: 'unknown', reason: '403 <b>' } as const, 'cannot be read now: 403 &lt;b&gt;'],
    [known(), 'No pod of it runs'],
    [known(log([])), '(nothing was written yet)'],
  ])('says why there are none: %j', (fact, words) => {
    expect(logAnswer({ fact, ...privately })).toContain(words);
  });

  it('is harmless whatever an app writes', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('```', '</details>', '@everyone', '<script>', '<!-- k8s-ee:environment -->'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.string(), (lines, service) => {
        const body = logAnswer({ fact: known(log(lines, service)), ...privately });
        const rest = outsideCode(body);
        expect(rest).not.toMatch(/[<>]/);
        expect(readByGitHub(rest)).not.toMatch(LINKS);
      }),
    );
  });
});
