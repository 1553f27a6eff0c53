import type { z } from 'zod';
import { commentAnswer } from './answers.ts';
import type { CommentFact } from './facts.ts';
import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import { createTurns } from './in-turn.ts';
import { createMemory } from './memory.ts';
import type { Octokit } from './octokit.ts';
import { pages } from './pages.ts';

type Comment = z.infer<typeof commentAnswer>;

export type StickyComment = {
  readonly marker: string;
  readonly body: string;
  readonly create: boolean;
};

/** Writes the one comment of ours on a pull request. Throws whatever leaves a doubt. */
export function createStickyComments(login: () => Promise<string>) {
  const ids = createMemory<number>();
  const inTurn = createTurns();

  /**
   * The remembered comment if it is still there, else the first on the pull request that is ours and marked.
   * Further ones, which two generators at once may have made, are deleted.
   */
  async function find(octokit: Octokit, target: Target): Promise<Comment | undefined> {
    const mine = (await login()).toLowerCase();
    const isOurs = (comment: Comment) =>
      comment.user?.login.toLowerCase() === mine && (comment.body ?? '').startsWith(target.marker);
    const known = ids.get(target.key);
    if (known !== undefined) {
      const comment = await getComment(octokit, target, known);
      if (comment && isOurs(comment)) return comment;
      ids.delete(target.key);
    }
    const { owner, repo, number: issue_number } = target;
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const ours: Comment[] = [];
    for await (const page of pages(octokit, route, { owner, repo, issue_number }, commentAnswer)) {
      ours.push(...page.filter(isOurs));
    }
    const [first, ...others] = ours;
    for (const { id } of others) {
      await octokit.rest.issues.deleteComment({ owner, repo, comment_id: id });
    }
    return first;
  }

  async function write(octokit: Octokit, target: Target, wanted: StickyComment) {
    const { owner, repo } = target;
    const body = wanted.body.includes(wanted.marker)
      ? wanted.body
      : `${wanted.marker}\n${wanted.body}`;
    const found = await find(octokit, target);
    if (!found && !wanted.create) return { kind: 'none' } as const;
    if (!found) {
      // Never asked twice: a 502 may come after the comment was made.
      const request = { retries: 0 };
      const created = await octokit.rest.issues.createComment({
        ...{ owner, repo, issue_number: target.number, body, request },
      });
      const { id } = commentAnswer.parse(created.data);
      // Somebody who writes as we do may have made one in the same moment.
      const first = await find(octokit, target);
      if (!first || first.id === id) {
        ids.set(target.key, id);
        return { kind: 'written', id } as const;
      }
      return update(octokit, target, { found: first, body });
    }
    return update(octokit, target, { found, body });
  }

  async function update(
    octokit: Octokit,
    target: Target,
    { found, body }: { readonly found: Comment; readonly body: string },
  ) {
    const { owner, repo } = target;
    ids.set(target.key, found.id);
    if (sameText(found.body ?? '', body)) return { kind: 'unchanged', id: found.id } as const;
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: found.id, body });
    return { kind: 'written', id: found.id } as const;
  }

  /** One at a time per comment, so that two calls never both find none and make two. */
  return async function stickyComment(
    octokit: Octokit,
    place: RepositoryName & { readonly number: number },
    wanted: StickyComment,
  ): Promise<Exclude<CommentFact, { kind: 'unknown' }> | { kind: 'none' }> {
    const key = `${place.owner}/${place.repo}#${place.number} ${wanted.marker}`.toLowerCase();
    const target = { ...place, key, marker: wanted.marker };
    return inTurn(key, () => write(octokit, target, wanted));
  };
}

type Target = RepositoryName & {
  readonly number: number;
  readonly key: string;
  readonly marker: string;
};

async function getComment(octokit: Octokit, { owner, repo }: Target, id: number) {
  try {
    const { data } = await octokit.rest.issues.getComment({ owner, repo, comment_id: id });
    return commentAnswer.parse(data);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** GitHub may change line ends and cut the end off. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.replace(/\r\n/g, '\n').trimEnd();
  return plain(a) === plain(b);
}
