/** Runs what has the same key one after the other, what has another beside it. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();

  return async function inTurn<T>(key: string, act: () => Promise<T>): Promise<T> {
    const mine = (last.get(key) ?? Promise.resolve()).then(act);
    const settled = mine.catch(() => undefined);
    last.set(key, settled);
    try {
      return await mine;
    } finally {
      if (last.get(key) === settled) last.delete(key);
    }
  };
}
