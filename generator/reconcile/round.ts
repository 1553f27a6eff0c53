import type { Check } from '../../apps/environment/check/check.ts';
import type { renderEnvironment } from '../../apps/environment/render.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { HistoryRewritten, type GitOpsRepository } from '../gitops/repository.ts';
import type { RecordIndex, Repair } from '../gitops/records.ts';
import type { AllowedKinds } from './allowed-kinds.ts';
import type { Needs } from './capacity/need.ts';
import { commitMessage } from './commit-message.ts';
import { decideAll, type Ready } from './decide-all.ts';
import type { Decided } from './decision.ts';
import { renderDecision } from './render-decision.ts';

export type RoundResult = {
  readonly decided: readonly Decided[];
  readonly repairs: readonly Repair[];
  /** Environments that a foreign commit touched: to be looked at whole. */
  readonly foreign: readonly string[];
  readonly commit: string | undefined;
  readonly index: RecordIndex;
  /** How often the remote had moved and all was decided again. */
  readonly rejections: number;
};

export type RoundDeps = {
  readonly repository: Pick<GitOpsRepository, 'sync' | 'heads' | 'commitAndPush'>;
  /** Reads, validates and remembers `platform.yaml` as of the synced head. */
  readonly refreshPlatform: (index: RecordIndex) => Promise<Platform>;
  readonly refreshRecords: (
    previous: RecordIndex | undefined,
  ) => Promise<{ index: RecordIndex; repairs: readonly Repair[]; changed: readonly string[] }>;
  /** What the AppProject of a project allows, at the synced head. */
  readonly allowedKinds: (projectId: string) => Promise<AllowedKinds>;
  readonly check: Check;
  readonly render: typeof renderEnvironment;
  /** Queued environments that keep no place from others. */
  readonly stuck: ReadonlySet<string>;
  readonly needs: Needs;
  /** What runs and is to be rendered by the template of this release. */
  readonly upgrading: ReadonlySet<string>;
  readonly now: () => Date;
  readonly version: string;
};

const MAX_REJECTIONS = 8;

/**
 * One pass of the single writer: decide on every ready environment from the records at the known head,
 * render, one commit, one push. A rejected push means that a person was faster: everything is decided
 * again from their commit, so that their change is honoured and never overwritten.
 * Throws `GitUnavailable` and `HistoryRewritten`; Git then stands as it stood.
 */
export async function runRound(
  ready: Ready,
  start: { readonly index: RecordIndex | undefined; readonly fetchFirst: boolean },
  deps: RoundDeps,
): Promise<RoundResult> {
  const { repository } = deps;
  const { stuck, needs, upgrading } = deps;
  const given = { stuck, needs, upgrading };
  const foreign = new Set<string>();
  let known = start.index;
  for (let rejections = 0; rejections <= MAX_REJECTIONS; rejections++) {
    if (start.fetchFirst || rejections > 0 || !known) await syncFrom(known, deps);
    const { index, repairs, changed } = await deps.refreshRecords(known);
    for (const id of changed) foreign.add(id);
    const platform = await deps.refreshPlatform(index);
    const rendered = await Promise.all(
      decideAll({ ready, foreign, index, platform, ...given, now: deps.now() }).map(async (one) =>
        renderDecision(one, platform, {
          allowedKinds: await deps.allowedKinds(one.key.project),
          ...{ check: deps.check, render: deps.render, version: deps.version },
        }),
      ),
    );
    const decided = rendered.map((one) => one.decided);
    const result = await repository.commitAndPush(
      [...repairs.map((repair) => repair.change), ...rendered.flatMap((one) => one.changes)],
      (paths) =>
        commitMessage(decided, repairs, {
          paths,
          platformCommit: repository.heads().platform,
          version: deps.version,
        }),
    );
    if (result.kind === 'rejected') {
      // What was repaired in memory only must be found again.
      if (repairs.length === 0) known = index;
      continue;
    }
    const pushed = result.kind === 'pushed';
    return {
      decided,
      repairs,
      foreign: [...foreign],
      commit: pushed ? result.after : undefined,
      index: pushed ? (await deps.refreshRecords(index)).index : index,
      rejections,
    };
  }
  throw new Error(
    `the push was rejected ${MAX_REJECTIONS + 1} times in a row, because others push to the environments branch; it is tried again later`,
  );
}

async function syncFrom(
  known: RecordIndex | undefined,
  { repository, refreshPlatform }: RoundDeps,
): Promise<void> {
  try {
    await repository.sync();
  } catch (error) {
    if (!(error instanceof HistoryRewritten)) throw error;
    // The answer of a person, `gitops.acceptHead`, stands in a file that can be read all the same.
    await refreshPlatform(known ?? { head: '', records: new Map(), readonly: new Map() });
    await repository.sync();
  }
}
