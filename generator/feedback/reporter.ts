import { systemClock, type Clock } from '../clock.ts';
import type { GitHub } from '../github/client.ts';
import type { Log } from '../telemetry/log.ts';
import { COMMENT_MARKER, commentBody } from './comment.ts';
import type { View } from './view.ts';

const RETRY_DELAYS_MS = [2_000, 5_000, 15_000, 60_000, 300_000] as const;

/** What has nothing left to show is forgotten after so long; told ends are acted on within seconds. */
const REMEMBERED_MS = 3_600_000;

/** Brings views to the pull requests, after the round and never in its way. */
export type Reporter = {
  /** Shows the view as soon as the pace allows; a newer view of the environment replaces one not shown yet. */
  report(view: View): void;
  /** Whether the end of the tombstone since `since` is told on the pull request. */
  toldEnd(id: string, since: string): boolean;
  /** Resolves when nothing is left to show that could be shown now. */
  idle(): Promise<void>;
};

type Entry = {
  next: View | undefined;
  running: Promise<void> | undefined;
  failures: number;
  notBefore: number;
  reportedAt: number;
  cancel?: () => void;
  toldEndOf?: string;
};

export function createReporter(options: {
  readonly github: Pick<GitHub, 'stickyComment'>;
  readonly log: Log;
  /** Pause between two writes to one pull request, milliseconds. */
  readonly pauseMs: number;
  readonly onResult: (view: View, result: 'written' | 'unchanged' | 'failed') => void;
  /** @default - the system's */
  readonly clock?: Clock;
}): Reporter {
  const { clock = systemClock } = options;
  const now = () => clock.now().getTime();
  const entries = new Map<string, Entry>();

  function report(view: View): void {
    const entry = entries.get(view.id) ?? {
      next: undefined,
      running: undefined,
      failures: 0,
      notBefore: 0,
      reportedAt: 0,
    };
    entries.delete(view.id);
    entries.set(view.id, entry);
    entry.next = view;
    entry.reportedAt = now();
    forgetOld();
    plan(entry);
  }

  /** The map is in the order of the last reports, so only what is old is looked at. */
  function forgetOld(): void {
    for (const [id, { next, running, reportedAt }] of entries) {
      if (now() - reportedAt < REMEMBERED_MS) return;
      if (!next && !running) entries.delete(id);
    }
  }

  function plan(entry: Entry): void {
    if (entry.running || !entry.next) return;
    entry.cancel?.();
    const wait = entry.notBefore - now();
    if (wait > 0) {
      entry.cancel = clock.after(wait, () => plan(entry));
      return;
    }
    const view = entry.next;
    entry.next = undefined;
    entry.running = show(view, entry).finally(() => {
      entry.running = undefined;
      plan(entry);
    });
  }

  async function show(view: View, entry: Entry): Promise<void> {
    const comment = { marker: COMMENT_MARKER, body: commentBody(view), create: !view.quiet };
    const fact = await options.github
      .stickyComment(view.repository, Number(view.key.number), comment)
      .catch((error: unknown) => ({ kind: 'unknown' as const, reason: String(error) }));
    if (fact.kind === 'unknown') {
      const delay = RETRY_DELAYS_MS[Math.min(entry.failures, RETRY_DELAYS_MS.length - 1)] ?? 0;
      entry.failures += 1;
      entry.notBefore = now() + delay;
      entry.next ??= view;
      options.log.warn({ environment: view.id, reason: fact.reason }, 'comment not written');
      options.onResult(view, 'failed');
      return;
    }
    entry.failures = 0;
    if (fact.kind === 'written') entry.notBefore = now() + options.pauseMs;
    if (view.finalOf !== undefined) entry.toldEndOf = view.finalOf;
    options.onResult(view, fact.kind === 'written' ? 'written' : 'unchanged');
  }

  return {
    report,
    toldEnd: (id, since) => entries.get(id)?.toldEndOf === since,
    async idle() {
      for (const entry of entries.values()) while (entry.running) await entry.running;
    },
  };
}
