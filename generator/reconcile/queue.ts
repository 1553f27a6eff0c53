import { environmentId } from '../../constructs/names.ts';
import { systemClock, type Clock } from '../clock.ts';
import { mergeWakes, type Wake } from './wake.ts';

/** Wakes by environment: while one waits the newer is merged into it, so a burst is looked at once. */
export type Queue = {
  add(wake: Wake): void;
  /** As `add`, after `delayMs`; dropped where the queue is closed before. */
  addLater(wake: Wake, delayMs: number): void;
  /** Environments that wait or are being looked at; retries that are not due yet do not count. */
  size(): number;
  /** Looked at this moment. */
  running(): number;
  /** Resolves when nothing waits or runs. */
  idle(): Promise<void>;
  /** Forgets the retries that are not due; what was added stays. */
  close(): void;
};

/**
 * Hands every wake to `handle`, at most `concurrency` at once and never two of one environment:
 * woken while it is being looked at, an environment is looked at again afterwards.
 * `handle` must not reject.
 */
export function createQueue(options: {
  readonly concurrency: number;
  readonly handle: (wake: Wake) => Promise<void>;
  /** @default - the system's */
  readonly clock?: Clock;
}): Queue {
  const { clock = systemClock } = options;
  const waiting = new Map<string, Wake>();
  const running = new Set<string>();
  const later = new Map<string, { wake: Wake; cancel: () => void; due: number }>();
  let idleWaiters: (() => void)[] = [];
  let closed = false;

  function add(wake: Wake): void {
    const id = environmentId(wake.project, wake.number);
    const before = waiting.get(id);
    waiting.set(id, before ? mergeWakes(before, wake) : wake);
    pump();
  }

  function addLater(wake: Wake, delayMs: number): void {
    const id = environmentId(wake.project, wake.number);
    const planned = later.get(id);
    const now = clock.now().getTime();
    const due = now + delayMs;
    if (closed) return;
    planned?.cancel();
    const merged = planned ? mergeWakes(planned.wake, wake) : wake;
    const at = planned ? Math.min(planned.due, due) : due;
    const cancel = clock.after(Math.max(0, at - now), () => {
      later.delete(id);
      add(merged);
    });
    later.set(id, { wake: merged, cancel, due: at });
  }

  function pump(): void {
    for (const [id, wake] of waiting) {
      if (running.size >= options.concurrency) return;
      if (running.has(id)) continue;
      waiting.delete(id);
      running.add(id);
      void options.handle(wake).finally(() => {
        running.delete(id);
        pump();
        announceIdle();
      });
    }
  }

  function announceIdle(): void {
    if (waiting.size + running.size > 0) return;
    const waiters = idleWaiters;
    idleWaiters = [];
    for (const resolve of waiters) resolve();
  }

  return {
    add,
    addLater,
    size: () => waiting.size + running.size,
    running: () => running.size,
    idle: () =>
      waiting.size + running.size === 0
        ? Promise.resolve()
        : new Promise((resolve) => idleWaiters.push(resolve)),
    close() {
      closed = true;
      for (const { cancel } of later.values()) cancel();
      later.clear();
    },
  };
}
