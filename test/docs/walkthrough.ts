import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listFiles, repositoryRoot } from '../support/source-tree.ts';

/** A code block that makes a file, changes one, or is run. */
export type Step =
  | { readonly kind: 'file'; readonly path: string; readonly content: string }
  | { readonly kind: 'change'; readonly path: string; readonly hunks: readonly Hunk[] }
  | { readonly kind: 'command'; readonly command: string };

/** Lines that stand in a file one after the other, and what stands there afterwards. */
export type Hunk = { readonly before: readonly string[]; readonly after: readonly string[] };

/**
 * The steps below one heading of a document, in order: `ts` blocks that begin with `// PATH`, `diff` blocks
 * that begin with `--- PATH`, and the lines of `sh` blocks.
 */
export function stepsBelow(markdown: string, heading: string): Step[] {
  const [, section] = markdown.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`no heading "${heading}"`);
  const blocks = section.split('\n## ')[0]?.matchAll(/^```(\w+)\n(.*?)^```$/gms) ?? [];
  return [...blocks].flatMap(([, language = '', text = '']): Step[] => {
    const [first = '', ...lines] = text.replace(/\n$/, '').split('\n');
    if (language === 'sh')
      return [first, ...lines].map((command) => ({ kind: 'command', command }));
    const path = /^(?:\/\/|---) (\S+)$/.exec(first)?.[1];
    if (path === undefined)
      throw new Error(`a ${language} block must begin with its path: ${first}`);
    if (language === 'ts') return [{ kind: 'file', path, content: `${lines.join('\n')}\n` }];
    return [{ kind: 'change', path, hunks: hunksOf(lines) }];
  });
}

function hunksOf(lines: readonly string[]): Hunk[] {
  const hunks: { before: string[]; after: string[] }[] = [{ before: [], after: [] }];
  for (const line of lines) {
    const hunk = hunks.at(-1)!;
    if (line.startsWith('@@')) hunks.push({ before: [], after: [] });
    if (line === '' || line.startsWith(' ') || line.startsWith('-'))
      hunk.before.push(line.slice(1));
    if (line === '' || line.startsWith(' ') || line.startsWith('+')) hunk.after.push(line.slice(1));
  }
  return hunks;
}

/** A text with a hunk applied; it must fit in exactly one place. */
export function applyHunk(path: string, text: string, { before, after }: Hunk): string {
  const parts = `\n${text}`.split(`\n${before.join('\n')}\n`);
  if (parts.length !== 2) {
    throw new Error(
      `${path} has ${parts.length - 1} places, expected one, for these lines of docs/template.md:\n${before.join('\n')}`,
    );
  }
  return parts.join(`\n${after.join('\n')}\n`).slice(1);
}

/** Makes or changes the file of a step below `root`. */
export async function takeStep(root: string, step: Exclude<Step, { kind: 'command' }>) {
  const file = join(root, step.path);
  if (step.kind === 'file') {
    await mkdir(dirname(file), { recursive: true });
    return writeFile(file, step.content, { flag: 'wx' });
  }
  const text = await readFile(file, 'utf8');
  return writeFile(
    file,
    step.hunks.reduce((now, hunk) => applyHunk(step.path, now, hunk), text),
  );
}

/** All files of the repository in another place, with the same packages. */
export async function copyRepository(target: string): Promise<void> {
  for (const path of listFiles()) {
    await cp(join(repositoryRoot, path), join(target, path), { recursive: true });
  }
  await symlink(join(repositoryRoot, 'node_modules'), join(target, 'node_modules'));
}
