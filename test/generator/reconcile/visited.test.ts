import { decide } from '../../../generator/reconcile/decide.ts';
import type { Situation } from '../../../generator/reconcile/decision.ts';
import { mergeWakes } from '../../../generator/reconcile/wake.ts';
import { at, found, OTHER_SHA, sampleObservation, sampleSituation } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';

const { lifecycle } = sampleRecord('7');
const asleep = sampleRecord('7', {
  state: 'sleeping',
  lifecycle: { ...lifecycle, sleptAt: at(-60) },
});
const visited = (change: Partial<Situation['observation']> = {}, more: Partial<Situation> = {}) =>
  decide(
    sampleSituation({
      record: asleep,
      observation: sampleObservation({ visited: true, ...change }),
      ...more,
    }),
  );
const written = ({ outcome }: ReturnType<typeof decide>) =>
  outcome.kind === 'write' ? outcome.record : undefined;

describe('a visit to the page of an environment', () => {
  it('wakes what sleeps, and without one it goes on sleeping', () => {
    expect(written(visited())).toMatchObject({
      state: 'active',
      source: { sha: SHA },
      lifecycle: { wokenAt: at(0) },
    });
    expect(written(visited({ visited: false }))?.state).toBe('sleeping');
  });

  it('changes nothing while GitHub does not say what the pull request is', () => {
    const decision = visited({ pullRequest: { kind: 'unknown', reason: '502' } });
    expect(decision).toMatchObject({ outcome: { kind: 'none' }, again: 'unknown' });
  });

  it('changes nothing of another repository of this name, or of a project that is gone', () => {
    const base = { branch: 'main', repositoryId: 999 };
    expect(visited({ pullRequest: found({ base }) }).outcome).toEqual({ kind: 'none' });
    expect(visited({}, { project: undefined }).outcome).toEqual({ kind: 'none' });
  });

  it('brings nothing back: a closed pull request ends, a push is followed', () => {
    expect(written(visited({ pullRequest: found({ state: 'closed' }) }))?.state).toBe('destroying');
    const head = { sha: OTHER_SHA, branch: 'feature/cart' };
    expect(written(visited({ pullRequest: found({ head }) }))).toMatchObject({
      state: 'active',
      source: { sha: OTHER_SHA },
    });
    const pending = sampleRecord('7', {
      state: 'pending',
      cause: { reason: 'held', since: at(-9), by: 'alice' },
    });
    expect(written(visited({}, { record: pending }))?.state).toBe('pending');
  });

  it('is remembered where two wakes become one', () => {
    const key = { project: 'shop', number: '7' };
    expect(mergeWakes({ ...key, visited: true }, key)).toMatchObject({ visited: true });
    expect(mergeWakes(key, key)).not.toHaveProperty('visited');
  });
});
