import { environmentDirectory, type EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import type { Run } from './seen.ts';

export type RunDeps = {
  readonly cluster: Pick<Cluster, 'applications' | 'applicationSets' | 'rollout'>;
  readonly repository: Pick<GitOpsRepository, 'lastCommitOf' | 'contains'>;
};

/** Whether the cluster has what Git holds of a live environment, and how it fares. */
export async function observeRun(
  record: EnvironmentRecord,
  { cluster, repository }: RunDeps,
): Promise<Run> {
  const fact = cluster.applications.state(record.id);
  if (fact.kind !== 'known') return fact;
  const { application } = fact;
  if (!application || application.deleting) {
    const set = cluster.applicationSets.state(record.project);
    const reason = set.kind === 'known' ? set.problem : undefined;
    return { kind: 'absent', ...(reason !== undefined && { reason }) };
  }
  const wanted = await repository.lastCommitOf(`${environmentDirectory(record)}/manifests`);
  if (wanted === undefined) return { kind: 'syncing' };
  const has = (revision: string | undefined) =>
    revision !== undefined && repository.contains(revision, wanted);
  const { failure, health, refused, syncedRevision } = application;
  if (await has(syncedRevision)) {
    return health === 'Healthy' && record.state === 'active'
      ? confirmed(record, cluster)
      : { kind: 'synced', health };
  }
  const problem = failure ?? refused;
  return problem && (await has(problem.revision))
    ? { kind: 'failed', message: problem.message }
    : { kind: 'syncing' };
}

/** What Argo CD calls healthy may be the commit before. */
async function confirmed(
  { id, source }: EnvironmentRecord,
  { rollout }: Pick<Cluster, 'rollout'>,
): Promise<Run> {
  const fact = await rollout(id, source.sha);
  if (fact.kind !== 'known') return fact;
  return { kind: 'synced', health: fact.done ? 'Healthy' : 'Progressing' };
}
