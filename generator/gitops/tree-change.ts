import { createHash } from 'node:crypto';
import type { RenderedFile } from '../../apps/environment/render.ts';

/** What a directory must hold afterwards; no files: the directory is removed. Or one file by itself (repairs). */
export type TreeChange =
  | { readonly directory: string; readonly files: readonly RenderedFile[] }
  | { readonly file: string; readonly content: string | undefined };

/** A file as a commit holds it. `mode`: 100644 plain, 100755 executable, 120000 symbolic link, 160000 submodule. */
export type TreeEntry = { readonly mode: string; readonly object: string };

/** One step from a commit to the next; no content: removed. */
export type FileEdit = { readonly path: string; readonly content: Buffer | undefined };

/** The directory or file that a change speaks for. Throws on a path that is not plainly inside the repository. */
export function scopeOf(change: TreeChange): string {
  const scope = 'directory' in change ? change.directory : change.file;
  assertInside(scope);
  // What is removed may be called anything: somebody has put it there.
  if (filesOf(change).length > 0) assertPlainPath(scope);
  return scope;
}

/**
 * The edits that bring the entries into the wanted state: only what differs, removals first.
 * `entries` must hold everything at or below the scopes of the changes; of two changes the later one wins.
 */
export function editsFor(
  entries: ReadonlyMap<string, TreeEntry>,
  changes: readonly TreeChange[],
): FileEdit[] {
  const wanted = new Map<string, Buffer | undefined>();
  const below = new Map(changes.map((change) => [scopeOf(change), new Set<string>()]));
  const note = (path: string) => {
    for (const place of placesOf(path)) below.get(place)?.add(path);
  };
  for (const path of entries.keys()) note(path);
  for (const change of changes) {
    for (const path of below.get(scopeOf(change)) ?? []) wanted.set(path, undefined);
    for (const { path, content } of filesOf(change)) {
      wanted.set(path, Buffer.from(content));
      note(path);
    }
  }
  const edits = [...wanted]
    .map(([path, content]) => ({ path, content }))
    .filter(({ path, content }) => !holds(entries.get(path), content));
  return [
    ...edits.filter(({ content }) => content === undefined),
    ...edits.filter(({ content }) => content !== undefined),
  ];
}

/** The path itself and every directory above it. */
export function placesOf(path: string): string[] {
  const segments = path.split('/');
  return segments.map((_segment, i) => segments.slice(0, i + 1).join('/'));
}

function filesOf(change: TreeChange): readonly RenderedFile[] {
  if ('file' in change) {
    return change.content === undefined ? [] : [{ path: change.file, content: change.content }];
  }
  return change.files.map(({ path, content }) => {
    assertPlainPath(path);
    return { path: `${change.directory}/${path}`, content };
  });
}

function holds(entry: TreeEntry | undefined, content: Buffer | undefined): boolean {
  if (!entry || content === undefined) return !entry && content === undefined;
  return entry.mode === '100644' && entry.object === blobId(content);
}

/** The name git gives to this content. */
function blobId(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

function assertPlainPath(path: string): void {
  assertInside(path);
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(path)) throw refusal(path);
}

function assertInside(path: string): void {
  const inside = path
    .split('/')
    .every((segment) => !['', '.', '..'].includes(segment) && !/^\.git$/i.test(segment));
  if (!inside) throw refusal(path);
}

function refusal(path: string): Error {
  return new Error(
    `refusing to write ${JSON.stringify(path)}: expected a relative path inside the repository, without "..", ".git", backslashes and control characters`,
  );
}
