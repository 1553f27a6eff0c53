export type PullRequest = {
  number: number;
  state: 'open' | 'closed';
  merged: boolean;
  draft: boolean;
  title: string;
  /** How many comments there are; lists of pull requests do not say. */
  comments?: number | undefined;
  /** ISO time with whole seconds. */
  updatedAt: string;
  labels: string[];
  author: { login: string; bot: boolean };
  /** The head's repository differs from the base's, or is gone. */
  fork: boolean;
  /** No fork, and yet its author may not push to the repository. @default - not asked */
  outsider?: boolean;
  head: { sha: string; branch: string };
  base: { branch: string; repositoryId: number };
  /** Only those the owner knows may read the repository. @default - not said */
  confidential?: boolean;
};

/** No fact: 404, 403, 5xx, rate limit, time-out, an answer that cannot be read. Nothing may be concluded from it. */
export type Unknown = { kind: 'unknown'; reason: string };

export type FileFact =
  | { kind: 'content'; text: string }
  | { kind: 'missing' }
  /** Too large, a directory, not text. */
  | { kind: 'unusable'; reason: string }
  | Unknown;

export type CommentFact =
  { kind: 'written'; id: number } | { kind: 'unchanged'; id: number } | Unknown;

/** A comment on a pull request, as it stands in the list. */
export type Comment = {
  id: number;
  /** GitHub shows the work of deleted accounts as that of "ghost". */
  author: { login: string; bot: boolean };
  /** By the account we are. */
  own: boolean;
  body: string;
  /** ISO time with whole seconds. */
  createdAt: string;
  edited: boolean;
  /** Whether anybody reacted; who it was is asked by `reacted`. */
  reactions: boolean;
};

/** `+1`: done; `confused`: not done, and an answer says why; `eyes`: seen. */
export type Reaction = '+1' | 'confused' | 'eyes';

/** What stands on GitHub after a write. */
export type WriteFact =
  | { kind: 'written' }
  | { kind: 'unchanged' }
  /** Nothing was to be written. */
  | { kind: 'none' }
  /** GitHub's definite no: the same asked again is refused again. */
  | { kind: 'refused'; reason: string }
  /** We lack a permission; the log names it once. */
  | { kind: 'denied'; reason: string }
  | Unknown;

/** What the Deployments of an environment are to show; all of them share one name on GitHub. */
export type Deployment =
  | { environment: string; state: 'inactive'; description: string }
  | {
      /** Id of the environment: by it ours are found again. */
      environment: string;
      /** The commit; it has one Deployment at most. */
      sha: string;
      state: 'queued' | 'in_progress' | 'success' | 'failure';
      /** One line of at most 140 characters. */
      description: string;
      environmentUrl: string;
      /** @default - none */
      logUrl?: string | undefined;
      /** False: only one that stands is corrected. */
      create: boolean;
      /** Whether it takes the place of those of other commits, which become inactive. */
      replaces: boolean;
    };

/** What the check of a commit is to show: a check run of an App, a commit status with a token. */
export type Check = {
  /** Id of the environment: by it ours is found again. */
  environment: string;
  sha: string;
  state: 'in_progress' | 'success' | 'failure' | 'neutral';
  /** Plain text. */
  title: string;
  /** Markdown; at most 65,535 characters. */
  summary: string;
  /** What a commit status says in the place of both: one line of at most 140 characters. */
  description: string;
  detailsUrl: string;
  /** False: only one that stands is corrected. */
  create: boolean;
};

/** GitHub's REST API, reduced to facts. No method rejects, but `gitToken`. */
export interface GitHub {
  /** The login that our own comments carry; asked once, then remembered. */
  identity(): Promise<{ kind: 'identity'; login: string } | Unknown>;
  pullRequest(
    repository: string,
    number: number,
  ): Promise<{ kind: 'found'; pullRequest: PullRequest } | Unknown>;
  /**
   * All pages or unknown, never half. Yet GitHub pages by offset: a pull request closed between two pages
   * moves another one out of sight, so that what is missing here is not known to be closed.
   */
  openPullRequests(
    repository: string,
  ): Promise<{ kind: 'found'; pullRequests: PullRequest[] } | Unknown>;
  file(repository: string, sha: string, path: string, maxBytes: number): Promise<FileFact>;
  /** All comments on a pull request, oldest first; all pages or unknown, never half. */
  comments(
    repository: string,
    number: number,
  ): Promise<{ kind: 'found'; comments: Comment[] } | Unknown>;
  /** Whether somebody may push to the repository; an account that does not exist may not. */
  mayWrite(repository: string, login: string): Promise<{ kind: 'known'; may: boolean } | Unknown>;
  /** Whether we reacted to a comment before. */
  reacted(
    repository: string,
    commentId: number,
  ): Promise<{ kind: 'known'; reacted: boolean } | Unknown>;
  /** Reacts to a comment; more than once is as once. `done: false`: the comment is no more. */
  react(
    repository: string,
    commentId: number,
    reaction: Reaction,
  ): Promise<{ kind: 'known'; done: boolean } | Unknown>;
  /** Writes a new comment on a pull request. */
  say(repository: string, number: number, body: string): Promise<{ kind: 'said' } | Unknown>;
  /** Creates or edits the one comment of ours that carries `marker`. `create: false` only edits an existing one. */
  stickyComment(
    repository: string,
    number: number,
    comment: { marker: string; body: string; create: boolean },
  ): Promise<CommentFact | { kind: 'none' }>;
  /**
   * Brings the Deployments of a pull request's environment up to date. A fork's commit gets none:
   * GitHub would run the workflows of that commit with this repository's secrets.
   */
  deployment(repository: string, number: number, wanted: Deployment): Promise<WriteFact>;
  /** Brings the check of a commit up to date; the one of the environment's commit before is ended. */
  check(repository: string, wanted: Check): Promise<WriteFact>;
  /** The credential for Git over HTTPS: the token, or one of the App's installation. Rejects when there is none. */
  gitToken(repository: string): Promise<string>;
}
