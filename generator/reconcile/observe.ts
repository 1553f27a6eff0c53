import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { boundsOf } from '../../apps/environment/config.ts';
import type { Platform, Project } from '../../apps/platform/config.ts';
import { environmentDirectory, isLive } from '../../apps/environment/record.ts';
import { findProject } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { GitHub, PullRequest } from '../github/client.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import type { Registry } from '../registry/registry.ts';
import type { Traffic } from '../traffic/prometheus.ts';
import { deniedByLabel, lacksApproval, notToBegin } from './admission.ts';
import { obey } from './commands/obey.ts';
import { readCommands } from './commands/read.ts';
import type { ConfigReader } from './config-reader.ts';
import type { Judged } from './decision.ts';
import { idleTime } from './idle.ts';
import { isDeployed } from './pending.ts';
import { observeImages } from './observe-images.ts';
import {
  notAsked,
  nothingObserved,
  syncedRecord,
  type CommandsFact,
  type ConfigFact,
  type Observation,
  type PullRequestFact,
  type RemainsFact,
  type SyncFact,
  type TrafficFact,
} from './observation.ts';
import type { EnvironmentKey, Wake } from './wake.ts';

/** A `k8s-ee.yaml` of more bytes is refused unread. */
const MAX_CONFIG_BYTES = 64 * 1024;

export type ObserveDeps = {
  readonly github: Pick<GitHub, 'pullRequest' | 'file' | 'comments' | 'mayWrite' | 'reacted'>;
  readonly cluster: Pick<Cluster, 'environment' | 'applications'>;
  readonly repository: Pick<GitOpsRepository, 'lastCommitOf' | 'contains'>;
  readonly registry: Registry;
  readonly traffic: Traffic;
  readonly now: () => Date;
  readonly platform: () => Platform;
  readonly record: (key: EnvironmentKey) => EnvironmentRecord | undefined;
  readonly finalCommentWritten: (record: EnvironmentRecord) => boolean;
  readonly readConfig: ConfigReader;
  /** Whether what a record wants was seen to run, and nothing of versions before. */
  readonly settled: (record: EnvironmentRecord) => boolean;
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
  const pullRequest = await observePullRequest({ wake, project, record }, deps);
  const commands =
    pullRequest.kind === 'found'
      ? await observeCommands(pullRequest.pullRequest, { wake, project, record }, deps)
      : notAsked;
  const sync = isLive(record) ? await observeSync(record, deps) : notAsked;
  const seen = { remains, sync, finalCommentWritten, ...observeRest(wake, record, deps) };
  const known = { pullRequest, commands, ...seen };
  const judged = judge({ ...nothingObserved, ...known }, { wake, project, record }, deps);
  const config =
    pullRequest.kind === 'found' && mayReadHead(pullRequest.pullRequest, judged)
      ? await observeConfig(pullRequest.pullRequest, project, deps)
      : notAsked;
  const images =
    pullRequest.kind === 'found' && config.kind === 'valid'
      ? await observeImages(
          {
            ...{ project, number: wake.number, config: config.config },
            sha: pullRequest.pullRequest.head.sha,
          },
          record,
          deps.registry,
        )
      : notAsked;
  const traffic =
    record && runsHead(record, pullRequest)
      ? await observeTraffic({ wake, project, record }, deps)
      : notAsked;
  return {
    kind: isStale(wake, pullRequest, commands) ? 'stale' : 'observation',
    observation: { ...known, config, images, traffic },
  };
}

/** What is known without asking anybody. */
function observeRest(
  { visited = false }: Wake,
  record: EnvironmentRecord | undefined,
  { settled }: ObserveDeps,
): Pick<Observation, 'visited' | 'settled'> {
  return { visited, settled: record !== undefined && settled(record) };
}

type Subject = {
  readonly wake: Wake;
  readonly project: Project;
  readonly record: EnvironmentRecord | undefined;
};

/** The pull request, and where something of it may begin to run whether its author may push. */
async function observePullRequest(
  { wake, project, record }: Subject,
  { github }: ObserveDeps,
): Promise<PullRequestFact> {
  const fact = await github.pullRequest(project.repository, Number(wake.number));
  if (fact.kind !== 'found') return fact;
  const { state, fork, author, head } = fact.pullRequest;
  const begins = !isDeployed(record) || record.source.sha !== head.sha;
  const trusted = fork || author.bot || project.policy.forks === 'deploy';
  if (state !== 'open' || !begins || trusted || project.state !== 'active') return fact;
  const permission = await github.mayWrite(project.repository, author.login);
  if (permission.kind === 'unknown') return permission;
  return permission.may
    ? fact
    : { kind: 'found', pullRequest: { ...fact.pullRequest, outsider: true } };
}

/** What GitHub told is older than what the event that woke us said. */
function isStale({ claim }: Wake, pullRequest: PullRequestFact, commands: CommandsFact): boolean {
  if (!claim || pullRequest.kind !== 'found') return false;
  const { updatedAt } = pullRequest.pullRequest;
  if (Date.parse(updatedAt) < Date.parse(claim.updatedAt)) return true;
  return commands.kind === 'read' && commands.newest < (claim.comment ?? 0);
}

/** The situation as the commands leave it, as far as it decides whether the head may be looked into. */
function judge(observation: Observation, { wake, project, record }: Subject, deps: ObserveDeps) {
  const { project: id, number } = wake;
  return obey({
    ...{ key: { project: id, number }, observation, record, project, now: deps.now() },
    ...{ readonly: undefined, preservedOthers: 0 },
  }).judged;
}

/** Nobody can have said anything where there are no comments, or where nothing depends on them. */
async function observeCommands(
  pullRequest: PullRequest,
  { wake, project, record }: Subject,
  { github }: ObserveDeps,
): Promise<CommandsFact> {
  const { state, comments, number, base } = pullRequest;
  if (project.state !== 'active') return notAsked;
  if (record && record.source.repositoryId !== base.repositoryId) return notAsked;
  if (wake.claim?.comment === undefined) {
    if (comments === 0) return { kind: 'read', newest: 0, commands: [] };
    if (state === 'closed' && !record) return notAsked;
  }
  const after = record && (record.lifecycle.lastComment ?? 0);
  return readCommands({ repository: project.repository, number }, after, github);
}

/** Whether policy lets us look into the head: it is wanted, and admitted now or lives already. */
export function mayReadHead(
  pullRequest: PullRequest,
  { project, record, consent }: Pick<Judged, 'project' | 'record' | 'consent'>,
): boolean {
  if (pullRequest.state !== 'open' || project?.state !== 'active') return false;
  if (record && record.source.repositoryId !== pullRequest.base.repositoryId) return false;
  if (!isDeployed(record)) return notToBegin(pullRequest, project, consent) === undefined;
  if (deniedByLabel(pullRequest, project)) return false;
  const runs = record.source.sha === pullRequest.head.sha;
  return runs || !lacksApproval(pullRequest, project, consent);
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
  { github, platform, readConfig }: ObserveDeps,
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
      const parsed = readConfig(file.text, boundsOf(project, platform()));
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
  { wake, project, record }: Subject & { readonly record: EnvironmentRecord },
  { traffic, now }: ObserveDeps,
): Promise<TrafficFact> {
  const pressure = wake.pressure ?? false;
  const time = idleTime(record, project, { now: now(), pressure });
  if (time === undefined) return notAsked;
  const answer = await traffic.requestsWithin(environmentId(record.project, record.number), time);
  if (answer.kind === 'unknown') return answer;
  return answer.requests > 0 ? { kind: 'busy' } : { kind: 'quiet', forMs: time };
}

/** A failure counts where it is of what Git holds now: of an older commit Argo CD tries the newer by itself. */
async function observeSync(
  record: EnvironmentRecord,
  { cluster, repository }: ObserveDeps,
): Promise<SyncFact> {
  const state = cluster.applications.sync(environmentId(record.project, record.number));
  if (state.kind !== 'known') return state;
  const { failure } = state;
  if (!failure) return { kind: 'not-failed' };
  const wanted = await repository.lastCommitOf(`${environmentDirectory(record)}/manifests`);
  const tried = wanted !== undefined && (await repository.contains(failure.revision, wanted));
  return tried
    ? {
        ...{ kind: 'failed', at: failure.finishedAt, message: failure.message },
        of: syncedRecord(record),
      }
    : { kind: 'not-failed' };
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
