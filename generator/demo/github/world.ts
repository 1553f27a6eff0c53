import { createHash } from 'node:crypto';
import type { Json } from './examples.ts';

/** What the stand-in knows: plain mutable data, changed by `actions.ts` and by REST writes, read by everything else. */
export type World = {
  readonly users: Map<string, Account>;
  readonly repositories: Map<string, Repository>;
  readonly hooks: Hook[];
  /** Ids of repositories, pull requests and comments come from one counter, as nobody may rely on their order across kinds. */
  nextId: number;
};

export type Account = {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot' | 'Organization';
};

/** Text, bytes, or one of the two things that are not a file and yet answer at a file's address. */
export type Entry =
  string | Uint8Array | { readonly symlink: string } | { readonly submodule: string };

/** Path → content of one whole commit, e.g. `{ 'k8s-ee.yaml': 'projectId: shop\n…' }`. */
export type Files = Readonly<Record<string, Entry>>;

export type Repository = {
  id: number;
  /** owner/name */
  fullName: string;
  owner: Account;
  name: string;
  private: boolean;
  defaultBranch: string;
  /** Branch → commit; heads of forks' pull requests stand under `refs/pull/N/head` only. */
  readonly branches: Map<string, string>;
  readonly commits: Map<string, Files>;
  readonly pullRequests: Map<number, PullRequest>;
  /** What people may do here, by login; everybody else may read. */
  readonly permissions: Map<string, Permission>;
  /** Oldest first, as the two below. */
  readonly deployments: Deployment[];
  readonly checkRuns: CheckRun[];
  readonly statuses: CommitStatus[];
  createdAt: Date;
};

export type Permission = 'admin' | 'write' | 'read' | 'none';

export type PullRequest = {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: Date;
  title: string;
  body: string;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  labels: string[];
  head: { branch: string; sha: string; repository: HeadRepository };
  /** Every head it had, oldest first. */
  readonly heads: string[];
  base: { branch: string; sha: string };
  updatedAt: Date;
  closedAt: Date | undefined;
  readonly comments: Comment[];
};

/** Where the head lives: `own` is the base repository, `gone` a fork deleted since. */
export type HeadRepository =
  | { readonly kind: 'own' }
  | { readonly kind: 'fork'; readonly id: number; readonly owner: Account; readonly name: string }
  | { readonly kind: 'gone' };

export type Comment = {
  readonly id: number;
  readonly author: Account;
  readonly createdAt: Date;
  body: string;
  updatedAt: Date;
  readonly reactions: Reaction[];
};

export const REACTIONS = [
  ...(['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const),
];

export type Reaction = {
  readonly id: number;
  readonly author: Account;
  readonly content: (typeof REACTIONS)[number];
  readonly createdAt: Date;
};

export const DEPLOYMENT_STATES = [
  ...(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const),
];

export type Deployment = {
  readonly id: number;
  readonly creator: Account;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly payload: Json;
  readonly description: string | null;
  readonly transient: boolean;
  readonly production: boolean;
  readonly createdAt: Date;
  /** Oldest first. */
  readonly statuses: DeploymentStatus[];
};

export type DeploymentStatus = {
  readonly id: number;
  readonly creator: Account;
  readonly state: (typeof DEPLOYMENT_STATES)[number];
  readonly description: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly createdAt: Date;
};

export const CONCLUSIONS = [
  ...(['success', 'failure', 'neutral', 'cancelled', 'skipped'] as const),
  ...(['timed_out', 'action_required'] as const),
];

export type CheckRun = {
  readonly id: number;
  /** The App that made it, and may change it. */
  readonly app: string;
  readonly sha: string;
  readonly name: string;
  externalId: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: (typeof CONCLUSIONS)[number] | null;
  detailsUrl: string | null;
  title: string | null;
  summary: string | null;
  readonly startedAt: Date;
  completedAt: Date | null;
};

export const COMMIT_STATES = ['error', 'failure', 'pending', 'success'] as const;

export type CommitStatus = {
  readonly id: number;
  readonly creator: Account;
  readonly sha: string;
  readonly context: string;
  readonly state: (typeof COMMIT_STATES)[number];
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: Date;
};

export type Hook = { readonly url: string; readonly secret: string; readonly events: string[] };

export function createWorld(): World {
  return { users: new Map(), repositories: new Map(), hooks: [], nextId: 1001 };
}

export function takeId(world: World): number {
  return world.nextId++;
}

/** The account of a login, made at first mention. A login that ends in `[bot]` is a bot's. */
export function account(world: World, login: string, type?: Account['type']): Account {
  const known = world.users.get(login);
  if (known) return known;
  const made = {
    login,
    id: takeId(world),
    type: type ?? (login.endsWith('[bot]') ? ('Bot' as const) : ('User' as const)),
  };
  world.users.set(login, made);
  return made;
}

/** Stores a commit and gives its SHA; `salt` tells two commits with the same files apart. */
export function addCommit(repository: Repository, files: Files, salt: string): string {
  const sha = createHash('sha1')
    .update(`${repository.fullName}\n${salt}\n${JSON.stringify(files)}`)
    .digest('hex');
  repository.commits.set(sha, files);
  return sha;
}

export function findRepository(world: World, fullName: string): Repository {
  const found = world.repositories.get(fullName.toLowerCase());
  if (!found) throw new Error(`No repository ${fullName} here: create it with createRepository()`);
  return found;
}

export function findPullRequest(repository: Repository, number: number): PullRequest {
  const found = repository.pullRequests.get(number);
  if (!found) throw new Error(`No pull request ${number} in ${repository.fullName}`);
  return found;
}

/** The commit of a full SHA, a branch or nothing (the default branch), as `?ref=` names it. */
export function resolveRef(repository: Repository, ref: string | undefined): string | undefined {
  const wanted = ref ?? repository.defaultBranch;
  if (repository.commits.has(wanted)) return wanted;
  const branch = repository.branches.get(wanted.replace(/^refs\/heads\//, ''));
  return branch ?? repository.branches.get(wanted);
}
