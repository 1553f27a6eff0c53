import { createClone } from './clone.ts';
import { makeCommit, pushCommit, type Author } from './commit.ts';
import { createEnvironmentsBranch } from './environments-branch.ts';
import { GitUnavailable, HistoryRewritten } from './errors.ts';
import type { Git } from './git.ts';
import type { CommitResult, GitOpsRepository, Heads } from './gitops-repository.ts';
import { createHeadFile } from './head-file.ts';
import * as objects from './objects.ts';
import { createPlaceReader } from './place-reader.ts';
import { readPlaces } from './read-places.ts';
import type { TreeChange } from './tree-change.ts';

export type BranchOptions = {
  /** Holds `platform.yaml`. */
  readonly branch: string;
  /** May be the same. */
  readonly environmentsBranch: string;
  /** The clone; a cache that may be deleted at any time. */
  readonly directory: string;
  /** Remembers the head over restarts; not a cache. */
  readonly headFile: string;
  readonly author: Author;
  /** A head that a person has confirmed after a rewritten history. */
  readonly acceptHead?: () => string | undefined;
  /** May a missing environments branch be created? `undefined`: unknown. */
  readonly mayCreateBranch: () => Promise<boolean | undefined>;
};

const PUSHES_PER_CLEANING = 200;
const CLEANING_TIMEOUT_MS = 600_000;

/** The two branches over a clone of them; `git` runs the commands. */
export function openBranches(git: Git, options: BranchOptions): GitOpsRepository {
  const { branch, environmentsBranch, directory, author } = options;
  const branches = [...new Set([branch, environmentsBranch])];
  const clone = createClone({ git, directory, branches });
  const headFile = createHeadFile(options.headFile);
  const answered = createHeadFile(`${options.headFile}.answered`);
  let platformHead: string | undefined;
  let environmentsHead: string | undefined;
  let rewritten: HistoryRewritten | undefined;
  let pushes = 0;
  let tail: Promise<unknown> = Promise.resolve();

  function inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = tail.then(act);
    tail = result.catch(() => undefined);
    return result;
  }

  const inClone = <T>(act: () => Promise<T>) => inTurn(() => clone.use(act));
  const read = createPlaceReader((places) => inClone(() => readPlaces(git, places, assertWhole)));

  function known(head: string | undefined): string {
    if (head !== undefined) return head;
    throw new GitUnavailable('the GitOps repository was not read yet');
  }

  function heads(): Heads {
    return { platform: known(platformHead), environments: known(environmentsHead) };
  }

  /** Before something is taken for unknown: what is known must be there. */
  async function assertWhole(): Promise<void> {
    const known = [platformHead, environmentsHead].filter((head) => head !== undefined);
    if (known.length > 0) await objects.assertNoHole(git, known);
  }

  async function contains(revision: string, commit: string): Promise<boolean> {
    const answer = await objects.isAncestor(git, commit, revision);
    if (answer === undefined) await assertWhole();
    return answer ?? false;
  }

  async function continues(head: string, remembered: string): Promise<boolean> {
    const answer = await objects.isAncestor(git, remembered, head);
    if (answer === undefined) await objects.assertNoHole(git, [head]);
    return answer ?? false;
  }

  async function sync() {
    const before = [platformHead, environmentsHead];
    const remote = await clone.fetch();
    platformHead = onRemote(remote, branch);
    try {
      const head = remote.get(environmentsBranch) ?? (await createBranch());
      await assertContinues(head);
      await moveTo(head);
      rewritten = undefined;
    } catch (error) {
      if (error instanceof HistoryRewritten) rewritten = error;
      throw error;
    }
    const moved = before[0] !== platformHead || before[1] !== environmentsHead;
    return { heads: heads(), moved };
  }

  async function createBranch(): Promise<string> {
    const remembered = await headFile.read();
    const mayCreate = options.mayCreateBranch;
    return clone.use(() =>
      createEnvironmentsBranch({ git, branch: environmentsBranch, author, remembered, mayCreate }),
    );
  }

  async function assertContinues(head: string): Promise<void> {
    const remembered = await headFile.read();
    if (remembered === undefined || remembered === head) return;
    if (await clone.use(() => continues(head, remembered))) return;
    if (options.acceptHead?.()?.toLowerCase() === head) return;
    throw new HistoryRewritten(
      `the history of the branch "${environmentsBranch}" was rewritten: its head is ${head}, which does not contain ${remembered}, the head last seen. Nothing is written until the branch contains that commit again, or gitops.acceptHead: ${head} in platform.yaml confirms the new one`,
    );
  }

  async function moveTo(head: string): Promise<void> {
    environmentsHead = head;
    if (branch === environmentsBranch) platformHead = head;
    await headFile.write(head);
  }

  async function commitAndPush(
    changes: readonly TreeChange[],
    message: string | ((paths: readonly string[]) => string),
  ): Promise<CommitResult> {
    if (rewritten) throw rewritten;
    const before = heads().environments;
    const draft = {
      parent: before,
      author,
      changes,
      message: typeof message === 'string' ? () => message : message,
    };
    const pushed = await clone.use(async () => {
      const commit = await makeCommit(git, draft);
      if (commit === undefined) return undefined;
      return { commit, answer: await pushCommit(git, commit, environmentsBranch) };
    });
    if (pushed?.answer === 'rejected') return { kind: 'rejected' };
    if (pushed) await moveTo(pushed.commit);
    await answered.write(heads().environments);
    if (!pushed) return { kind: 'unchanged' };
    cleanNowAndThen();
    return { kind: 'pushed', before, after: pushed.commit };
  }

  /** Git packs its objects in a pause of ours, never by itself in the background. */
  function cleanNowAndThen(): void {
    pushes += 1;
    if (pushes % PUSHES_PER_CLEANING !== 0) return;
    const clean = () => git.text(['gc', '--auto'], { timeoutMs: CLEANING_TIMEOUT_MS });
    void inTurn(clean).catch(() => undefined);
  }

  return {
    sync: () => inTurn(sync),
    async remoteHeads() {
      const remote = await clone.remoteHeads();
      return {
        platform: onRemote(remote, branch),
        environments: onRemote(remote, environmentsBranch),
      };
    },
    heads,
    readPlatformFile: async (path) => read({ commit: known(platformHead), path }),
    listPlatformFiles: (from) => inClone(() => objects.pathsAt(git, known(platformHead), from)),
    listRecords: () =>
      inClone(async () => {
        const paths = await objects.pathsAt(git, heads().environments, 'environments');
        return paths.filter((path) => path.endsWith('/environment.yaml'));
      }),
    readFile: async (path) => read({ commit: heads().environments, path }),
    readFileAt: (commit, path) => read({ commit, path }),
    listFilesAt: (commit, from) => inClone(() => objects.pathsAt(git, commit, from)),
    changesBetween: (before, after) => inClone(() => objects.changesBetween(git, before, after)),
    commitsBetween: (before, after) => inClone(() => objects.commitsBetween(git, before, after)),
    lastCommitOf: (path) =>
      inClone(async () => (await objects.historyOf(git, heads().environments, path, 1))[0]),
    history: (path) => inClone(() => objects.historyOf(git, heads().environments, path)),
    log: (path, limit) => inClone(() => objects.logOf(git, heads().environments, path, limit)),
    contains: (revision, commit) => inClone(() => contains(revision, commit)),
    answeredHead: () => inTurn(() => answered.read()),
    commitAndPush: (changes, message) => inTurn(() => commitAndPush(changes, message)),
  };
}

function onRemote(remote: ReadonlyMap<string, string>, branch: string): string {
  const head = remote.get(branch);
  if (head !== undefined) return head;
  throw new GitUnavailable(
    `the GitOps repository has no branch "${branch}"; push one that holds platform.yaml, or set GITOPS_BRANCH to the branch that does`,
  );
}
