import { pause, systemClock, type Clock } from '../clock.ts';
import type { RecordIndex } from '../gitops/records.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Observation } from './observation.ts';
import type { RoundResult } from './round.ts';
import { mergeWakes, type EnvironmentKey, type Wake } from './wake.ts';

/** How long a round waits for observations under way, so that a burst is one commit. Milliseconds. */
const GATHER_MS = 250;
const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;

/** An observed environment and the wake that asked for it. */
export type ReadyEntry = {
  readonly key: EnvironmentKey;
  readonly wake: Wake;
  readonly observation: Observation;
};

/** The single writer: one round at a time, over everything that became ready meanwhile. */
export type Writer = {
  /** An environment was observed; a newer observation replaces one that no round has taken yet. */
  ready(entry: ReadyEntry): void;
  /** The remote has moved: the next round begins with a fetch, even where nothing is ready. */
  remoteMoved(): void;
  /** Another round is due, whoever is ready. */
  again(): void;
  /** Resolves when no round runs and none is due. */
  idle(): Promise<void>;
};

export function createWriter(options: {
  readonly observing: () => number;
  readonly round: (
    ready: ReadonlyMap<string, ReadyEntry>,
    start: { readonly index: RecordIndex | undefined; readonly fetchFirst: boolean },
  ) => Promise<RoundResult>;
  /** What follows from a round that is pushed, or had nothing to push. Must not throw. */
  readonly done: (result: RoundResult, ready: ReadonlyMap<string, ReadyEntry>) => void;
  /** The round changed nothing; what was ready is handed back to be observed again. Must not throw. */
  readonly failed: (error: unknown, ready: ReadonlyMap<string, ReadyEntry>) => void;
  /** @default - the system's */
  readonly clock?: Clock;
}): Writer {
  const { clock = systemClock } = options;
  let waiting = new Map<string, ReadyEntry>();
  let index: RecordIndex | undefined;
  let fetchFirst = true;
  let due = false;
  let running: Promise<void> | undefined;
  let failures = 0;
  let cancelRetry: (() => void) | undefined;

  function kick(): void {
    due = true;
    running ??= run().finally(() => {
      running = undefined;
      // Kicked between the last look at `due` and here: nobody else would begin that round.
      if (due) kick();
    });
  }

  async function run(): Promise<void> {
    while (due) {
      await gather();
      due = false;
      const batch = waiting;
      const fetch = fetchFirst;
      waiting = new Map();
      fetchFirst = false;
      try {
        const result = await options.round(batch, { index, fetchFirst: fetch });
        index = result.index;
        failures = 0;
        options.done(result, batch);
      } catch (error) {
        fetchFirst = true;
        options.failed(error, batch);
        planRetry();
      }
    }
  }

  function planRetry(): void {
    cancelRetry?.();
    const delay = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 30_000;
    failures += 1;
    cancelRetry = clock.after(delay, kick);
  }

  async function gather(): Promise<void> {
    const until = clock.now().getTime() + GATHER_MS;
    while (options.observing() > 0 && clock.now().getTime() < until) await pause(clock, 10);
  }

  return {
    ready(entry) {
      const id = environmentId(entry.key.project, entry.key.number);
      const before = waiting.get(id);
      // What the older wake still had to forward must not be lost with it.
      waiting.set(id, before ? { ...entry, wake: mergeWakes(before.wake, entry.wake) } : entry);
      kick();
    },
    remoteMoved() {
      fetchFirst = true;
      kick();
    },
    again: kick,
    idle: async () => {
      while (running) await running;
    },
  };
}
