import type { z } from 'zod';
import { listedCommentAnswer, permissionAnswer, reactionAnswer } from './answers.ts';
import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import type { Comment, Reaction } from './facts.ts';
import type { Octokit } from './octokit.ts';
import { pages } from './pages.ts';

type PullRequestPlace = RepositoryName & { readonly number: number };
type CommentPlace = RepositoryName & { readonly commentId: number };

/** Every comment on a pull request, oldest first. Throws whatever leaves a doubt. */
export async function listComments(
  octokit: Octokit,
  { owner, repo, number }: PullRequestPlace,
  ownLogin: () => Promise<string>,
): Promise<{ kind: 'found'; comments: Comment[] }> {
  const mine = (await ownLogin()).toLowerCase();
  const found = new Map<number, Comment>();
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const place = { owner, repo, issue_number: number };
  for await (const page of pages(octokit, route, place, listedCommentAnswer)) {
    for (const comment of page) found.set(comment.id, toComment(comment, mine));
  }
  return { kind: 'found', comments: [...found.values()].sort((a, b) => a.id - b.id) };
}

function toComment(answer: z.infer<typeof listedCommentAnswer>, mine: string): Comment {
  const login = answer.user?.login ?? 'ghost';
  return {
    id: answer.id,
    author: { login, bot: answer.user?.type === 'Bot' },
    own: login.toLowerCase() === mine,
    createdAt: answer.created_at,
    body: answer.body ?? '',
    edited: answer.created_at !== answer.updated_at,
    // An older GitHub Enterprise Server does not count them: then they are looked at.
    reactions: answer.reactions === undefined || answer.reactions.total_count > 0,
  };
}

/** Asked by the permission itself: what a comment says of its author's association is not to be relied on. */
export async function mayWrite(
  octokit: Octokit,
  { owner, repo, login }: RepositoryName & { readonly login: string },
): Promise<{ kind: 'known'; may: boolean }> {
  try {
    const place = { owner, repo, username: login };
    const { data } = await octokit.rest.repos.getCollaboratorPermissionLevel(place);
    // `maintain` is told as "write" here, `triage` as "read".
    const { permission } = permissionAnswer.parse(data);
    return { kind: 'known', may: permission === 'admin' || permission === 'write' };
  } catch (error) {
    // A 404 for any other reason, such as a token that may not ask, says nothing about the person.
    const noUser = statusOf(error) === 404 && /is not a user/i.test((error as Error).message);
    if (noUser) return { kind: 'known', may: false };
    throw error;
  }
}

export async function hasReacted(
  octokit: Octokit,
  { owner, repo, commentId }: CommentPlace,
  ownLogin: () => Promise<string>,
): Promise<{ kind: 'known'; reacted: boolean }> {
  const mine = (await ownLogin()).toLowerCase();
  const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions';
  const place = { owner, repo, comment_id: commentId };
  for await (const page of pages(octokit, route, place, reactionAnswer)) {
    if (page.some(({ user, content }) => isMark(content) && user?.login.toLowerCase() === mine)) {
      return { kind: 'known', reacted: true };
    }
  }
  return { kind: 'known', reacted: false };
}

function isMark(content: string): content is Reaction {
  return content === '+1' || content === 'confused';
}

export async function react(
  octokit: Octokit,
  { owner, repo, commentId }: CommentPlace,
  content: Reaction,
): Promise<{ kind: 'known'; done: boolean }> {
  try {
    const place = { owner, repo, comment_id: commentId };
    await octokit.rest.reactions.createForIssueComment({ ...place, content });
    return { kind: 'known', done: true };
  } catch (error) {
    if (statusOf(error) === 404) return { kind: 'known', done: false };
    throw error;
  }
}

export async function say(
  octokit: Octokit,
  { owner, repo, number }: PullRequestPlace,
  body: string,
): Promise<{ kind: 'said' }> {
  // Never asked twice: a 502 may come after the comment was made.
  const request = { retries: 0 };
  await octokit.rest.issues.createComment({ owner, repo, issue_number: number, body, request });
  return { kind: 'said' };
}
