import { findProject, type Platform } from '../../apps/platform/config.ts';
import { environmentDirectory, parseRecordPath } from '../../apps/environment/record.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { PreviewNamespace, PreviewNamespaces } from '../cluster/preview-namespaces.ts';
import type { GitHub } from '../github/client.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import { notAsked, type PullRequestFact } from '../reconcile/observation.ts';
import type { Log } from '../telemetry/log.ts';
import { judgeOrphan } from './verdict.ts';

/** More at once are no accident of single environments: a person has to look first. */
const MOST_AT_ONCE = 10;

export type OrphanSweep = {
  readonly removed: readonly string[];
  readonly doubtful: readonly string[];
  /** So many that none was removed. */
  readonly refused: readonly string[];
};

/**
 * Removes the namespaces of previews that nobody owns any more. Whatever cannot be read stops it: throws then,
 * and nothing was removed, unless the cluster itself failed in between.
 */
export async function sweepOrphans(deps: {
  readonly namespaces: PreviewNamespaces;
  readonly cluster: Pick<Cluster, 'environment'>;
  readonly github: Pick<GitHub, 'pullRequest'>;
  readonly repository: Pick<GitOpsRepository, 'sync' | 'listFilesAt' | 'heads'>;
  readonly platform: Platform;
  readonly log: Log;
  readonly now: () => Date;
  /** Only says what it would remove. */
  readonly dryRun: boolean;
}): Promise<OrphanSweep> {
  const { namespaces, repository, platform, log, now } = deps;
  // The namespaces first: a record that appears in between is then still seen.
  const found = await namespaces.list();
  await repository.sync();
  const files = await repository.listFilesAt(repository.heads().environments, 'environments');
  const orphans: PreviewNamespace[] = [];
  const doubtful: string[] = [];
  for (const namespace of found) {
    const { name, project, number } = namespace;
    const directory = `${environmentDirectory({ project, number })}/`;
    const inGit = files.some((path) => path.startsWith(directory));
    const known = findProject(platform, project);
    const verdict = judgeOrphan(
      {
        ...{ namespace, inGit, projectKnown: known !== undefined },
        cluster: await deps.cluster.environment(name),
        pullRequest: inGit || !known ? notAsked : await askFor(known.repository, number, deps),
      },
      now(),
    );
    const entry = { namespace: name, reason: verdict.reason };
    if (verdict.kind === 'orphan') orphans.push(namespace);
    else if (verdict.kind === 'doubtful') {
      doubtful.push(name);
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
  for (const orphan of orphans) {
    if (!deps.dryRun) await namespaces.remove(orphan);
    log.info(
      { namespace: orphan.name },
      deps.dryRun ? 'would be removed' : 'removed: nobody owns it',
    );
  }
  return { removed: deps.dryRun ? [] : names, doubtful, refused: [] };
}

function askFor(
  repository: string,
  number: string,
  { github }: { readonly github: Pick<GitHub, 'pullRequest'> },
): Promise<PullRequestFact> | PullRequestFact {
  return /^[1-9]\d{0,9}$/.test(number) ? github.pullRequest(repository, Number(number)) : notAsked;
}
