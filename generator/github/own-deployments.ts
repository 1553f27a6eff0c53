import type { z } from 'zod';
import { deploymentAnswer, deploymentStatusAnswer } from './answers.ts';
import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import type { Deployment } from './facts.ts';
import type { Octokit } from './octokit.ts';
import { pages } from './pages.ts';

/** One name for the Deployments of all environments: GitHub never forgets a name. */
const NAME = 'preview';
/** In the payload, beside the id of the environment. */
const MARK = 'k8s-ee';

type Status = z.infer<typeof deploymentStatusAnswer>;
/** A Deployment of ours. `status`: its newest; `none` yet, or not asked for. */
export type Known = {
  readonly id: number;
  readonly sha: string;
  status?: Omit<Status, 'id'> | 'none';
};

/** By it GitHub finds those of one environment among all of the name. */
function taskOf(environment: string): string {
  return `deploy:${environment}`;
}

/** Those of an environment, oldest first, one for a commit. Further ones, made twice in one moment, are removed. */
export async function listDeployments(
  octokit: Octokit,
  place: RepositoryName,
  environment: string,
) {
  const { owner, repo } = place;
  const route = 'GET /repos/{owner}/{repo}/deployments';
  const query = { owner, repo, environment: NAME, task: taskOf(environment) };
  const found: z.infer<typeof deploymentAnswer>[] = [];
  for await (const page of pages(octokit, route, query, deploymentAnswer)) found.push(...page);
  const ours = found
    .filter((one) => one.environment === NAME && markOf(one.payload) === environment)
    .sort((a, b) => a.id - b.id);
  const kept = new Map<string, Known>();
  for (const { id, sha } of ours) {
    if (kept.has(sha)) await remove(octokit, place, { id, sha });
    else kept.set(sha, { id, sha });
  }
  return [...kept.values()];
}

function markOf(payload: unknown): unknown {
  if (typeof payload !== 'string') return (payload as Record<string, unknown> | null)?.[MARK];
  try {
    return (JSON.parse(payload) as Record<string, unknown> | null)?.[MARK];
  } catch {
    return undefined;
  }
}

/** Makes the Deployment of a commit and adds it to `known`. */
export async function createDeployment(
  octokit: Octokit,
  place: RepositoryName,
  wanted: { readonly environment: string; readonly sha: string },
  known: Known[],
): Promise<Known> {
  const { owner, repo } = place;
  const { environment, sha } = wanted;
  const { data } = await octokit.rest.repos.createDeployment({
    ...{ owner, repo, ref: sha, task: taskOf(environment), environment: NAME },
    payload: { [MARK]: environment },
    description: `Preview environment ${environment}`,
    ...{ transient_environment: true, production_environment: false },
    ...{ auto_merge: false, required_contexts: [] },
    // Never asked twice: a 502 may come after it was made.
    request: { retries: 0 },
  });
  const made: Known = { id: deploymentAnswer.parse(data).id, sha, status: 'none' };
  // Somebody who writes as we do may have made one in the same moment.
  const first = (await listDeployments(octokit, place, environment)).find((one) => one.sha === sha);
  const own = first && first.id < made.id ? first : made;
  known.push(own);
  return own;
}

async function remove(octokit: Octokit, place: RepositoryName, one: Known): Promise<void> {
  const { owner, repo } = place;
  try {
    await addStatus(octokit, place, one, { state: 'inactive', description: 'Made twice' });
    await octokit.rest.repos.deleteDeployment({ owner, repo, deployment_id: one.id });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

/** Ends what is not ended. `looked`: what is not known of was ended before. */
export async function endDeployments(
  octokit: Octokit,
  place: RepositoryName,
  what: { known: readonly Known[]; looked?: boolean; description: string },
): Promise<boolean> {
  let written = false;
  for (const one of what.known) {
    if (one.status === undefined && what.looked) continue;
    if ((await stateOf(octokit, place, one)) === 'inactive') continue;
    await addStatus(octokit, place, one, { state: 'inactive', description: what.description });
    written = true;
  }
  return written;
}

export async function stateOf(octokit: Octokit, { owner, repo }: RepositoryName, one: Known) {
  if (one.status === undefined) {
    const route = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
    const query = { owner, repo, deployment_id: one.id };
    const found: Status[] = [];
    for await (const page of pages(octokit, route, query, deploymentStatusAnswer)) {
      found.push(...page);
    }
    one.status = found.sort((a, b) => b.id - a.id)[0] ?? 'none';
  }
  return one.status === 'none' ? undefined : one.status.state;
}

export type NewStatus = {
  readonly state: Deployment['state'];
  readonly description: string;
  readonly environment_url?: string;
  readonly log_url?: string;
};

export function sameStatus(given: Known['status'], wanted: NewStatus): boolean {
  if (given === undefined || given === 'none') return false;
  return (['state', 'description', 'environment_url', 'log_url'] as const).every(
    (key) => (given[key] ?? '') === (wanted[key] ?? ''),
  );
}

export async function addStatus(
  octokit: Octokit,
  { owner, repo }: RepositoryName,
  one: Known,
  status: NewStatus,
): Promise<void> {
  const target = { owner, repo, deployment_id: one.id };
  await octokit.rest.repos.createDeploymentStatus({ ...target, ...status, auto_inactive: false });
  one.status = status;
}
