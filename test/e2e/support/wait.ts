import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 150;

export type Patience = {
  readonly seconds: number;
  /** What to show when it takes too long: the state of everything that could be the cause. */
  readonly explain: () => Promise<string>;
};

/**
 * Looks again and again until there is something other than `undefined` or `false`, and answers that.
 * A look that fails counts as nothing seen. Throws what was waited for, and why it may not have come.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  { seconds, explain }: Patience,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let failure = '';
  for (;;) {
    const seen = await look().catch((error: unknown) => {
      failure = `\nThe last look failed: ${String(error)}`;
      return undefined;
    });
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) {
      const state = await explain().catch((error: unknown) => `unknown: ${String(error)}`);
      throw new Error(`waited ${seconds} s for: ${what}${failure}\n${state}`);
    }
    await sleep(PAUSE_MS);
  }
}
