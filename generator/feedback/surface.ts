import type { Clock } from '../clock.ts';
import type { Unknown, WriteFact } from '../github/client.ts';
import type { Log } from '../telemetry/log.ts';
import type { View } from './view.ts';

const RETRY_DELAYS_MS = [2_000, 5_000, 15_000, 60_000, 300_000] as const;

/** What has nothing left to show is forgotten after so long. */
const REMEMBERED_MS = 3_600_000;
/** What GitHub refused is refused again, until somebody changes what it was refused for. */
const REFUSED_MS = 3_600_000;

/** Writes under way on one surface: the others wait, and are then written as they are by then. */
const AT_ONCE = 4;

export type Result = 'written' | 'unchanged' | 'failed' | 'refused';

/** Something to write; `text` is all of it, to tell whether it is another than before. */
export type Job = { readonly text: string; readonly write: () => Promise<WriteFact> };

export type Surface = {
  readonly name: 'comment' | 'deployment' | 'check';
  /** So many writes may follow each other at once, as long as the pause holds on average. */
  readonly burst: number;
  /** Nobody else changes it, so what was written need not be looked at again. */
  readonly remembers: boolean;
  /** `undefined`: what was shown, or waits to be, still holds. */
  readonly jobOf: (view: View) => Job | undefined;
  readonly onResult: (view: View, result: Result) => void;
};

/** What one surface of one environment is to show, and what it shows. */
type Entry = {
  next: { readonly view: View; readonly job: Job } | undefined;
  running: Promise<void> | undefined;
  /** Whether it stands in the line of those that may begin. */
  inLine: boolean;
  failures: number;
  notBefore: number;
  /** When the last writes were, oldest first. */
  writes: readonly number[];
  reportedAt: number;
  /** Need not be written before `until`. */
  shown: { readonly text: string; readonly until: number } | undefined;
  cancel?: () => void;
};

/** Brings one surface of every environment to where its newest view is. */
export function createSurface(
  surface: Surface,
  options: {
    readonly log: Log;
    /** Between two writes to one environment, on average of `burst`. Milliseconds. */
    readonly pauseMs: number;
    readonly clock: Clock;
  },
) {
  const { log, pauseMs, clock } = options;
  const now = () => clock.now().getTime();
  const entries = new Map<string, Entry>();
  const line: Entry[] = [];
  const running = new Set<Promise<void>>();

  function report(view: View): void {
    const entry = entries.get(view.id) ?? newEntry();
    entries.delete(view.id);
    entries.set(view.id, entry);
    entry.reportedAt = now();
    forgetOld();
    try {
      const job = surface.jobOf(view);
      if (job) entry.next = { view, job };
    } catch (error) {
      log.error({ environment: view.id, err: error }, `${surface.name} not written`);
    }
    plan(entry);
  }

  /** The map is in the order of the last reports, so only what is old is looked at. */
  function forgetOld(): void {
    for (const [id, { next, running: busy, reportedAt }] of entries) {
      if (now() - reportedAt < REMEMBERED_MS) return;
      if (!next && !busy) entries.delete(id);
    }
  }

  function plan(entry: Entry): void {
    if (entry.running || entry.inLine || !entry.next) return;
    entry.cancel?.();
    const wait = entry.notBefore - now();
    if (wait > 0) {
      entry.cancel = clock.after(wait, () => plan(entry));
      return;
    }
    entry.inLine = true;
    line.push(entry);
    begin();
  }

  function begin(): void {
    while (running.size < AT_ONCE) {
      const entry = line.shift();
      if (!entry) return;
      entry.inLine = false;
      const next = entry.next;
      entry.next = undefined;
      if (!next || isShown(entry, next.job)) continue;
      const done = show(next, entry).finally(() => {
        entry.running = undefined;
        running.delete(done);
        plan(entry);
        begin();
      });
      entry.running = done;
      running.add(done);
    }
  }

  function isShown({ shown }: Entry, { text }: Job): boolean {
    return surface.remembers && shown?.text === text && now() < shown.until;
  }

  async function show(next: NonNullable<Entry['next']>, entry: Entry): Promise<void> {
    const { view, job } = next;
    entry.shown = undefined;
    const fact = await job.write().catch(asUnknown);
    if (fact.kind === 'unknown') {
      const delay = RETRY_DELAYS_MS[Math.min(entry.failures, RETRY_DELAYS_MS.length - 1)] ?? 0;
      entry.failures += 1;
      entry.notBefore = now() + delay;
      entry.next ??= next;
      log.warn({ environment: view.id, reason: fact.reason }, `${surface.name} not written`);
      surface.onResult(view, 'failed');
      return;
    }
    entry.failures = 0;
    const no = fact.kind === 'refused' || fact.kind === 'denied';
    entry.shown = { text: job.text, until: no ? now() + REFUSED_MS : Infinity };
    if (fact.kind === 'refused') {
      log.warn({ environment: view.id, reason: fact.reason }, `${surface.name} refused by GitHub`);
    }
    if (fact.kind === 'written') {
      entry.writes = [...entry.writes, now()].slice(-surface.burst);
      const [first = 0] = entry.writes;
      if (entry.writes.length === surface.burst) entry.notBefore = first + surface.burst * pauseMs;
    }
    surface.onResult(view, no ? 'refused' : fact.kind === 'written' ? 'written' : 'unchanged');
  }

  return {
    report,
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

function newEntry(): Entry {
  return {
    ...{ next: undefined, running: undefined, inLine: false, shown: undefined },
    ...{ failures: 0, notBefore: 0, writes: [], reportedAt: 0 },
  };
}

function asUnknown(error: unknown): Unknown {
  return { kind: 'unknown', reason: String(error) };
}
