import { pullRequestAnswer, toPullRequest } from './answers.ts';
import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import type { Deployment, WriteFact } from './facts.ts';
import { createTurns } from './in-turn.ts';
import { createMemory } from './memory.ts';
import type { Octokit } from './octokit.ts';
import {
  addStatus,
  createDeployment,
  endDeployments,
  listDeployments,
  sameStatus,
  stateOf,
  type Known,
  type NewStatus,
} from './own-deployments.ts';

type Shown = Exclude<Deployment, { state: 'inactive' }>;
type Place = RepositoryName & { readonly number: number };

/**
 * Writes the Deployments of environments: one for a commit, of which one is active. Throws whatever leaves a doubt.
 *
 * Those of other commits are ended before a commit's own gets past the queue. So after a restart it is enough to
 * look at its own: where that is under way or done, the others were ended.
 */
export function createDeployments() {
  const inTurn = createTurns();
  const memory = createMemory<Known[]>();

  async function write(octokit: Octokit, place: Place, wanted: Deployment, known: Known[]) {
    if (wanted.state === 'inactive') {
      if (known.length === 0) return { kind: 'none' } as const;
      return fact(await endDeployments(octokit, place, { known, description: wanted.description }));
    }
    let own = known.find(({ sha }) => sha === wanted.sha);
    if (!own && (!wanted.create || (await isFork(octokit, place)))) {
      return { kind: 'none' } as const;
    }
    const before = own && (await stateOf(octokit, place, own));
    let ended = false;
    if (wanted.replaces) {
      const others = known.filter(({ sha }) => sha !== wanted.sha);
      const looked = before === 'in_progress' || before === 'success';
      const description = 'Another commit is deployed in its place';
      ended = await endDeployments(octokit, place, { known: others, looked, description });
    }
    own ??= await createDeployment(octokit, place, wanted, known);
    const shown = statusFor(wanted);
    if (sameStatus(own.status, shown)) return fact(ended);
    await addStatus(octokit, place, own, shown);
    return fact(true);
  }

  return async function deployment(
    octokit: Octokit,
    place: Place,
    wanted: Deployment,
  ): Promise<WriteFact> {
    const key = `${place.owner}/${place.repo} ${wanted.environment}`.toLowerCase();
    async function attempt(remembered: Known[] | undefined): Promise<WriteFact> {
      const known = remembered ?? (await listDeployments(octokit, place, wanted.environment));
      try {
        const written = await write(octokit, place, wanted, known);
        memory.set(key, known);
        return written;
      } catch (error) {
        // What is remembered may have been removed by somebody.
        if (remembered && statusOf(error) === 404) return attempt(undefined);
        throw error;
      }
    }
    return inTurn(key, () => {
      const remembered = memory.get(key);
      // After a failure nothing is sure: all is looked at again.
      memory.delete(key);
      return attempt(remembered);
    });
  };
}

function fact(written: boolean): WriteFact {
  return { kind: written ? 'written' : 'unchanged' };
}

async function isFork(octokit: Octokit, { owner, repo, number }: Place): Promise<boolean> {
  const { data } = await octokit.rest.pulls.get({ owner, repo, pull_number: number });
  return toPullRequest(pullRequestAnswer.parse(data)).fork;
}

function statusFor({ state, description, environmentUrl, logUrl }: Shown): NewStatus {
  return {
    state,
    description,
    environment_url: environmentUrl,
    ...(logUrl && { log_url: logUrl }),
  };
}
