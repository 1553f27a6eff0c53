import { outcomeOf } from '../../../generator/web/api/outcome.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { SHA } from '../gitops/sample-record.ts';
import { sampleView } from '../view-fixture.ts';

const kind = (change: Parameters<typeof sampleView>[0], commit?: string) =>
  outcomeOf(sampleView(change), { timeout: 1_000, commit })?.kind;
const problem = { path: 'app.port', message: 'expected a number' };

describe('whether waiting is over', () => {
  it('is ready where the URL answers, preserved or not, and where that was seen', () => {
    expect(kind({ state: 'ready', runningSha: SHA })).toBe('ready');
    expect(kind({ state: 'preserved', runningSha: SHA })).toBe('ready');
    expect(kind({ state: 'preserved', observed: false })).toBeUndefined();
    expect(kind({ state: 'deploying' })).toBeUndefined();
  });

  it('waits for the commit that was asked for, whatever became of the one before', () => {
    expect(kind({ state: 'ready', runningSha: SHA }, OTHER_SHA)).toBeUndefined();
    const failed = { state: 'failed', sha: SHA, waitingSha: OTHER_SHA } as const;
    expect(kind(failed, OTHER_SHA)).toBeUndefined();
    expect(kind(failed, SHA)).toBe('stuck');
    expect(kind(failed)).toBe('stuck');
  });

  it('ends where that commit cannot be deployed', () => {
    const before = { state: 'ready', runningSha: SHA, waitingSha: OTHER_SHA } as const;
    expect(kind({ ...before, problems: [problem] }, OTHER_SHA)).toBe('stuck');
    expect(kind({ ...before, problems: [problem] }, SHA)).toBe('ready');
    expect(kind({ state: 'failed', sha: undefined, waitingSha: SHA }, SHA)).toBe('stuck');
  });
});
