import { findProject, type Platform } from '../../apps/platform/config.ts';
import { environmentDirectory, parseRecordPath } from '../../apps/environment/record.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PreviewNamespace, PreviewNamespaces } from '../cluster/preview-namespaces.ts';
import type { GitHub } from '../github/client.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import { notAsked } from '../reconcile/observation.ts';
import type { Log } from '../telemetry/log.ts';
import { judgeOrphan, type OrphanVerdict } from './verdict.ts';

/** More at once are no accident of single environments: a person has to look first. */
const MOST_AT_ONCE = 10;

export type OrphanSweep = {
  readonly removed: readonly string[];
  readonly doubtful: readonly string[];
  /** So many that none was removed. */
  readonly refused: readonly string[];
};

type Deps = {
  readonly namespaces: PreviewNamespaces;
  readonly cluster: Pick<Cluster, 'environment'>;
  readonly github: Pick<GitHub, 'pullRequest'>;
  readonly repository: Pick<GitOpsRepository, 'sync' | 'listFilesAt' | 'heads'>;
  readonly platform: Platform;
  readonly log: Log;
  readonly now: () => Date;
  /** Only says what it would remove. */
  readonly dryRun: boolean;
};

/**
 * Removes the namespaces of previews that nobody owns any more. Whatever cannot be read stops it: throws then,
 * and nothing was removed, unless the cluster itself failed in between.
 */
export async function sweepOrphans(deps: Deps): Promise<OrphanSweep> {
  const { namespaces, log } = deps;
  // The namespaces first: a record that appears in between is then still seen.
  const found = await namespaces.list();
  const files = await filesInGit(deps);
  const orphans: PreviewNamespace[] = [];
  const doubtful: string[] = [];
  for (const namespace of found) {
    const verdict = await judge(namespace, files, deps);
    const entry = { namespace: namespace.name, reason: verdict.reason };
    if (verdict.kind === 'orphan') orphans.push(namespace);
    else if (verdict.kind === 'doubtful') {
      doubtful.push(namespace.name);
      log.warn(entry, 'kept: it is in doubt whether anybody owns it');
    } else log.debug(entry, 'kept');
  }
  const names = orphans.map(({ name }) => name);
  const emptied = !files.some((path) => parseRecordPath(path));
  if (names.length > MOST_AT_ONCE || (emptied && names.length > 0)) {
    const why = emptied ? 'there is not one record in Git' : `${names.length} orphans at once`;
    log.error({ namespaces: names }, `${why}: none is removed; look why, then remove them by hand`);
    return { removed: [], doubtful, refused: names };
  }
  const removed: string[] = [];
  for (const orphan of orphans) {
    const { name } = orphan;
    // Minutes may have passed: what was opened again meanwhile is somebody's work.
    const again = await judge(orphan, await filesInGit(deps), deps);
    if (again.kind !== 'orphan') {
      log.info({ namespace: name, reason: again.reason }, 'kept after all');
    } else if (deps.dryRun) log.info({ namespace: name }, 'would be removed');
    else {
      await namespaces.remove(orphan);
      removed.push(name);
      log.info({ namespace: name }, 'removed: nobody owns it');
    }
  }
  return { removed, doubtful, refused: [] };
}

async function filesInGit({ repository }: Pick<Deps, 'repository'>): Promise<string[]> {
  await repository.sync();
  return repository.listFilesAt(repository.heads().environments, 'environments');
}

async function judge(
  namespace: PreviewNamespace,
  files: readonly string[],
  { platform, cluster, github, now }: Deps,
): Promise<OrphanVerdict> {
  const { name, project, number } = namespace;
  const directory = `${environmentDirectory({ project, number })}/`;
  const inGit = files.some((path) => path.startsWith(directory));
  const known = findProject(platform, project);
  const asked = !inGit && known !== undefined && /^[1-9]\d{0,9}$/.test(number);
  return judgeOrphan(
    {
      ...{ namespace, inGit, projectKnown: known !== undefined },
      cluster: await cluster.environment(name),
      pullRequest: asked ? await github.pullRequest(known.repository, Number(number)) : notAsked,
    },
    now(),
  );
}
