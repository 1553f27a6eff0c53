import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until what is expected holds; fails with its own message after so many milliseconds. */
export async function eventually(
  holds: () => void | Promise<void>,
  patienceMs = 4_000,
): Promise<void> {
  for (const end = Date.now() + patienceMs; ;) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(20);
    }
  }
}
