import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';

/** One TypeScript file with its syntax tree; `path` is relative to the repository, with slashes. */
export type Source = { readonly path: string; readonly ast: ts.SourceFile };

export type Import = {
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** A file of this repository, a Node built-in (`fs/promises`), or an npm package (`@octokit/core`). */
  readonly target: { readonly kind: 'file' | 'builtin' | 'package'; readonly name: string };
};

export const repositoryRoot = new URL('../../', import.meta.url).pathname;

const notOurs = new Set(['.git', 'node_modules']);

/** Every file below `directory` that a clone has: what .gitignore names as a folder is left out. */
export function listFiles(directory = ''): string[] {
  const ignored = ignoredNames();
  const walk = (at: string): string[] =>
    readdirSync(repositoryRoot + at, { withFileTypes: true }).flatMap((entry) => {
      const path = posix.join(at, entry.name);
      if (notOurs.has(entry.name) || ignored.has(entry.name)) return [];
      return entry.isDirectory() ? walk(path) : [path];
    });
  return walk(directory).sort();
}

export function readText(path: string): string {
  return readFileSync(repositoryRoot + path, 'utf8');
}

/** The repository's own TypeScript, parsed. */
export function readSources(): Source[] {
  return listFiles()
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => parseSource(path, readText(path)));
}

export function parseSource(path: string, text: string): Source {
  return { path, ast: ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true) };
}

/** Lines as an editor counts them: the last line break ends a line and begins none. */
export function lineCount(source: Source): number {
  return source.ast.text.replace(/\n$/, '').split('\n').length;
}

export function lineOf(source: Source, node: ts.Node): number {
  return source.ast.getLineAndCharacterOfPosition(node.getStart(source.ast)).line + 1;
}

/** Calls `visit` for every node of the file. */
export function visitNodes(source: Source, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(source.ast);
}

/** Static and dynamic imports, re-exports, `require` and `import('…')` types; type-only ones included. */
export function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  visitNodes(source, (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    found.push({
      file: source.path,
      line: lineOf(source, node),
      specifier,
      target: resolve(source.path, specifier),
    });
  });
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  const text = (candidate: ts.Node | undefined): string | undefined =>
    candidate && ts.isStringLiteralLike(candidate) ? candidate.text : undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
    return text(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return text(node.argument.literal);
  if (ts.isCallExpression(node)) {
    return isLoader(node.expression) ? text(node.arguments[0]) : undefined;
  }
  return undefined;
}

/** `import`, `require` or `createRequire(…)`. */
function isLoader(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isCallExpression(callee)) return callee.expression.getText() === 'createRequire';
  return ts.isIdentifier(callee) && callee.text === 'require';
}

function resolve(from: string, specifier: string): Import['target'] {
  if (specifier.startsWith('.'))
    return { kind: 'file', name: posix.join(posix.dirname(from), specifier) };
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier.slice(5) };
  const parts = specifier.split('/');
  return { kind: 'package', name: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') };
}

function ignoredNames(): Set<string> {
  const lines = readText('.gitignore').split('\n');
  return new Set(lines.map((line) => line.trim().replace(/^\/|\/$/g, '')).filter(Boolean));
}
