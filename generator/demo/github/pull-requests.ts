import {
  account,
  addCommit,
  takeId,
  type Account,
  type Comment,
  type Files,
  type HeadRepository,
  type PullRequest,
  type Repository,
  type World,
} from './world.ts';

export type OpenOptions = {
  /** @default - the next free number */
  readonly number?: number;
  /** @default 'Change N' */
  readonly title?: string;
  /** @default '' */
  readonly body?: string;
  /** @default 'change-N' */
  readonly branch?: string;
  /** Branch it is to be merged into. @default - the repository's default branch */
  readonly base?: string;
  /** Login; ends in `[bot]` for a bot. @default 'alice' */
  readonly author?: string;
  /** @default false */
  readonly draft?: boolean;
  /** @default [] */
  readonly labels?: readonly string[];
  /** Opened from a fork of the author's, or from one deleted since. @default false */
  readonly fork?: boolean | 'gone';
  /** Files of the head commit, over those of the base branch. @default {} */
  readonly files?: Files;
};

/** Adds an open pull request with a head commit of its own. */
export function makePullRequest(
  world: World,
  repository: Repository,
  open: OpenOptions,
): PullRequest {
  const number = open.number ?? Math.max(0, ...repository.pullRequests.keys()) + 1;
  if (repository.pullRequests.has(number)) {
    throw new Error(`${repository.fullName} has a pull request ${number} already`);
  }
  const author = account(world, open.author ?? 'alice');
  const base = open.base ?? repository.defaultBranch;
  const baseSha =
    repository.branches.get(base) ?? repository.branches.get(repository.defaultBranch) ?? '';
  const files = { ...repository.commits.get(baseSha), ...open.files };
  const sha = addCommit(repository, files, `${baseSha} ${number} ${takeId(world)}`);
  const branch = open.branch ?? `change-${number}`;
  if (!open.fork) repository.branches.set(branch, sha);
  const head = headOf(world, repository, author, open.fork ?? false);
  const now = new Date();
  const pull: PullRequest = {
    id: takeId(world),
    number,
    author,
    createdAt: now,
    title: open.title ?? `Change ${number}`,
    body: open.body ?? '',
    state: 'open',
    merged: false,
    draft: open.draft ?? false,
    labels: [...(open.labels ?? [])],
    head: { branch, sha, repository: head },
    heads: [sha],
    base: { branch: base, sha: baseSha },
    updatedAt: now,
    closedAt: undefined,
    comments: [],
  };
  repository.pullRequests.set(number, pull);
  return pull;
}

function headOf(
  world: World,
  repository: Repository,
  author: Account,
  fork: boolean | 'gone',
): HeadRepository {
  if (fork === 'gone') return { kind: 'gone' };
  if (!fork) return { kind: 'own' };
  return { kind: 'fork', id: takeId(world), owner: author, name: repository.name };
}

export function addComment(world: World, pull: PullRequest, login: string, body: string): Comment {
  const now = new Date();
  const comment = {
    id: takeId(world),
    author: account(world, login),
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
  };
  pull.comments.push(comment);
  pull.updatedAt = now;
  return comment;
}
