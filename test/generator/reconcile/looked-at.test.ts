import type { Decision } from '../../../generator/reconcile/decision.ts';
import { createLookedAt, isDue } from '../../../generator/reconcile/looked-at.ts';
import { at, found, now, sampleDecided } from '../decided-fixture.ts';
import { sampleRecord } from '../gitops/sample-record.ts';
import { expiresIn, live, preservedUntil, project, unknown } from './situations.ts';

const decidedOn = (
  updatedAt: string,
  decision: Partial<Decision> = {},
  pullRequest: ReturnType<typeof found> | typeof unknown = found({ updatedAt }),
) => [sampleDecided(decision, { observation: { pullRequest } })];

describe('a pull request', () => {
  it('needs no other look until it changes', () => {
    const looked = createLookedAt();
    looked.note(decidedOn(at(-1)), now);
    expect(looked.unchanged('shop-pr-7', at(-1))).toBe(true);
    expect(looked.unchanged('shop-pr-7', at(0))).toBe(false);
    expect(looked.unchanged('shop-pr-8', at(-1))).toBe(false);
  });

  it.each([
    ['nobody knows what it is', {}, unknown],
    ['it is to be asked about again', { again: 'unknown' } as const, undefined],
    [
      'a command waits for its answer',
      {
        answers: [
          { commentId: 1, login: 'a', text: '/preview up', verb: 'up', result: 'done' } as const,
        ],
      },
      undefined,
    ],
  ])('needs another look where %s', (_, decision, fact) => {
    const looked = createLookedAt();
    looked.note(decidedOn(at(-1)), now);
    looked.note(decidedOn(at(-1), decision, fact), now);
    expect(looked.unchanged('shop-pr-7', at(-1))).toBe(false);
  });

  it('that changed in the second of the look may have changed after it', () => {
    const looked = createLookedAt();
    looked.note(decidedOn(at(0)), now);
    expect(looked.unchanged('shop-pr-7', at(0))).toBe(false);
  });

  it('is looked at every hour all the same, and when all is new', () => {
    const looked = createLookedAt();
    const after = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
    expect([0, 59, 60, 119].map((minutes) => looked.takeWhole(after(minutes)))).toEqual([
      true,
      false,
      true,
      false,
    ]);
    looked.forget();
    expect(looked.takeWhole(after(120))).toBe(true);
  });
});

describe('time alone', () => {
  const shop = project('policy: {sleepAfter: 2h}');
  it.each([
    ['its end', expiresIn(-1), true],
    ['no end yet', expiresIn(1), false],
    ['the end of what was preserved', preservedUntil(-1), true],
    ['what is preserved still', preservedUntil(1), false],
    ['long enough awake to sleep', live, true],
    ['asleep', sampleRecord('7', { state: 'sleeping' }), false],
  ])('may change what is decided: %s', (_, record, due) => {
    const own = { ...record, lifecycle: { ...record.lifecycle } };
    const policy = record === live || record.state === 'sleeping' ? shop : project('state: active');
    expect(isDue(own, policy, now)).toBe(due);
  });
});
