import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { decide } from '../../../generator/reconcile/decide.ts';
import type { Observation } from '../../../generator/reconcile/observation.ts';
import { at, found, now, OTHER_SHA, sampleSituation } from '../decided-fixture.ts';
import { closed, live, observed, preservedUntil } from './situations.ts';

type Failed = Extract<Observation['sync'], { kind: 'failed' }>;
const failedAt = (minutes: number, of: Partial<Failed['of']> = {}): Failed => ({
  ...{ kind: 'failed', at: at(minutes), message: 'the namespace is terminating' },
  of: { sha: live.source.sha, state: 'active', attempt: 0, ...of },
});

const lifecycle = (change: Partial<EnvironmentRecord['lifecycle']>) => ({
  ...live,
  lifecycle: { ...live.lifecycle, ...change },
});

function decided(sync: Observation['sync'], record = live, change: Partial<Observation> = {}) {
  const decision = decide(sampleSituation({ record, observation: observed({ sync, ...change }) }));
  const { outcome } = decision;
  return { ...decision, record: outcome.kind === 'write' ? outcome.record : undefined };
}

describe('a failed sync', () => {
  it.each([
    [undefined, 1],
    [1, 5],
    [2, 15],
    [3, 60],
    [4, 60],
    [5, 60],
  ])('tried %p times before is tried again %p minutes later, not before', (retries, minutes) => {
    const record = lifecycle({ ...(retries && { retries, attempt: retries + 1 }) });
    const of = { attempt: record.lifecycle.attempt ?? 0 };
    const early = decided(failedAt(-minutes + 0.1, of), record);
    expect(early.record?.lifecycle).not.toHaveProperty('attemptedAt');
    expect(early).toMatchObject({ status: 'deploying', dueAt: at(0.1) });
    expect(early.reason).toContain(`(${(retries ?? 0) + 1} of 6) at ${at(0.1)}`);

    const due = decided(failedAt(-minutes, of), record);
    expect(due.record?.lifecycle).toMatchObject({
      attempt: (record.lifecycle.attempt ?? 0) + 1,
      retries: (retries ?? 0) + 1,
      attemptedAt: at(0),
    });
    expect(due.problems).toEqual([{ path: 'Argo CD', message: 'the namespace is terminating' }]);
  });

  it('stays failed after the sixth, with what to do', () => {
    const record = lifecycle({ retries: 6, attempt: 6, attemptedAt: at(-90) });
    const last = decided(failedAt(-80, { attempt: 6 }), record);
    expect(last.record?.lifecycle).toMatchObject(record.lifecycle);
    expect(last).toMatchObject({ status: 'failed', rule: 'deploy' });
    expect(last.reason).toContain('/preview redeploy');
    expect(last).not.toHaveProperty('dueAt');
  });

  it('that was seen before the last attempt says nothing of it', () => {
    const record = lifecycle({ retries: 1, attempt: 1, attemptedAt: at(-20) });
    expect(decided(failedAt(-21), record).record?.lifecycle).toMatchObject(record.lifecycle);
  });

  it('is counted anew from a push, which Argo CD tries by itself', () => {
    const record = lifecycle({ retries: 6, attempt: 7, attemptedAt: at(-20) });
    const pushed = { pullRequest: found({ head: { sha: OTHER_SHA, branch: 'b' } }) };
    const after = decided(failedAt(-10), record, pushed).record?.lifecycle;
    expect(after).not.toHaveProperty('retries');
    expect(after).not.toHaveProperty('attempt');
  });

  it('is counted anew from /preview redeploy, of which its own failure counts only', () => {
    const record = lifecycle({ retries: 6, attempt: 6, attemptedAt: at(-200) });
    const commands: Observation['commands'] = {
      kind: 'read',
      newest: 9,
      commands: [
        {
          ...{ id: 9, login: 'alice', at: at(-1), text: '/preview redeploy', may: true },
          ...{ command: { verb: 'redeploy' }, answered: false },
        },
      ],
    };
    const after = decided(failedAt(-100), record, { commands }).record?.lifecycle;
    expect(after).toMatchObject({ attempt: 7, attemptedAt: at(0) });
    expect(after).not.toHaveProperty('retries');
  });

  it('of a preserved environment whose pull request is closed is tried again too', () => {
    const { record } = decided(failedAt(-2), preservedUntil(60), {
      pullRequest: closed.pullRequest,
    });
    expect(record?.lifecycle).toMatchObject({ attempt: 1, retries: 1 });
  });

  it.each<Observation['sync']>([
    { kind: 'not-failed' },
    { kind: 'off' },
    { kind: 'unknown', reason: 'late' },
    { kind: 'not-asked' },
  ])('is none where it is %p', (sync) => {
    expect(decided(sync).record).toEqual(decided({ kind: 'not-asked' }).record);
  });
});

it('what is woken has its attempts before it', () => {
  const lastOne = { retries: 6, attempt: 6, attemptedAt: at(-20), sleptAt: at(-5) };
  const after = decided({ kind: 'not-failed' }, lifecycle(lastOne)).record?.lifecycle;
  expect(after).toMatchObject({ attempt: 6, wokenAt: now.toISOString() });
  expect(after).not.toHaveProperty('retries');
});
