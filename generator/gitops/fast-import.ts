import type { FileEdit } from './tree-change.ts';

export type NewCommit = {
  readonly ref: string;
  /** The commit it follows; none: the first of a branch. */
  readonly parent: string | undefined;
  readonly author: { readonly name: string; readonly email: string };
  readonly message: string;
  readonly edits: readonly FileEdit[];
};

/**
 * One commit in the language of `git fast-import`, which then prints its SHA. It needs neither work tree nor
 * index: its cost does not grow with the repository, and a hostile symbolic link is never followed.
 */
export function importStream({ ref, parent, author, message, edits }: NewCommit): Buffer {
  const parts: (string | Buffer)[] = [
    `commit ${ref}\nmark :1\n`,
    `committer ${plain(author.name)} <${plain(author.email)}> now\n`,
    ...data(Buffer.from(message.endsWith('\n') ? message : `${message}\n`)),
  ];
  if (parent !== undefined) parts.push(`from ${parent}\n`);
  for (const { path, content } of edits) {
    if (content === undefined) parts.push(`D ${quoted(path)}\n`);
    else parts.push(`M 100644 inline ${quoted(path)}\n`, ...data(content));
  }
  parts.push('\nget-mark :1\ndone\n');
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

export const fastImport: readonly string[] = [
  'fast-import',
  '--quiet',
  '--done',
  '--force',
  '--date-format=now',
];

function data(content: Buffer): (string | Buffer)[] {
  return [`data ${content.length}\n`, content, '\n'];
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function plain(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, '').trim();
}
