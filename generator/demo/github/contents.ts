import { createHash } from 'node:crypto';
import type { JsonObject } from './examples.ts';
import type { Urls } from './shapes.ts';
import type { Entry, Files, Repository } from './world.ts';

/** Larger files come without content; see GitHub's "Get repository content". */
const inlineLimit = 1024 * 1024;

function bytesOf(entry: Entry): Buffer {
  if (typeof entry === 'string') return Buffer.from(entry);
  if (entry instanceof Uint8Array) return Buffer.from(entry);
  return Buffer.from('symlink' in entry ? entry.symlink : '');
}

/** A file, symlink or submodule, or the list of a directory's entries; undefined when nothing is there. */
export function contentAt(
  repository: Repository,
  commit: string,
  path: string,
  urls: Urls,
): JsonObject | JsonObject[] | undefined {
  const files: Files = repository.commits.get(commit) ?? {};
  const describe = (at: string) => describeEntry(repository, commit, at, files[at], urls);
  if (files[path] !== undefined) {
    const entry = files[path];
    const target = typeof entry === 'object' && 'symlink' in entry ? entry.symlink : undefined;
    // GitHub follows a link to a file of the same repository, and answers with that file.
    const shown = target !== undefined && files[target] !== undefined ? target : path;
    return { ...describe(path), ...contentOf(files[shown] ?? entry) };
  }
  const prefix = path === '' ? '' : `${path}/`;
  const names = Object.keys(files)
    .filter((file) => file.startsWith(prefix))
    .map((file) => file.slice(prefix.length).split('/')[0] ?? '');
  if (names.length === 0 && path !== '') return undefined;
  return [...new Set(names)].map((name) => describe(prefix + name));
}

function typeOf(entry: Entry | undefined): 'file' | 'dir' | 'symlink' | 'submodule' {
  if (entry === undefined) return 'dir';
  if (typeof entry === 'string' || entry instanceof Uint8Array) return 'file';
  return 'symlink' in entry ? 'symlink' : 'submodule';
}

function contentOf(entry: Entry): JsonObject {
  const type = typeOf(entry);
  if (type === 'symlink') return { type, target: (entry as { symlink: string }).symlink };
  if (type === 'submodule') return { type, submodule_git_url: 'https://example.com/module.git' };
  const bytes = bytesOf(entry);
  const inline = bytes.length <= inlineLimit;
  // Lines of 60 characters, as GitHub wraps them.
  const wrapped = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return {
    type,
    size: bytes.length,
    content: inline ? wrapped : '',
    encoding: inline ? 'base64' : 'none',
  };
}

function describeEntry(
  repository: Repository,
  commit: string,
  path: string,
  entry: Entry | undefined,
  urls: Urls,
): JsonObject {
  const type = typeOf(entry);
  const bytes = entry === undefined ? Buffer.alloc(0) : bytesOf(entry);
  const sha =
    typeof entry === 'object' && 'submodule' in entry
      ? entry.submodule
      : createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const api = `${urls.api}/repos/${repository.fullName}`;
  const self = `${api}/contents/${encoded}?ref=${commit}`;
  const git =
    type === 'submodule' ? null : `${api}/git/${type === 'dir' ? 'trees' : 'blobs'}/${sha}`;
  const html = `${urls.html}/${repository.fullName}/${type === 'dir' ? 'tree' : 'blob'}/${commit}/${encoded}`;
  return {
    name: path.split('/').at(-1) ?? '',
    path,
    sha,
    size: type === 'file' ? bytes.length : 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url:
      type === 'file' ? `${urls.html}/raw/${repository.fullName}/${commit}/${encoded}` : null,
    // Listed submodules call themselves files, for clients older than submodules.
    type: type === 'submodule' ? 'file' : type,
    _links: { self, git, html },
  };
}
