import { environmentId } from '../../constructs/names.ts';
import type { ClusterFact } from '../cluster/cluster.ts';
import type { PreviewNamespace } from '../cluster/preview-namespaces.ts';
import type { PullRequestFact } from '../reconcile/observation.ts';

/** Younger ones may be on their way between Git and Argo CD. Milliseconds. */
export const ORPHAN_AGE_MS = 60 * 60_000;

/** What is known of one namespace that says it is a preview's. */
export type OrphanFacts = {
  readonly namespace: PreviewNamespace;
  /** Whether anything of it stands on the environments branch, readable or not. */
  readonly inGit: boolean;
  /** Whether `platform.yaml` names its project. */
  readonly projectKnown: boolean;
  readonly cluster: ClusterFact;
  readonly pullRequest: PullRequestFact;
};

export type OrphanVerdict = {
  readonly kind: 'owned' | 'doubtful' | 'orphan';
  readonly reason: string;
};

/** Whether nobody owns a namespace any more. An orphan only where every single fact says so; pure. */
export function judgeOrphan(facts: OrphanFacts, now: Date): OrphanVerdict {
  const { namespace, inGit, projectKnown, cluster, pullRequest } = facts;
  const { name, project, number, createdAt, terminating } = namespace;
  const owned = (reason: string) => ({ kind: 'owned', reason }) as const;
  const doubtful = (reason: string) => ({ kind: 'doubtful', reason }) as const;
  if (terminating) return owned('it is being removed already');
  if (name !== environmentId(project, number)) {
    return doubtful(`its labels name ${environmentId(project, number)}`);
  }
  if (inGit) return owned('it has a record in Git');
  if (!projectKnown) {
    return doubtful(
      `platform.yaml names no project "${project}"; name it again, or remove it by hand`,
    );
  }
  if (!(now.getTime() - Date.parse(createdAt) >= ORPHAN_AGE_MS)) {
    return owned('it is younger than an hour');
  }
  if (cluster.kind !== 'known') {
    return doubtful(cluster.kind === 'off' ? 'the cluster is not observed' : cluster.reason);
  }
  if (cluster.application !== undefined) return owned('it has an Application');
  if (pullRequest.kind !== 'found') {
    const why = pullRequest.kind === 'unknown' ? ` (${pullRequest.reason})` : '';
    return doubtful(`GitHub does not say that pull request ${number} is closed${why}`);
  }
  if (pullRequest.pullRequest.state !== 'closed') return owned('its pull request is open');
  return { kind: 'orphan', reason: 'no record, no Application, and its pull request is closed' };
}
