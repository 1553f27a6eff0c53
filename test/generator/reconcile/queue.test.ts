import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { createQueue } from '../../../generator/reconcile/queue.ts';
import { mergeWakes, type Wake } from '../../../generator/reconcile/wake.ts';

const wake = (number: string, more: Partial<Wake> = {}): Wake => ({
  project: 'shop',
  number,
  ...more,
});
const claim = (minute: number) => ({ updatedAt: new Date(minute * 60_000).toISOString() });

/** A queue whose work ends when the test says so. */
function controlled(concurrency: number) {
  const handled: Wake[] = [];
  const open: (() => void)[] = [];
  const queue = createQueue({
    concurrency,
    handle: (one) => {
      handled.push(one);
      return new Promise((resolve) => open.push(resolve));
    },
  });
  async function finishOne() {
    open.shift()?.();
    await sleep(0);
  }
  return { queue, handled, finishOne };
}

describe('the queue', () => {
  it('looks once at an environment that is woken often before its turn, with the newest claim', async () => {
    const { queue, handled, finishOne } = controlled(1);
    queue.add(wake('1'));
    queue.add(wake('2', { claim: claim(1), forward: ['a'] }));
    queue.add(wake('2', { claim: claim(3), forward: ['b'] }));
    queue.add(wake('2', { claim: claim(2) }));
    expect(queue.size()).toBe(2);
    await finishOne();
    await finishOne();
    expect(handled).toEqual([
      wake('1'),
      { ...wake('2'), claim: claim(3), forward: ['a', 'b'], tries: 0 },
    ]);
    await queue.idle();
  });

  it('looks again at an environment that is woken while it is looked at, never twice at once', async () => {
    const { queue, handled, finishOne } = controlled(5);
    queue.add(wake('1'));
    queue.add(wake('1', { claim: claim(9) }));
    expect(handled).toHaveLength(1);
    expect(queue.running()).toBe(1);
    expect(queue.size()).toBe(2);
    await finishOne();
    expect(handled).toEqual([wake('1'), wake('1', { claim: claim(9) })]);
    await finishOne();
    expect(queue.size()).toBe(0);
  });

  it('looks at no more than its concurrency at once, and does not stall behind one that runs', async () => {
    const { queue, handled, finishOne } = controlled(2);
    for (const number of ['1', '1', '2', '3']) queue.add(wake(number));
    expect(handled.map(({ number }) => number)).toEqual(['1', '2']);
    await finishOne();
    expect(handled.map(({ number }) => number)).toEqual(['1', '2', '1']);
  });

  it('adds a retry when it is due, at the earliest time asked for', async () => {
    const { queue, handled } = controlled(1);
    queue.addLater(wake('1', { tries: 2, forward: ['a'] }), 20);
    queue.addLater(wake('1', { tries: 1, forward: ['b'] }), 60_000);
    expect(queue.size()).toBe(0);
    await sleep(60);
    expect(handled).toEqual([{ ...wake('1'), tries: 1, forward: ['a', 'b'] }]);
  });

  it('forgets retries once closed, but keeps what was added', async () => {
    const { queue, handled, finishOne } = controlled(1);
    queue.add(wake('1'));
    queue.add(wake('2'));
    queue.addLater(wake('3'), 10);
    queue.close();
    queue.addLater(wake('4'), 10);
    const idle = queue.idle();
    await finishOne();
    await finishOne();
    await idle;
    await sleep(40);
    expect(handled.map(({ number }) => number)).toEqual(['1', '2']);
  });

  it('is idle at once where nothing waits', async () => {
    await controlled(1).queue.idle();
  });

  it('looks at every environment after its last wake, whatever the order', async () => {
    const events = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(2)), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(events, fc.integer({ min: 1, max: 3 }), async (wakes, concurrency) => {
        let clock = 0;
        const woken = new Map<string, number>();
        const looked = new Map<string, number>();
        const now = new Set<string>();
        const queue = createQueue({
          concurrency,
          handle: async ({ number }) => {
            expect(now.has(number)).toBe(false);
            now.add(number);
            expect(now.size).toBeLessThanOrEqual(concurrency);
            looked.set(number, clock);
            for (let turn = 0; turn < Number(number); turn++) await Promise.resolve();
            now.delete(number);
          },
        });
        for (const [number, pause] of wakes) {
          clock += 1;
          woken.set(String(number), clock);
          queue.add(wake(String(number)));
          for (let turn = 0; turn < pause; turn++) await Promise.resolve();
        }
        await queue.idle();
        for (const [number, at] of woken) expect(looked.get(number)).toBeGreaterThanOrEqual(at);
      }),
      { numRuns: 200 },
    );
  });
});

describe('two wakes as one', () => {
  it('compares claims as times, not as texts', () => {
    const early = { updatedAt: '2026-01-02T04:00:00+02:00' };
    const late = { updatedAt: '2026-01-02T03:00:00Z' };
    expect(mergeWakes(wake('1', { claim: late }), wake('1', { claim: early })).claim).toEqual(late);
    expect(mergeWakes(wake('1', { claim: early }), wake('1', { claim: late })).claim).toEqual(late);
  });

  it('counts tries anew for a fresh event and carries those of retries on', () => {
    expect(mergeWakes(wake('1', { tries: 3 }), wake('1')).tries).toBe(0);
    expect(mergeWakes(wake('1', { tries: 3 }), wake('1', { tries: 4 })).tries).toBe(3);
  });
});
