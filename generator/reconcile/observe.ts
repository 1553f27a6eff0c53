import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { boundsOf, parseEnvironmentConfig } from '../../apps/environment/config.ts';
import type { Platform, Project } from '../../apps/platform/config.ts';
import { environmentDirectory, isLive } from '../../apps/environment/record.ts';
import { findProject } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { GitHub, PullRequest } from '../github/client.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import type { Traffic } from '../traffic/prometheus.ts';
import { deniedByLabel, notAdmitted } from './admission.ts';
import { idleTime } from './idle.ts';
import {
  notAsked,
  nothingObserved,
  type ConfigFact,
  type Observation,
  type PullRequestFact,
  type RemainsFact,
  type TrafficFact,
} from './observation.ts';
import type { EnvironmentKey, Wake } from './wake.ts';

/** A `k8s-ee.yaml` of more bytes is refused unread. */
const MAX_CONFIG_BYTES = 64 * 1024;

export type ObserveDeps = {
  readonly github: Pick<GitHub, 'pullRequest' | 'file'>;
  readonly cluster: Pick<Cluster, 'environment'>;
  readonly repository: Pick<GitOpsRepository, 'lastCommitOf' | 'contains'>;
  readonly traffic: Traffic;
  readonly now: () => Date;
  readonly platform: () => Platform;
  readonly record: (key: EnvironmentKey) => EnvironmentRecord | undefined;
  readonly finalCommentWritten: (record: EnvironmentRecord) => boolean;
};

export type Observed =
  | { readonly kind: 'observation'; readonly observation: Observation }
  /** GitHub answered with something older than the event that woke us. */
  | { readonly kind: 'stale'; readonly observation: Observation };

/**
 * Fetches the facts about one pull request, in stages: nothing of a head is fetched beyond its metadata
 * before policy has admitted it, or it already lives.
 */
export async function observe(wake: Wake, deps: ObserveDeps): Promise<Observed> {
  const project = findProject(deps.platform(), wake.project);
  const record = deps.record(wake);
  const remains = record?.state === 'destroying' ? await observeRemains(record, deps) : notAsked;
  const finalCommentWritten = record !== undefined && deps.finalCommentWritten(record);
  if (!project) {
    return {
      kind: 'observation',
      observation: { ...nothingObserved, remains, finalCommentWritten },
    };
  }
  const pullRequest = await deps.github.pullRequest(project.repository, Number(wake.number));
  const config =
    pullRequest.kind === 'found' && mayReadHead(pullRequest.pullRequest, project, record)
      ? await observeConfig(pullRequest.pullRequest, project, deps)
      : notAsked;
  const traffic =
    record && runsHead(record, pullRequest)
      ? await observeTraffic(record, project, deps)
      : notAsked;
  const stale =
    pullRequest.kind === 'found' &&
    wake.claim !== undefined &&
    Date.parse(pullRequest.pullRequest.updatedAt) < Date.parse(wake.claim.updatedAt);
  return {
    kind: stale ? 'stale' : 'observation',
    observation: { pullRequest, config, remains, traffic, finalCommentWritten },
  };
}

/** Whether policy lets us look into the head: it is wanted, and admitted now or lives already. */
export function mayReadHead(
  pullRequest: PullRequest,
  project: Project,
  record: EnvironmentRecord | undefined,
): boolean {
  if (pullRequest.state !== 'open' || project.state !== 'active') return false;
  if (record && record.source.repositoryId !== pullRequest.base.repositoryId) return false;
  if (deniedByLabel(pullRequest, project)) return false;
  return isLive(record) || notAdmitted(pullRequest, project) === undefined;
}

/** A push and a close are followed at once, whoever asked for the environment. */
function runsHead({ source }: EnvironmentRecord, fact: PullRequestFact): boolean {
  if (fact.kind !== 'found') return false;
  const { state, head } = fact.pullRequest;
  return state === 'open' && head.sha === source.sha;
}

async function observeConfig(
  pullRequest: PullRequest,
  project: Project,
  { github, platform }: ObserveDeps,
): Promise<ConfigFact> {
  const { repository, configPath: path } = project;
  const file = await github.file(repository, pullRequest.head.sha, path, MAX_CONFIG_BYTES);
  const head = pullRequest.head.sha.slice(0, 7);
  switch (file.kind) {
    case 'unknown':
      return file;
    case 'missing':
      return invalid(
        path,
        `there is no ${path} at ${head}; add one with at least "projectId: ${project.id}"`,
      );
    case 'unusable':
      return invalid(path, file.reason);
    case 'content': {
      const parsed = parseEnvironmentConfig(file.text, boundsOf(project, platform()));
      return parsed.ok
        ? { kind: 'valid', config: parsed.value }
        : { kind: 'invalid', problems: parsed.problems };
    }
  }
}

function invalid(path: string, message: string): ConfigFact {
  return { kind: 'invalid', problems: [{ path, message }] };
}

async function observeTraffic(
  record: EnvironmentRecord,
  project: Project,
  { traffic, now }: ObserveDeps,
): Promise<TrafficFact> {
  const time = idleTime(record, project, now());
  if (time === undefined) return notAsked;
  const answer = await traffic.requestsWithin(environmentId(record.project, record.number), time);
  if (answer.kind === 'unknown') return answer;
  return { kind: answer.requests > 0 ? 'busy' : 'quiet' };
}

/** A tombstone's environment is gone when its namespace answers 404 and Argo CD cannot bring it back. */
async function observeRemains(
  record: EnvironmentRecord,
  { cluster, repository }: ObserveDeps,
): Promise<RemainsFact> {
  const since = record.cause?.since ?? '';
  const id = environmentId(record.project, record.number);
  const fact = await cluster.environment(id);
  if (fact.kind !== 'known') return fact;
  if (fact.namespace !== 'absent') {
    return { kind: 'present', since, detail: `the namespace ${id} is ${fact.namespace}` };
  }
  if (fact.application === undefined) return { kind: 'gone', since };
  const emptied = await repository.lastCommitOf(`${environmentDirectory(record)}/environment.yaml`);
  const { syncedRevision } = fact.application;
  const synced =
    emptied !== undefined &&
    syncedRevision !== undefined &&
    (await repository.contains(syncedRevision, emptied));
  return synced
    ? { kind: 'gone', since }
    : {
        kind: 'present',
        since,
        detail: `the Application ${id} has not synced the removal yet`,
      };
}
