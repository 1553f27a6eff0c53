import { isDeepStrictEqual } from 'node:util';
import pLimit from 'p-limit';
import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Clock } from '../clock.ts';
import type { Decided } from '../reconcile/decision.ts';
import type { EnvironmentKey } from '../reconcile/wake.ts';
import { seenOf, type Seen } from './seen.ts';
import { toldFromRecord, toldOf, type Told } from './told.ts';
import { viewOf } from './view-of.ts';
import type { View } from './view.ts';

/** The newest view of every environment, for those who look. */
export type Board = {
  /** In no order. */
  views(): readonly View[];
  view(id: string): View | undefined;
  /** Hears of every view that changed, and of ids that have none any more. Answers how to stop it. */
  subscribe(listener: (id: string, view: View | undefined) => void): () => void;
};

/** Sees what becomes of a live environment; without `againMs` nothing more is to be seen until something is heard. */
export type Look = (
  record: EnvironmentRecord,
  before: Seen,
) => Promise<{ readonly seen: Seen; readonly againMs?: number }>;

/** What the loop tells the board. */
export type BoardWriter = {
  /** After each round: what was decided, and all records there are. */
  decided(decided: readonly Decided[], records: ReadonlyMap<string, EnvironmentRecord>): void;
  /** Whether what a record wants was seen to run, and nothing of versions before. */
  settled(record: EnvironmentRecord): boolean;
  /** The Application of an environment says something else. */
  changed(id: string): void;
  /** The same for the ApplicationSet of a project. */
  projectChanged(project: string): void;
};

export type BoardDeps = {
  readonly platform: () => Platform | undefined;
  readonly record: (id: string) => EnvironmentRecord | undefined;
  readonly look: Look;
  /** Brings a view to its pull request. Only what was decided is brought there. */
  readonly report: (view: View) => void;
  /** What is seen of an environment before anybody looked. */
  readonly unseen: Seen;
  /** What kept room for pods of versions before needs it no more. */
  readonly onSettled: (key: EnvironmentKey) => void;
  readonly onError: (id: string, error: unknown) => void;
  readonly clock: Clock;
};

type Entry = {
  readonly key: EnvironmentKey;
  told: Told | undefined;
  /** The commit whose changes were told. */
  changesOf: string | undefined;
  /** When it was last decided on; milliseconds since 1970. */
  decidedAt: number;
  seen: Seen;
  view: View | undefined;
  looking: boolean;
  lookAgain: boolean;
  cancel: (() => void) | undefined;
};

/** How long after the last decision an environment without a record is shown. Milliseconds. */
const REMEMBERED_MS = 24 * 3_600_000;

/** A start looks at every environment, and each look asks Git, Kubernetes and the URL. */
const LOOKS_AT_ONCE = 10;

/** After a look that failed. Milliseconds. */
const RETRY_MS = 15_000;

/** Keeps what was decided and what was seen together, and tells everybody of the view that follows. */
export function createBoard(deps: BoardDeps): Board & BoardWriter {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(id: string, view: View | undefined) => void>();
  const inTurn = pLimit(LOOKS_AT_ONCE);

  function entryOf(key: EnvironmentKey): Entry {
    const id = environmentId(key.project, key.number);
    const known = entries.get(id);
    if (known) return known;
    const entry: Entry = {
      key,
      ...{
        told: undefined,
        changesOf: undefined,
        decidedAt: 0,
        seen: deps.unseen,
        view: undefined,
      },
      ...{ looking: false, lookAgain: false, cancel: undefined },
    };
    entries.set(id, entry);
    return entry;
  }

  /** `decided`: reported also where nothing changed, because somebody may have deleted the comment. */
  function publish(id: string, entry: Entry, decided: boolean): void {
    const platform = deps.platform();
    const record = deps.record(id);
    const told = entry.told ?? (record && toldFromRecord(record));
    const view =
      platform &&
      told &&
      viewOf({
        ...{ key: entry.key, told, record, seen: entry.seen, platform, before: entry.view },
        now: deps.clock.now(),
      });
    if (view === undefined && !record) entries.delete(id);
    const changed = !isDeepStrictEqual(view, entry.view);
    entry.view = view;
    if (view && entry.told && (changed || decided)) deps.report(view);
    if (changed) for (const listener of listeners) listener(id, view);
  }

  /** Takes over what was decided; `false`: what was told last stays. */
  function note(entry: Entry, told: Told, record: EnvironmentRecord | undefined): boolean {
    // That it is closed was the cause of its end, which stays the last word.
    const ended = entry.told?.status === 'destroyed';
    if (ended && told.status === 'skipped' && told.quiet) return false;
    const sha = record?.source.sha;
    const changes = told.changes ?? (sha === entry.changesOf ? entry.told?.changes : undefined);
    entry.told = { ...told, changes };
    entry.changesOf = sha;
    entry.decidedAt = deps.clock.now().getTime();
    return true;
  }

  /** What has no record any more is shown for a while. */
  function forgetOld(): void {
    const now = deps.clock.now().getTime();
    for (const [id, { decidedAt }] of entries) {
      if (now - decidedAt < REMEMBERED_MS || deps.record(id)) continue;
      entries.delete(id);
      for (const listener of listeners) listener(id, undefined);
    }
  }

  /** One at a time for each environment; what happens meanwhile is looked at afterwards. */
  async function look(id: string, decided = false): Promise<void> {
    const entry = entries.get(id);
    if (!entry) return;
    if (entry.looking) {
      entry.lookAgain = true;
      return;
    }
    entry.looking = true;
    do {
      entry.lookAgain = false;
      entry.cancel?.();
      entry.cancel = undefined;
      const record = deps.record(id);
      if (!record || !isLive(record)) {
        entry.seen = deps.unseen;
        break;
      }
      try {
        const { seen, againMs } = await inTurn(() => deps.look(record, entry.seen));
        entry.seen = seen;
        if (record.data.leaving && isSettledAt(record, seen)) deps.onSettled(entry.key);
        if (againMs !== undefined) entry.cancel = deps.clock.after(againMs, () => void look(id));
      } catch (error) {
        deps.onError(id, error);
        entry.cancel = deps.clock.after(RETRY_MS, () => void look(id));
      }
      if (isLive(deps.record(id))) publish(id, entry, decided);
    } while (entry.lookAgain);
    entry.looking = false;
  }

  return {
    views: () => [...entries.values()].flatMap(({ view }) => view ?? []),
    view: (id) => entries.get(id)?.view,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    decided(decided, records) {
      const platform = deps.platform();
      if (!platform) return;
      for (const one of decided) {
        const id = environmentId(one.key.project, one.key.number);
        const told = toldOf(one, platform);
        if (!told) continue;
        const entry = entryOf(one.key);
        if (!note(entry, told, deps.record(id))) continue;
        // After a start nothing is said of what runs before it was looked at.
        const isNew = entry.view === undefined && isLive(deps.record(id));
        if (!isNew) publish(id, entry, true);
        void look(id, isNew);
      }
      for (const record of records.values()) {
        if (entries.has(record.id)) continue;
        const entry = entryOf(record);
        publish(record.id, entry, false);
        void look(record.id);
      }
      forgetOld();
    },
    settled(record) {
      const seen = entries.get(record.id)?.seen;
      return seen !== undefined && isSettledAt(record, seen);
    },
    changed: (id) => void look(id),
    projectChanged(project) {
      for (const [id, { key }] of entries) if (key.project === project) void look(id);
    },
  };
}

/** All its Deployments run this commit, each replica of them. */
function isSettledAt(record: EnvironmentRecord, seen: Seen): boolean {
  const { run, runningSha } = seenOf(record, seen);
  return run.kind === 'synced' && run.health === 'Healthy' && runningSha === record.source.sha;
}
