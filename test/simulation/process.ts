import type { Random } from './random.ts';
import type { SimulatedTime } from './time.ts';

/**
 * One call to the world: it takes a while to get there and back, and may fail on the way. After a crash it never
 * comes back; what it did may have been done.
 */
export type Call = <T>(
  what: 'github' | 'git' | 'cluster' | 'registry',
  act: () => T,
  fail: () => T,
) => Promise<T>;

/** How often calls fail, and how. */
export type Faults = {
  /** Share of calls that fail before they are done. */
  readonly refused: number;
  /** Share of calls that are done and whose answer is lost. */
  readonly lost: number;
};

/** One run of the generator, from its start to its crash. */
export type Process = {
  readonly alive: () => boolean;
  readonly kill: () => void;
  readonly call: Call;
  readonly clock: Pick<SimulatedTime, 'now' | 'after'>;
};

export function createProcess(time: SimulatedTime, random: Random, faults: () => Faults): Process {
  let alive = true;
  const latency = () => 5 + random.int(random.chance(0.05) ? 3_000 : 120);
  const pass = () =>
    new Promise<void>((resolve) =>
      time.after(latency(), () => {
        if (alive) resolve();
      }),
    );
  return {
    alive: () => alive,
    kill() {
      alive = false;
    },
    async call(_what, act, fail) {
      await pass();
      const { refused, lost } = faults();
      if (random.chance(refused)) {
        await pass();
        return fail();
      }
      const answer = act();
      await pass();
      return random.chance(lost) ? fail() : answer;
    },
    clock: {
      now: time.now,
      after: (ms, act) => time.after(ms, () => (alive ? act() : undefined)),
    },
  };
}
