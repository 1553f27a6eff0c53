/** Time as the loop knows it, so that it runs in a simulated world as well. */
export type Clock = {
  now(): Date;
  /** Calls `act` after so many milliseconds, unless it is cancelled before; keeps no process alive. */
  after(ms: number, act: () => void): () => void;
};

export const systemClock: Clock = {
  now: () => new Date(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export function pause(clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => clock.after(ms, resolve));
}
