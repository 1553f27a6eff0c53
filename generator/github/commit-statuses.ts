import { commitStatusAnswer } from './answers.ts';
import { CHECK_NAME } from './check-runs.ts';
import type { RepositoryName } from './connections.ts';
import type { Check, WriteFact } from './facts.ts';
import { createMemory } from './memory.ts';
import type { Octokit } from './octokit.ts';
import { pages } from './pages.ts';

/** A commit status knows no "neutral": its description says what is meant. */
const STATES = {
  in_progress: 'pending',
  neutral: 'success',
  success: 'success',
  failure: 'failure',
} as const;

/** Writes commit statuses, which take the place of check runs with a token. Throws whatever leaves a doubt. */
export function createCommitStatuses() {
  /** What was written last for a commit. */
  const memory = createMemory<string>();

  return async function commitStatus(
    octokit: Octokit,
    place: RepositoryName,
    check: Check,
  ): Promise<WriteFact> {
    const { owner, repo } = place;
    const { sha, description } = check;
    const key = `${owner}/${repo} ${check.environment} ${sha}`.toLowerCase();
    const text = textOf(STATES[check.state], description, check.detailsUrl);
    const known = memory.get(key) ?? (await find(octokit, place, sha));
    if (known === undefined && !check.create) return { kind: 'none' };
    if (known !== text) {
      const shown = { state: STATES[check.state], description, target_url: check.detailsUrl };
      const target = { owner, repo, sha, context: CHECK_NAME };
      await octokit.rest.repos.createCommitStatus({ ...target, ...shown });
    }
    memory.set(key, text);
    return { kind: known === text ? 'unchanged' : 'written' };
  };
}

function textOf(state: string, description?: string | null, url?: string | null): string {
  return JSON.stringify([state, description ?? '', url ?? '']);
}

/** What the newest of ours says. */
async function find(octokit: Octokit, { owner, repo }: RepositoryName, sha: string) {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/statuses';
  const place = { owner, repo, ref: sha };
  for await (const page of pages(octokit, route, place, commitStatusAnswer)) {
    // The newest come first.
    const ours = page.find(({ context }) => context.toLowerCase() === CHECK_NAME);
    if (ours) return textOf(ours.state, ours.description, ours.target_url);
  }
  return undefined;
}
