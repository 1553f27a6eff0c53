import { GitUnavailable } from '../../generator/gitops/repository.ts';
import type {
  FileChange,
  GitOpsRepository,
  Heads,
  TreeChange,
} from '../../generator/gitops/repository.ts';
import type { Call } from './process.ts';

export type Tree = ReadonlyMap<string, string>;
export type Commit = {
  readonly id: string;
  readonly parent: Commit | undefined;
  readonly height: number;
  readonly tree: Tree;
  readonly message: string;
};

/** The branches of the remote, in memory. */
export type Remote = {
  readonly environments: () => Commit;
  readonly platform: () => Commit;
  readonly find: (id: string) => Commit | undefined;
  /** A commit on the head of the environments branch. */
  commit(edit: (tree: Map<string, string>) => void, message: string): Commit;
  writePlatform(text: string): void;
  /** After every push, the generator's and people's. */
  onPush: (commit: Commit) => void;
};

export function createRemote(platformText: string): Remote {
  const commits = new Map<string, Commit>();
  let count = 0;
  const add = (parent: Commit | undefined, tree: Tree, message: string): Commit => {
    const id = (++count).toString(16).padStart(40, '0');
    const made = { id, parent, height: (parent?.height ?? 0) + 1, tree, message };
    commits.set(id, made);
    return made;
  };
  let platform = add(undefined, new Map([['platform.yaml', platformText]]), 'platform');
  let environments = add(undefined, new Map(), 'environments');
  const remote: Remote = {
    environments: () => environments,
    platform: () => platform,
    find: (id) => commits.get(id),
    onPush: () => undefined,
    commit(edit, message) {
      const tree = new Map(environments.tree);
      edit(tree);
      environments = add(environments, tree, message);
      remote.onPush(environments);
      return environments;
    },
    writePlatform(text) {
      platform = add(platform, new Map([['platform.yaml', text]]), 'platform');
    },
  };
  return remote;
}

/** What survives a restart on the generator's disk. */
export type Disk = { answered?: string; notified?: string };

/** A clone of the remote, as one run of the generator has it. */
export function openClone(remote: Remote, disk: Disk, call: Call): GitOpsRepository {
  let known: { platform: Commit; environments: Commit } | undefined;
  const local = () => {
    if (known) return known;
    throw new GitUnavailable('nothing was fetched yet');
  };
  const headsOf = ({
    platform,
    environments,
  }: {
    platform: Commit;
    environments: Commit;
  }): Heads => ({
    platform: platform.id,
    environments: environments.id,
  });
  const git = <T>(act: () => T) =>
    call('git', act, () => {
      throw new GitUnavailable('the remote does not answer');
    });
  const at = (id: string) => remote.find(id);

  return {
    sync: () =>
      git(() => {
        const before = known?.environments.id;
        known = { platform: remote.platform(), environments: remote.environments() };
        return { heads: headsOf(known), moved: before !== known.environments.id };
      }),
    remoteHeads: () =>
      git(() => headsOf({ platform: remote.platform(), environments: remote.environments() })),
    heads: () => headsOf(local()),
    readPlatformFile: (path) => Promise.resolve(local().platform.tree.get(path)),
    listPlatformFiles: () => Promise.resolve([]),
    listRecords: () =>
      Promise.resolve(
        [...local().environments.tree.keys()].filter((path) => path.endsWith('/environment.yaml')),
      ),
    readFile: (path) => Promise.resolve(local().environments.tree.get(path)),
    readFileAt: (commit, path) => Promise.resolve(at(commit)?.tree.get(path)),
    listFilesAt: (commit, directory) =>
      Promise.resolve(
        [...(at(commit)?.tree.keys() ?? [])].filter((path) => path.startsWith(`${directory}/`)),
      ),
    changesBetween: (before, after) =>
      Promise.resolve(changesBetween(at(before)?.tree ?? new Map(), at(after)?.tree ?? new Map())),
    commitsBetween: (before, after) =>
      Promise.resolve(linesFrom(at(after), before).map(({ id }) => id)),
    lastCommitOf: (path) => Promise.resolve(historyOf(local().environments, path)[0]),
    log: () => Promise.resolve([]),
    history: (path) => Promise.resolve(historyOf(local().environments, path)),
    contains: (revision, commit) =>
      Promise.resolve(linesFrom(at(revision)).some(({ id }) => id === commit)),
    answeredHead: () => Promise.resolve(disk.answered),
    commitAndPush: (changes, message) =>
      git(() => {
        const before = local().environments;
        const tree = withChanges(before.tree, changes);
        const paths = changesBetween(before.tree, tree).map(({ path }) => path);
        if (paths.length === 0) {
          disk.answered = before.id;
          return { kind: 'unchanged' as const };
        }
        if (remote.environments().id !== before.id) return { kind: 'rejected' as const };
        const text = typeof message === 'string' ? message : message(paths);
        const after = remote.commit((whole) => {
          whole.clear();
          for (const [path, content] of tree) whole.set(path, content);
        }, text);
        known = { ...local(), environments: after };
        disk.answered = after.id;
        return { kind: 'pushed' as const, before: before.id, after: after.id };
      }),
  };
}

function withChanges(before: Tree, changes: readonly TreeChange[]): Tree {
  const tree = new Map(before);
  for (const change of changes) {
    if ('file' in change) {
      if (change.content === undefined) tree.delete(change.file);
      else tree.set(change.file, change.content);
      continue;
    }
    for (const path of tree.keys()) if (path.startsWith(`${change.directory}/`)) tree.delete(path);
    for (const { path, content } of change.files) tree.set(`${change.directory}/${path}`, content);
  }
  return tree;
}

function changesBetween(before: Tree, after: Tree): FileChange[] {
  const removed = [...before.keys()].filter((path) => !after.has(path));
  const written = [...after].filter(([path, content]) => before.get(path) !== content);
  return [
    ...removed.map((path) => ({ path, kind: 'removed' as const })),
    ...written.map(([path]) => ({
      path,
      kind: before.has(path) ? ('modified' as const) : ('added' as const),
    })),
  ];
}

/** The commit and those before it, newest first, without `until` and what is before that. */
function linesFrom(commit: Commit | undefined, until?: string): Commit[] {
  const line: Commit[] = [];
  for (let one = commit; one && one.id !== until; one = one.parent) line.push(one);
  return line;
}

/** Commits that touched the file or directory, newest first. */
function historyOf(head: Commit, path: string): string[] {
  const below = ({ tree }: Commit) =>
    JSON.stringify(
      [...tree].filter(([name]) => name === path || name.startsWith(`${path}/`)).sort(),
    );
  return linesFrom(head)
    .filter((commit) => below(commit) !== (commit.parent ? below(commit.parent) : '[]'))
    .map(({ id }) => id);
}
