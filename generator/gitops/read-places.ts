import { GitFailure } from './errors.ts';
import { isCommitId, type Git } from './git.ts';
import { allExist, entriesAt } from './objects.ts';

/** A file of a commit. */
export type Place = { readonly commit: string; readonly path: string };

/** So many files are read by one process. */
const BATCH = 500;

/** With more files than this their objects are looked up first: by path git walks the trees once for each. */
const FEW = 20;

export function placeName({ commit, path }: Place): string {
  return `${commit}:${path}`;
}

/**
 * Reads many files with few processes. Left out of the answer: what is not in its commit, a directory, and a
 * commit that is unknown here, once `assertWhole` has not thrown. A symbolic link reads as its target.
 */
export async function readPlaces(
  git: Git,
  places: readonly Place[],
  assertWhole: () => Promise<void>,
): Promise<Map<string, string>> {
  const commits = new Map<string, string[]>();
  for (const { commit, path } of places) {
    if (!isCommitId(commit) || !isInside(path)) continue;
    const paths = commits.get(commit);
    if (paths) paths.push(path);
    else commits.set(commit, [path]);
  }
  const texts = new Map<string, string>();
  for (const [commit, paths] of commits) {
    const found = await (paths.length > FEW ? readMany : readFew)(git, commit, paths);
    if (found === undefined) await assertWhole();
    for (const [path, text] of found ?? []) texts.set(placeName({ commit, path }), text);
  }
  return texts;
}

type Texts = (readonly [path: string, text: string])[];

/** `undefined`: the commit is unknown here. */
async function readFew(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Texts | undefined> {
  // No file of ours has a line break in its name, and the protocol has no way to ask for one.
  const askable = paths.filter((path) => !/[\n\r]/.test(path));
  const names = askable.map((path) => placeName({ commit, path }));
  const found = await readBatch(git, names);
  const missing = askable.filter((_path, i) => found[i] === undefined);
  if (missing.length === 0) return textsOf(askable, found);
  if (!(await allExist(git, [commit]))) return undefined;
  await assertMissing(git, commit, missing);
  return textsOf(askable, found);
}

async function readMany(
  git: Git,
  commit: string,
  paths: readonly string[],
): Promise<Texts | undefined> {
  if (!(await allExist(git, [commit]))) return undefined;
  const entries = await entriesAt(git, commit, paths);
  const files = paths.flatMap((path) => {
    const entry = entries.get(path);
    return entry && entry.mode !== SUBMODULE ? [{ path, object: entry.object }] : [];
  });
  const texts: Texts = [];
  for (let start = 0; start < files.length; start += BATCH) {
    const part = files.slice(start, start + BATCH);
    const found = await readBatch(
      git,
      part.map(({ object }) => object),
    );
    const lost = part.find((_file, i) => found[i] === undefined);
    if (lost) throw new GitFailure(`the clone has lost ${lost.path} of ${commit}`);
    texts.push(
      ...textsOf(
        part.map(({ path }) => path),
        found,
      ),
    );
  }
  return texts;
}

const SUBMODULE = '160000';

type GitObject = { readonly type: string; readonly content: Buffer };

async function readBatch(git: Git, names: readonly string[]): Promise<(GitObject | undefined)[]> {
  const input = Buffer.from(names.map((name) => `${name}\n`).join(''));
  const output = await git.catFile(['--batch'], { input });
  const objects: (GitObject | undefined)[] = [];
  let at = 0;
  for (const name of names) {
    const end = output.indexOf('\n', at);
    if (end < 0) throw new GitFailure(`git cat-file said nothing about ${name}`);
    const header = /^[0-9a-f]+ (\w+) (\d+)$/.exec(output.toString('utf8', at, end));
    at = end + 1;
    if (!header) {
      objects.push(undefined);
      continue;
    }
    const size = Number(header[2]);
    objects.push({ type: header[1] ?? '', content: output.subarray(at, at + size) });
    at += size + 1;
  }
  return objects;
}

function textsOf(paths: readonly string[], objects: readonly (GitObject | undefined)[]): Texts {
  return paths.flatMap((path, i) => {
    const object = objects[i];
    return object?.type === 'blob' ? [[path, object.content.toString()] as const] : [];
  });
}

/** "Missing" must not be a hole in the clone: an object that the tree names but that is lost is a failure. */
async function assertMissing(git: Git, commit: string, paths: readonly string[]): Promise<void> {
  const entries = await entriesAt(git, commit, paths);
  const lost = paths.find((path) => (entries.get(path)?.mode ?? SUBMODULE) !== SUBMODULE);
  if (lost !== undefined) throw new GitFailure(`the clone has lost ${lost} of ${commit}`);
}

function isInside(path: string): boolean {
  return path.split('/').every((segment) => !['', '.', '..'].includes(segment));
}
