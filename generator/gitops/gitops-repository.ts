import type { FileChange, LoggedCommit } from './objects.ts';
import type { TreeChange } from './tree-change.ts';

/** Commit SHAs. */
export type Heads = { readonly platform: string; readonly environments: string };

/** `rejected`: the remote has moved; nothing was changed, here or there. */
export type CommitResult =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'pushed'; readonly before: string; readonly after: string }
  | { readonly kind: 'rejected' };

/**
 * The GitOps repository: two branches of one remote, which may be the same. Everything but `heads` throws
 * `GitUnavailable` when the remote does not answer. Operations run one at a time.
 */
export interface GitOpsRepository {
  /**
   * Fetches both branches. Throws `HistoryRewritten` when the environments branch lost its remembered head;
   * the platform branch is then up to date nevertheless, so that `gitops.acceptHead` can be read from it.
   */
  sync(): Promise<{ heads: Heads; moved: boolean }>;
  /** Asks the remote without fetching anything. */
  remoteHeads(): Promise<Heads>;
  /** As of the last sync or commit. Throws `GitUnavailable` before the first sync. */
  heads(): Heads;
  /** At the head of the platform branch. */
  readPlatformFile(path: string): Promise<string | undefined>;
  /** Every path below the directory, at the head of the platform branch. */
  listPlatformFiles(directory: string): Promise<string[]>;
  /** Every `environment.yaml` below `environments/`, at the head. */
  listRecords(): Promise<string[]>;
  /** At the head of the environments branch; a symbolic link reads as its target. */
  readFile(path: string): Promise<string | undefined>;
  readFileAt(commit: string, path: string): Promise<string | undefined>;
  /** Every path below the directory. */
  listFilesAt(commit: string, directory: string): Promise<string[]>;
  /** A `before` that is lost with a rewritten history counts as empty: everything was added. */
  changesBetween(before: string, after: string): Promise<FileChange[]>;
  /** Commits that `after` contains and `before` does not, newest first. */
  commitsBetween(before: string, after: string): Promise<string[]>;
  lastCommitOf(path: string): Promise<string | undefined>;
  /** Commits that touched the path, newest first. */
  history(path: string): Promise<string[]>;
  /** The newest of them, as people look at them. */
  log(path: string, limit: number): Promise<LoggedCommit[]>;
  /** Whether `commit` is `revision` or an ancestor of it; a commit that is unknown here is not. */
  contains(revision: string, commit: string): Promise<boolean>;
  /**
   * The head up to which everything was answered, by a commit of ours or by finding that there was nothing to
   * change. Remembered over restarts; `undefined`: never.
   */
  answeredHead(): Promise<string | undefined>;
  /**
   * One commit and one push. `message` may be a function of the paths that change.
   * Throws `HistoryRewritten` while that is unsettled, and `Error` for a path that leads outside.
   */
  commitAndPush(
    changes: readonly TreeChange[],
    message: string | ((paths: readonly string[]) => string),
  ): Promise<CommitResult>;
}
