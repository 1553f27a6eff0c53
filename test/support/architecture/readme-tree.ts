import type { Finding } from './finding.ts';

/** The paths that the README's tree names: the code block that has a line starting with `constructs/`. */
export function treePaths(readme: string): string[] {
  const blocks = readme.split(/^```.*$/m).filter((_, index) => index % 2 === 1);
  const tree = blocks.find((block) => /^constructs\//m.test(block));
  if (tree === undefined) return [];
  const parents: { indent: number; path: string }[] = [];
  const paths: string[] = [];
  for (const line of tree.split('\n')) {
    const [, space, names] = /^( *)((?:[\w.*-]+\/?)(?: [\w.-]+\.\w+)*)/.exec(line) ?? [];
    if (space === undefined || names === undefined) continue;
    while ((parents.at(-1)?.indent ?? -1) >= space.length) parents.pop();
    const parent = parents.at(-1)?.path ?? '';
    for (const name of names.split(' ')) paths.push(parent + name);
    if (names.endsWith('/')) parents.push({ indent: space.length, path: parent + names });
  }
  return paths;
}

/** The README's tree and the repository show the same top level, and nothing the tree names is missing. */
export function checkTree(readme: string, files: readonly string[]): Finding[] {
  const named = treePaths(readme);
  const exists = (path: string): boolean =>
    files.includes(path) || files.some((file) => file.startsWith(path.replace(/\/?$/, '/')));
  const missing = named
    .filter((path) => !exists(path))
    .map((path) => ({
      file: 'README.md',
      rule: `its tree names ${path}, which does not exist`,
      remedy: 'Correct the tree',
    }));
  const directories = new Set(
    files.filter((file) => file.includes('/')).map((file) => `${file.split('/')[0] ?? ''}/`),
  );
  const unnamed = [...directories]
    .filter((directory) => !directory.startsWith('.') && !named.includes(directory))
    .map((directory) => ({
      file: 'README.md',
      rule: `its tree lacks ${directory}`,
      remedy: 'Add it with one line of what it holds',
    }));
  return [...missing, ...unnamed];
}
