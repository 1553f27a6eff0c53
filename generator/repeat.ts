import { setTimeout as sleep } from 'node:timers/promises';

const DELAYS_MS = [500, 1_000, 2_000, 5_000, 10_000, 15_000] as const;

/**
 * Tries until it succeeds or `signal` is aborted, with growing pauses. Throws what `giveUp` says is beyond
 * another try, and an `AbortError` once aborted.
 */
export async function untilItWorks<T>(
  act: () => Promise<T>,
  options: {
    readonly signal: AbortSignal;
    readonly onFailure: (error: unknown) => void;
    readonly giveUp?: (error: unknown) => boolean;
  },
): Promise<T> {
  for (let tries = 0; ; tries++) {
    options.signal.throwIfAborted();
    try {
      return await act();
    } catch (error) {
      if (options.giveUp?.(error)) throw error;
      options.onFailure(error);
    }
    const delay = DELAYS_MS[Math.min(tries, DELAYS_MS.length - 1)];
    await sleep(delay, undefined, { signal: options.signal, ref: false });
  }
}

/** Runs `act` every `ms`, never twice at once, until `signal` is aborted. `act` must not reject. */
export function every(ms: number, act: () => Promise<void>, signal: AbortSignal): void {
  void (async () => {
    while (!signal.aborted) {
      await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
      if (!signal.aborted) await act();
    }
  })();
}
