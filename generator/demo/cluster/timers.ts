/** What is to happen later; nothing of it happens after the end. */
export type Timers = {
  after(ms: number, act: () => void): void;
  stop(): void;
};

export function createTimers(): Timers {
  const waiting = new Set<NodeJS.Timeout>();
  let stopped = false;
  return {
    after(ms, act) {
      if (stopped) return;
      const timer = setTimeout(() => {
        waiting.delete(timer);
        act();
      }, ms);
      waiting.add(timer);
    },
    stop() {
      stopped = true;
      for (const timer of waiting) clearTimeout(timer);
      waiting.clear();
    },
  };
}
