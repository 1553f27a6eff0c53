import { isMap, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import type { Parsed, Problem } from './problems.ts';
import { describeIssue } from './yaml-issues.ts';
import { unsafeCharacter } from './yaml-text.ts';

/** Nodes that the aliases of a document may stand for altogether: a bomb has billions. */
const MAX_ALIASES = 100;

/**
 * Reads one YAML mapping and checks it against a schema; names every problem at once, each with its place.
 *
 * Refused unread: more than `maxBytes`. Refused: syntax errors, duplicate keys, several documents, anything
 * but a mapping, aliases beyond measure. `name` is the file's, for problems of the whole.
 */
export function parseYaml<T>(
  text: string,
  schema: z.ZodType<T>,
  options: { readonly maxBytes: number; readonly name: string },
): Parsed<T> {
  const { maxBytes, name } = options;
  const bytes = Buffer.byteLength(text);
  if (bytes > maxBytes) {
    return failed({ path: name, message: `is ${bytes} bytes long; at most ${maxBytes} are read` });
  }
  const unsafe = unsafeCharacter(text);
  if (unsafe) {
    const before = text.slice(0, unsafe.offset).split('\n');
    const message = `holds the character ${unsafe.name}, which YAML does not allow; remove it, or write it as an escape in double quotes`;
    const column = (before.at(-1)?.length ?? 0) + 1;
    return failed({ path: name, message, line: before.length, column });
  }
  const lines = new LineCounter();
  // Not by the parser, whose way of finding double keys takes seconds for thousands of them.
  const reading = {
    ...{ lineCounter: lines, uniqueKeys: false, prettyErrors: false },
    // What it thinks of the text is for its author, not for the log.
    logLevel: 'error' as const,
  };
  const document = parseDocument(text, reading);
  if (document.errors.some(({ message }) => message.includes('call stack'))) {
    return failed({ path: name, message: 'is nested too deeply to be read' });
  }
  const broken = [...document.errors, ...document.warnings].map(({ message, pos: [at] }) => ({
    path: name,
    message: syntaxMessage(message),
    ...place(lines, at),
  }));
  broken.push(
    ...doubleKeys(document).map((at) => ({
      path: name,
      message: 'the same key stands here twice; keep one',
      ...place(lines, at),
    })),
  );
  if (broken.length > 0) return { ok: false, problems: broken };
  if (document.contents === null) {
    return failed({ path: name, message: 'is empty; expected a mapping of keys and values' });
  }
  if (!isMap(document.contents)) {
    const at = document.contents.range?.[0] ?? 0;
    const message = 'expected a mapping of keys and values';
    return failed({ path: name, message, ...place(lines, at) });
  }
  const value = toValue(document);
  if (value === undefined) {
    const message = `uses aliases for more than ${MAX_ALIASES} nodes; write them out`;
    return failed({ path: name, message, ...place(lines, firstAlias(document)) });
  }
  const checked = schema.safeParse(value, { reportInput: true });
  if (checked.success) return { ok: true, value: checked.data };
  const problems = checked.error.issues
    .flatMap((issue) => describeIssue(issue, value))
    .map(({ path, message, keyPlace }) => ({
      path: formatPath(path) || name,
      message,
      ...place(lines, offsetOf(document, path, keyPlace)),
    }));
  return { ok: false, problems: inOrder(problems) };
}

function failed(problem: Problem): { ok: false; problems: Problem[] } {
  return { ok: false, problems: [problem] };
}

function syntaxMessage(message: string): string {
  if (message.startsWith('Source contains multiple documents')) {
    return 'holds more than one document; expected one, without "---" in between';
  }
  return message;
}

/** Where keys stand that their mapping holds already. */
function doubleKeys(document: Document): number[] {
  const found: number[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) found.push(key.range?.[0] ?? 0);
        seen.add(key.value);
      }
    },
  });
  return found;
}

/** The plain value; `undefined` for an alias bomb. */
function toValue(document: Document): unknown {
  let aliases = 0;
  visit(document, {
    Alias() {
      aliases += 1;
    },
  });
  if (aliases > MAX_ALIASES) return undefined;
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    return undefined;
  }
}

function firstAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, { range }) {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function place(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

/** Where a value stands, or the nearest that is there; `keyPlace`: where its key stands. */
function offsetOf(document: Document, path: readonly PropertyKey[], keyPlace: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const at = path.slice(0, length);
    const last = at.at(-1);
    if (last !== undefined && (keyPlace || length < path.length)) {
      const parent = document.getIn(at.slice(0, -1), true);
      const pair = isMap(parent)
        ? parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
        : undefined;
      const start = isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
      if (start !== undefined) return start;
    }
    const node = document.getIn(at, true) as { range?: readonly number[] | null } | undefined;
    if (node?.range?.[0] !== undefined) return node.range[0];
  }
  return 0;
}

function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

function inOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
