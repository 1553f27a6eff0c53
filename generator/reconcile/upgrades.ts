import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { templateOf } from '../../apps/environment/template.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Decided } from './decision.ts';
import { nothingObserved } from './observation.ts';

/** The rule by which a release, or another `platform.yaml`, renders what runs anew. */
export const UPGRADE = 'template-upgrade';

/** Environments of one commit: Argo CD syncs as many at once. */
const BATCH = 50;
/** Between two batches, for what else is to be done. Milliseconds. */
const PAUSE_MS = 1_000;
/** What cannot be rendered is not tried without end. */
const MOST_TRIES = 3;

/** Brings the template of this release, as `platform.yaml` has it, to what runs, batch by batch, what was pushed to last first. */
export type Upgrades = {
  /** To be rendered by the next round. */
  readonly chosen: ReadonlySet<string>;
  /** After a round: what comes next, if anything does. */
  advance(
    round: { readonly decided: readonly Decided[]; readonly index: RecordIndex },
    platform: Platform | undefined,
    /** The commit of people's branch: what could not be rendered is tried again when it moves. */
    platformHead: string,
  ): void;
};

export function createUpgrades(options: {
  readonly version: string;
  readonly log: Log;
  readonly metrics: Metrics;
  /** A round is due. */
  readonly next: () => void;
  /** @default - the system's */
  readonly clock?: Clock;
}): Upgrades {
  const { version, log, metrics, next, clock = systemClock } = options;
  const chosen = new Set<string>();
  const tries = new Map<string, number>();
  let triedAt: string | undefined;
  let cancel: (() => void) | undefined;
  const isOld = (record: EnvironmentRecord, platform: Platform) =>
    isLive(record) && record.template !== templateOf(version, platform, record.project);

  return {
    chosen,
    advance({ decided, index: { records } }, platform, platformHead) {
      if (platformHead !== triedAt) tries.clear();
      triedAt = platformHead;
      for (const { key, decision, observation } of decided) {
        const id = environmentId(key.project, key.number);
        const failed = observation === nothingObserved && decision.rule !== UPGRADE;
        if (chosen.has(id) && failed) tries.set(id, (tries.get(id) ?? 0) + 1);
      }
      chosen.clear();
      if (!platform) return;
      const all = [...records].filter(([, record]) => isOld(record, platform));
      metrics.upgrades.set(all.length);
      const old = all.filter(([id]) => (tries.get(id) ?? 0) < MOST_TRIES);
      if (platform.upgrades === 'paused' || old.length === 0) return;
      const pushedAt = ([, { lifecycle }]: (typeof old)[number]) => Date.parse(lifecycle.pushedAt);
      const batch = old.sort((a, b) => pushedAt(b) - pushedAt(a)).slice(0, BATCH);
      for (const [id] of batch) chosen.add(id);
      log.info({ environments: batch.length, left: old.length - batch.length }, 'template upgrade');
      cancel?.();
      cancel = clock.after(PAUSE_MS, next);
    },
  };
}

/** The decision that renders one environment anew, as its record says. */
export function upgradeOf(
  id: string,
  world: {
    readonly index: RecordIndex;
    readonly platform: Platform;
    readonly known: ReadonlyMap<string, unknown>;
  },
): Decided[] {
  const { index, platform, known } = world;
  const record = index.records.get(id);
  if (!isLive(record) || known.has(id)) return [];
  if (findProject(platform, record.project)?.state !== 'active') return [];
  return [
    {
      key: { project: record.project, number: record.number },
      observation: nothingObserved,
      before: record,
      decision: {
        rule: UPGRADE,
        reason: 'rendered by another release or for another platform.yaml',
        outcome: { kind: 'write', record },
        status: 'unchanged',
      },
    },
  ];
}
