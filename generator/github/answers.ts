import { z } from 'zod';
import type { PullRequest } from './facts.ts';

const sha = z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/);
const account = z.object({ login: z.string().min(1), type: z.string() }).nullable();
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'expected a time');
const repository = z.object({ id: z.int().positive(), private: z.boolean().optional() });

/** The fields read of a pull request, in lists and by itself; an answer without one of them is no answer. */
export const pullRequestAnswer = z.object({
  number: z.int().positive(),
  state: z.enum(['open', 'closed']),
  merged_at: z.string().nullable(),
  draft: z.boolean(),
  title: z.string(),
  comments: z.int().nonnegative().optional(),
  updated_at: time,
  labels: z.array(z.object({ name: z.string() })),
  user: account,
  head: z.object({ ref: z.string().min(1), sha, repo: repository.nullable() }),
  base: z.object({ ref: z.string().min(1), repo: repository }),
});

export const commentAnswer = z.object({
  id: z.int().positive(),
  body: z.string().nullish(),
  user: account,
});

/** A comment in the list of them; how many reacted stands with it, who did not. */
export const listedCommentAnswer = commentAnswer.extend({
  created_at: time,
  updated_at: time,
  reactions: z.object({ total_count: z.int().nonnegative() }).optional(),
});

export const reactionAnswer = z.object({ content: z.string(), user: account });

export const permissionAnswer = z.object({
  permission: z.enum(['admin', 'write', 'read', 'none']),
});

export const fileAnswer = z.object({
  type: z.literal('file'),
  size: z.int().nonnegative(),
  encoding: z.string(),
  content: z.string(),
});

/** What stands at a path but is no file, e.g. a symlink whose target is not in the repository. */
export const noFileAnswer = z.object({ type: z.enum(['dir', 'symlink', 'submodule']) });

export const directoryAnswer = z.array(z.object({ type: z.string(), name: z.string() }));

export const deploymentAnswer = z.object({
  id: z.int().positive(),
  sha,
  environment: z.string(),
  /** What its maker left in it; an older GitHub Enterprise Server gives objects as their JSON. */
  payload: z.unknown(),
});

export const deploymentStatusAnswer = z.object({
  id: z.int().positive(),
  state: z.string(),
  description: z.string().nullish(),
  environment_url: z.string().nullish(),
  log_url: z.string().nullish(),
});

export const checkRunAnswer = z.object({
  id: z.int().positive(),
  external_id: z.string().nullish(),
  status: z.string(),
  conclusion: z.string().nullable(),
  details_url: z.string().nullish(),
  output: z.object({ title: z.string().nullish(), summary: z.string().nullish() }),
  app: z.object({ slug: z.string().optional() }).nullable(),
});

export const checkRunsAnswer = z.object({ check_runs: z.array(checkRunAnswer) });

export const commitStatusAnswer = z.object({
  id: z.int().positive(),
  context: z.string(),
  state: z.string(),
  description: z.string().nullish(),
  target_url: z.string().nullish(),
});

export const commitAnswer = z.object({ sha });

export const userAnswer = z.object({ login: z.string().min(1) });
export const appAnswer = z.object({ slug: z.string().min(1) });
export const installationAnswer = z.object({ id: z.int().positive() });

/** The first that fits is kept: a reaction would fit as a comment, without what it says. */
const kept = z.union([
  pullRequestAnswer,
  z.array(pullRequestAnswer),
  fileAnswer,
  z.array(reactionAnswer),
  z.array(listedCommentAnswer),
  commentAnswer,
  z.array(commentAnswer),
  permissionAnswer,
  commitAnswer,
]);

/** The part of an answer that anybody here reads; undefined for answers not worth keeping. */
export function slim(answer: unknown): unknown {
  return kept.safeParse(answer).data;
}

export function toPullRequest(answer: z.infer<typeof pullRequestAnswer>): PullRequest {
  const { number, state, draft, title, head, base } = answer;
  return {
    number,
    state,
    merged: answer.merged_at !== null,
    draft,
    title,
    ...(answer.comments !== undefined && { comments: answer.comments }),
    updatedAt: answer.updated_at,
    labels: answer.labels.map(({ name }) => name),
    // GitHub shows the work of deleted accounts as that of "ghost".
    author: { login: answer.user?.login ?? 'ghost', bot: answer.user?.type === 'Bot' },
    fork: head.repo?.id !== base.repo.id,
    head: { sha: head.sha, branch: head.ref },
    base: { branch: base.ref, repositoryId: base.repo.id },
    ...(base.repo.private === true && { confidential: true }),
  };
}
