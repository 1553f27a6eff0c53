import fc from 'fast-check';
import { FINDING_KINDS, type Finding } from '../../../generator/diagnosis/finding.ts';
import { runStateOf } from '../../../generator/feedback/run-state.ts';
import {
  NOTHING_SEEN,
  type Answer,
  type Run,
  type Seen,
} from '../../../generator/feedback/seen.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { SHA } from '../gitops/sample-record.ts';

const synced = (health: string): Run => ({ kind: 'synced', health });
const answers: Answer = { kind: 'answers' };
const silent: Answer = { kind: 'silent', reason: 'the answer is 502' };
const finding = (kind: Finding['kind']): Finding => ({
  ...{ kind, part: 'app', summary: 'it crashed', fix: 'mend it' },
});
const state = (seen: Partial<Seen>) => runStateOf(SHA, { ...NOTHING_SEEN, ...seen });

describe('the state of a deployment', () => {
  it.each<[string, Partial<Seen>, string, string]>([
    ['nobody looks', {}, 'deploying', 'not observed'],
    ['the cluster is silent', { run: { kind: 'unknown', reason: '403' } }, 'deploying', '403'],
    ['no Application yet', { run: { kind: 'absent' } }, 'deploying', 'no Application for it yet'],
    [
      'Argo CD reports an error',
      { run: { kind: 'absent', reason: 'bad credential' } },
      'deploying',
      'says: bad credential',
    ],
    ['it is synced just now', { run: { kind: 'syncing' } }, 'deploying', 'Argo CD deploys it'],
    ['pods start', { run: synced('Progressing') }, 'deploying', 'its pods start'],
    ['no answer yet', { run: synced('Healthy'), answer: silent }, 'deploying', 'not answer yet'],
    [
      'no answer for long',
      { run: synced('Healthy'), answer: silent, waitedMs: 120_000 },
      'degraded',
      'does not answer: the answer is 502',
    ],
    ['it answers', { run: synced('Healthy'), answer: answers }, 'ready', '3f2a1b0 runs'],
    ['the sync failed', { run: { kind: 'failed', message: 'no' } }, 'failed', 'could not sync'],
    ['it crashes', { run: synced('Degraded') }, 'failed', 'it does not run'],
    [
      'it crashes, and why is known',
      { run: synced('Progressing'), findings: [finding('crash')] },
      'failed',
      'app: it crashed',
    ],
    [
      'what ran before still answers',
      { run: synced('Degraded'), answer: answers, runningSha: OTHER_SHA },
      'degraded',
      'ffee2b0 still answers',
    ],
    [
      'only a part of it fails',
      { run: synced('Degraded'), answer: answers, runningSha: SHA },
      'degraded',
      'its URL still answers',
    ],
    [
      'a database may still come',
      { run: synced('Progressing'), findings: [finding('database-not-ready')] },
      'deploying',
      'its pods start',
    ],
    [
      'it ran, and a pod is gone',
      { run: synced('Progressing'), runningSha: SHA },
      'degraded',
      'ready any more',
    ],
  ])('%s', (_name, seen, wanted, phase) => {
    const { state: got, phase: said } = state(seen);
    expect(got).toBe(wanted);
    expect(said).toContain(phase);
  });

  it('is ready only where the URL answered and all is synced and healthy', () => {
    const anything = fc.record({
      run: fc.constantFrom<Run>(
        ...['Healthy', 'Progressing', 'Degraded', 'Missing', 'Unknown'].map(synced),
        ...([{ kind: 'off' }, { kind: 'absent' }, { kind: 'syncing' }] as Run[]),
        { kind: 'failed', message: 'no' },
      ),
      answer: fc.constantFrom<Answer>(answers, silent, { kind: 'not-asked' }),
      runningSha: fc.constantFrom(undefined, SHA, OTHER_SHA),
      findings: fc.array(fc.constantFrom(...FINDING_KINDS).map(finding), { maxLength: 2 }),
      waitedMs: fc.nat(300_000),
    });
    fc.assert(
      fc.property(anything, (seen) => {
        if (state(seen).state !== 'ready') return;
        expect([seen.run, seen.answer.kind]).toEqual([synced('Healthy'), 'answers']);
      }),
    );
  });
});
