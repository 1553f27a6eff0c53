import type { Clock } from '../../generator/clock.ts';

type Planned = { readonly at: number; readonly order: number; readonly act: () => void };

/** Time that passes only when nothing is left to do at a moment; jumps may be planned. */
export type SimulatedTime = Clock & {
  readonly ms: () => number;
  /** Plans something that no restart takes back. */
  at(ms: number, act: () => void): void;
  /** Lets the wall clock jump, forwards or backwards; what is planned stays planned. */
  jump(ms: number): void;
  /** Runs what is planned, in order, until that moment. */
  runUntil(ms: number): Promise<void>;
};

export const START = Date.parse('2026-01-05T08:00:00Z');

export function createTime(): SimulatedTime {
  let elapsed = 0;
  let skew = 0;
  let order = 0;
  const planned: Planned[] = [];

  function insert(one: Planned): void {
    let low = 0;
    let high = planned.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = planned[middle];
      const later =
        other && (other.at > one.at || (other.at === one.at && other.order > one.order));
      if (later) high = middle;
      else low = middle + 1;
    }
    planned.splice(low, 0, one);
  }

  function plan(ms: number, act: () => void): Planned {
    const one = { at: ms, order: order++, act };
    insert(one);
    return one;
  }

  return {
    now: () => new Date(START + elapsed + skew),
    ms: () => elapsed,
    at: (ms, act) => void plan(ms, act),
    after(ms, act) {
      let cancelled = false;
      plan(elapsed + Math.max(0, ms), () => {
        if (!cancelled) act();
      });
      return () => {
        cancelled = true;
      };
    },
    jump(ms) {
      skew += ms;
    },
    async runUntil(ms) {
      await settle();
      for (let next = planned[0]; next && next.at <= ms; next = planned[0]) {
        planned.shift();
        elapsed = Math.max(elapsed, next.at);
        next.act();
        await settle();
      }
      elapsed = ms;
    },
  };
}

/** Until everything that can go on at this moment has gone on: the loop yields to others here and there. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
