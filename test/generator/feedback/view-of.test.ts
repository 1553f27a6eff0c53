import { deploymentOf, NOTHING_SEEN, type Seen } from '../../../generator/feedback/seen.ts';
import { toldFromRecord, toldOf } from '../../../generator/feedback/told.ts';
import { viewOf } from '../../../generator/feedback/view-of.ts';
import type { Decided } from '../../../generator/reconcile/decision.ts';
import { at, found, now, OTHER_SHA, sampleDecided } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';
import { sampleView } from '../view-fixture.ts';

const platform = samplePlatform();
const since = at(-5);
const tombstone = sampleRecord('7', {
  state: 'destroying',
  cause: { reason: 'closed', since, by: 'github' },
});
const ready: Seen = {
  ...NOTHING_SEEN,
  run: { kind: 'synced', health: 'Healthy' },
  answer: { kind: 'answers' },
  runningSha: SHA,
  deployment: deploymentOf(sampleRecord('7')),
};

/** The view of a decision once its round is pushed. */
function view(decided: Decided, seen = NOTHING_SEEN) {
  const told = toldOf(decided, platform);
  const { outcome } = decided.decision;
  const record = outcome.kind === 'write' ? outcome.record : decided.before;
  return told && viewOf({ key: decided.key, told, record, seen, platform, before: undefined, now });
}
const live = (change: Parameters<typeof sampleDecided>[0] = {}) =>
  sampleDecided(change, { before: sampleRecord('7') });

describe('the view of a decision', () => {
  it('is what stands in Git', () => {
    const record = sampleRecord('7');
    expect(view(sampleDecided({ outcome: { kind: 'write', record } }))).toEqual(
      sampleView({
        reason: 'opened at 3f2a1b0; committed; whether it runs is not observed',
        observed: false,
        createdAt: record.lifecycle.createdAt,
        pushedAt: record.lifecycle.pushedAt,
        since: now.toISOString(),
      }),
    );
  });

  it('names the newest head where another one runs', () => {
    const pullRequest = found({ head: { sha: OTHER_SHA, branch: 'feature/cart' } });
    const decided = sampleDecided({}, { before: sampleRecord('7'), observation: { pullRequest } });
    expect(view(decided)).toMatchObject({ sha: SHA, waitingSha: OTHER_SHA });
  });

  it('warns before the end, and only then', () => {
    const notes = (pushed: number, end: number) => {
      const { lifecycle } = sampleRecord('7');
      const before = sampleRecord('7', {
        lifecycle: { ...lifecycle, pushedAt: at(pushed), expiresAt: at(end) },
      });
      return view(sampleDecided({}, { before }))?.notes;
    };
    const warning = [expect.stringContaining('/preview extend 24h')];
    expect(notes(-7 * 1440, 1441)).toEqual([]);
    expect(notes(-7 * 1440, 1439)).toEqual(warning);
    expect(notes(-60, 61)).toEqual([]);
    expect(notes(-60, 19)).toEqual(warning);
  });

  it('is none where what was said last still holds, or the project is not known', () => {
    expect(view(sampleDecided({ status: 'unchanged' }))).toBeUndefined();
    const stranger = { ...sampleDecided({}), key: { project: 'other', number: '7' } };
    expect(view(stranger)).toBeUndefined();
  });

  it('keeps since when it is in a state', () => {
    const told = toldOf(live(), platform);
    const input = { key: live().key, record: sampleRecord('7'), seen: NOTHING_SEEN, platform, now };
    const at = '2026-01-01T00:00:00.000Z';
    const since = (state: 'deploying' | 'ready') =>
      told && viewOf({ ...input, told, before: { state, since: at } })?.since;
    expect(since('deploying')).toBe(at);
    expect(since('ready')).toBe(now.toISOString());
  });

  it('leads to the pull request and to Argo CD', () => {
    const told = toldFromRecord(sampleRecord('7'));
    const of = (change: object) =>
      viewOf({
        ...{ key: live().key, told, record: sampleRecord('7'), seen: NOTHING_SEEN, now },
        ...{ platform: { ...platform, ...change }, before: undefined },
      });
    expect(of({})?.argocdUrl).toBeUndefined();
    expect(of({ argocd: { ...platform.argocd, url: 'https://argocd.acme.dev/' } })?.argocdUrl).toBe(
      'https://argocd.acme.dev/applications/argocd/shop-pr-7',
    );
    expect(of({})?.grafanaUrl).toBeUndefined();
    const { components } = samplePlatform({
      rest: 'opsDomain: ops.acme.dev\nplatform: {generator: {image: "x/y:1"}, tls: {issuer: none}, login: {organization: acme}}',
    });
    expect(of({ components })?.grafanaUrl).toBe(
      'https://grafana.ops.acme.dev/d/k8s-ee-environment?var-project=shop&var-pr=7',
    );
    expect(of({ components: { ...components, login: undefined } })?.grafanaUrl).toBeUndefined();
    expect(of({ github: { apiUrl: 'https://git.acme.dev/api/v3' } })?.pullRequest.url).toBe(
      'https://git.acme.dev/acme/shop/pull/7',
    );
  });
});

describe('what runs', () => {
  it('is ready once its URL answered', () => {
    expect(view(live(), ready)).toMatchObject({
      state: 'ready',
      reason: '3f2a1b0 runs and answers',
      runningSha: SHA,
    });
  });

  it('is ready and says why the newest commit is not what runs', () => {
    const problems = [{ path: 'app.port', message: 'expected a number' }];
    expect(view(live({ problems, reason: 'the new file is invalid' }), ready)).toMatchObject({
      state: 'ready',
      reason: 'the new file is invalid; 3f2a1b0 runs and answers',
      problems,
    });
  });

  it('is preserved where it is ready and kept', () => {
    const before = sampleRecord('7', { keep: 'preserved' });
    const decided = sampleDecided({ status: 'preserved', reason: 'kept' }, { before });
    expect(view(decided, ready)?.state).toBe('preserved');
    expect(view(decided, NOTHING_SEEN)?.state).toBe('preserved');
    const failed: Seen = { ...ready, run: { kind: 'failed', message: 'refused' } };
    expect(view(decided, { ...failed, answer: { kind: 'not-asked' } })?.state).toBe('failed');
  });

  it('is asleep as it was decided, whatever was seen before', () => {
    const before = sampleRecord('7', { state: 'sleeping' });
    expect(view(sampleDecided({ status: 'sleeping' }, { before }), ready)?.state).toBe('sleeping');
  });
});

describe('the end of an environment', () => {
  const destroyed = { status: 'destroyed' } as const;

  it('is told for the tombstone it is the end of', () => {
    expect(view(sampleDecided(destroyed, { before: tombstone }))?.finalOf).toBe(since);
  });

  it('is told once: telling wakes the environment, so always telling would never come to rest', () => {
    const told = { before: tombstone, observation: { finalCommentWritten: true } };
    expect(view(sampleDecided(destroyed, told))?.finalOf).toBeUndefined();
    const pending = sampleRecord('7', { ...tombstone, state: 'pending' });
    expect(view(sampleDecided(destroyed, { before: pending }))?.finalOf).toBeUndefined();
  });

  it('is not told before it was seen', () => {
    const decided = sampleDecided({ status: 'destroying' }, { before: tombstone });
    expect(view(decided)?.finalOf).toBeUndefined();
  });
});

describe('after a start, before GitHub was asked', () => {
  it.each([
    ['active', undefined, 'deploying'],
    ['sleeping', undefined, 'sleeping'],
    ['destroying', 'closed', 'destroying'],
    ['pending', 'queued', 'queued'],
    ['pending', 'image', 'building'],
    ['pending', 'held', 'skipped'],
    ['pending', 'expired', 'skipped'],
  ] as const)('a record that is %s (%s) is shown as %s', (state, reason, status) => {
    const cause = reason && ({ reason, since } as const);
    const told = toldFromRecord(sampleRecord('7', { state, ...(cause && { cause }) }));
    expect(told).toMatchObject({ status, quiet: true, author: 'alice' });
  });
});
