import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repositoryRoot } from './source-tree.ts';

export type GoldenFile = { readonly path: string; readonly content: string };

/**
 * Compares files of the repository, byte by byte, with what they should be; with `UPDATE_GOLDEN=1`
 * (`npm run golden`) writes them instead.
 *
 * `complete`: the directory holds nothing else; what else there is would be removed.
 */
export function expectGolden(files: readonly GoldenFile[], complete?: string): void {
  const directory = complete === undefined ? undefined : join(repositoryRoot, complete);
  if (process.env.UPDATE_GOLDEN === '1') {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    for (const { path, content } of files) {
      const target = join(repositoryRoot, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
  if (directory !== undefined) {
    const present = existsSync(directory) ? readdirSync(directory, { recursive: true }) : [];
    const expected = files.map(({ path }) => path).sort();
    const found = present
      .map((name) => `${complete}/${String(name)}`)
      .filter(
        (path) => expected.includes(path) || !expected.some((one) => one.startsWith(`${path}/`)),
      );
    expect(found.sort()).toEqual(expected);
  }
  for (const { path, content } of files) {
    const target = join(repositoryRoot, path);
    const text = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
    expect({ path, text }).toEqual({ path, text: content });
  }
}
