import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { Needs } from './capacity/need.ts';
import { isPreserved } from './next-record.ts';
import { place } from './capacity/place.ts';
import { decide } from './decide.ts';
import type { Decided } from './decision.ts';
import { nothingObserved, type Observation } from './observation.ts';
import { upgradeOf } from './upgrades.ts';
import type { EnvironmentKey } from './wake.ts';

export type Ready = ReadonlyMap<string, { key: EnvironmentKey; observation: Observation }>;

/**
 * Decides on every environment that is ready, and on those that a person's commit touched, one after the
 * other: what one takes of a common bound, the next one does not find any more.
 */
export function decideAll(world: {
  readonly ready: Ready;
  readonly foreign: ReadonlySet<string>;
  readonly index: RecordIndex;
  readonly platform: Platform;
  /** Queued ones that something else holds up: they keep no place from others. */
  readonly stuck: ReadonlySet<string>;
  readonly needs: Needs;
  /** What runs and is to be rendered by the template of this release. */
  readonly upgrading: ReadonlySet<string>;
  readonly now: Date;
}): Decided[] {
  const { ready, foreign, index, platform, stuck, needs, upgrading, now } = world;
  const all = new Map(ready);
  for (const id of foreign) {
    const key = index.records.get(id) ?? index.readonly.get(id);
    if (key && !all.has(id)) {
      // A person's commit is obeyed at once, without waiting for GitHub.
      all.set(id, {
        key: { project: key.project, number: key.number },
        observation: nothingObserved,
      });
    }
  }
  const preserved = new Map<string, Set<string>>();
  const note = (id: string, project: string, record: EnvironmentRecord | undefined) => {
    const ids = preserved.get(project) ?? new Set();
    preserved.set(project, ids);
    if (isLive(record) && isPreserved(record, now)) ids.add(id);
    else ids.delete(id);
  };
  for (const [id, record] of index.records) note(id, record.project, record);
  const decided = [...all].map(([id, { key, observation }]) => {
    const before = index.records.get(id);
    const others = preserved.get(key.project) ?? new Set();
    const decision = decide({
      key,
      observation,
      record: before,
      readonly: index.readonly.get(id)?.problems,
      project: findProject(platform, key.project),
      preservedOthers: others.size - (others.has(id) ? 1 : 0),
      now,
    });
    const { outcome } = decision;
    if (outcome.kind !== 'none') {
      note(id, key.project, outcome.kind === 'write' ? outcome.record : undefined);
    }
    return { key, observation, decision, before };
  });
  const turn = platform.upgrades === 'paused' ? [] : [...upgrading];
  const upgraded = turn.flatMap((id) => upgradeOf(id, { index, platform, known: all }));
  return place([...decided, ...upgraded], {
    index,
    capacity: platform.capacity,
    stuck,
    needs,
    now,
  });
}
