import { fieldsOf, isCommitId, type Git } from './git.ts';
import { placesOf, type TreeEntry } from './tree-change.ts';

/** A commit as people look at it; `at` in ISO 8601. */
export type LoggedCommit = { readonly sha: string; readonly at: string; readonly subject: string };

export type FileChange = {
  readonly path: string;
  readonly kind: 'added' | 'modified' | 'removed';
};

export async function allExist(git: Git, commits: readonly string[]): Promise<boolean> {
  if (!commits.every(isCommitId)) return false;
  const input = Buffer.from(commits.map((commit) => `${commit}\n`).join(''));
  const answer = await git.text(['cat-file', '--batch-check=%(objecttype)'], { input });
  return answer
    .trim()
    .split('\n')
    .every((type) => type === 'commit');
}

/** With more paths than this git is asked for everything, because it compares each file with each path. */
const MANY = 300;

/** Everything at or below the paths; submodules and symbolic links as what they are. */
export async function entriesAt(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Map<string, TreeEntry>> {
  const entries = new Map<string, TreeEntry>();
  if (paths.length === 0) return entries;
  const wanted = new Set(paths);
  const many = paths.length > MANY;
  const places = many ? new Set(paths.map((path) => path.split('/', 1).join())) : wanted;
  // -t: simple-git waits 50 ms more for a command that says nothing, and for a new path nothing else would be.
  const list = ['ls-tree', '-r', '-t', '-z', '--full-tree', commit, '--', ...places];
  for (const line of fieldsOf(await git.text(list))) {
    const [, mode, type, object, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (!mode || !object || !path || type === 'tree') continue;
    if (!many || placesOf(path).some((place) => wanted.has(place)))
      entries.set(path, { mode, object });
  }
  return entries;
}

export async function pathsAt(git: Git, commit: string, directory: string): Promise<string[]> {
  const below = directory === '' || directory === '.' ? [] : [directory.replace(/\/+$/, '')];
  return fieldsOf(
    await git.text(['ls-tree', '-r', '-z', '--full-tree', '--name-only', commit, '--', ...below]),
  );
}

/** Known to every git. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const kinds: Readonly<Record<string, FileChange['kind']>> = { A: 'added', D: 'removed' };

export async function changesBetween(
  git: Git,
  before: string,
  after: string,
): Promise<FileChange[]> {
  if (before === after) return [];
  const known = await allExist(git, [before]);
  if (!known) await assertNoHole(git, [after]);
  const trees = [known ? before : EMPTY_TREE, after];
  const fields = fieldsOf(
    await git.text(['diff-tree', '-r', '-z', '--no-renames', '--name-status', ...trees]),
  );
  const changes: FileChange[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [status, path] = [fields[i], fields[i + 1]];
    if (status && path) changes.push({ path, kind: kinds[status] ?? 'modified' });
  }
  return changes;
}

/** Commits that `after` contains and `before` does not, newest first. */
export async function commitsBetween(git: Git, before: string, after: string): Promise<string[]> {
  if (!(await allExist(git, [before, after]))) return [];
  const output = await git.text(['rev-list', '--topo-order', after, `^${before}`]);
  return output.split('\n').filter((line) => line !== '');
}

/** Commits that touched the path, newest first. */
export async function historyOf(
  git: Git,
  head: string,
  path: string,
  limit?: number,
): Promise<string[]> {
  const limits = limit === undefined ? [] : [`--max-count=${limit}`];
  const output = await git.text(['log', '--format=%H', ...limits, head, '--', path]);
  return output.split('\n').filter((line) => line !== '');
}

/** The newest commits that touched the path, as people look at them. */
export async function logOf(
  git: Git,
  head: string,
  path: string,
  limit: number,
): Promise<LoggedCommit[]> {
  const format = '--format=%H%x09%cI%x09%s';
  const output = await git.text(['log', format, `--max-count=${limit}`, head, '--', path]);
  return output.split('\n').flatMap((line) => {
    const [sha = '', at = '', ...subject] = line.split('\t');
    return sha === '' ? [] : [{ sha, at, subject: subject.join(' ') }];
  });
}

/** Whether `commit` is `revision` or one of its ancestors; `undefined`: one of them is unknown here. */
export async function isAncestor(
  git: Git,
  commit: string,
  revision: string,
): Promise<boolean | undefined> {
  if (!(await allExist(git, [commit, revision]))) return undefined;
  if (commit === revision) return true;
  const missing = await git.text(['rev-list', '--count', '--max-count=1', commit, `^${revision}`]);
  return missing.trim() === '0';
}

/** Throws where the clone has lost one of these commits or what they follow: "unknown" means nothing then. */
export async function assertNoHole(git: Git, commits: readonly string[]): Promise<void> {
  await git.text(['rev-list', '--count', ...commits]);
}
