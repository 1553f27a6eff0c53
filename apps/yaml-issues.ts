import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

export type Described = {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The problem is the key, not what it holds. */
  readonly keyPlace: boolean;
};

/** What a schema found wrong, as people read it: what is expected, what was given, what is allowed. */
export function describeIssue(issue: Issue, root: unknown): Described[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: unknownKey(issue, key),
      keyPlace: true,
    }));
  }
  if (issue.code === 'invalid_key') {
    const [inner] = issue.issues;
    return [{ path: issue.path, message: inner?.message ?? issue.message, keyPlace: true }];
  }
  const given = valueAt(root, issue.path);
  const meant = issue.code === 'invalid_union' ? meantAlternative(issue) : undefined;
  if (meant) return meant.flatMap((inner) => describeIssue(inner, root));
  const missing = given === undefined && issue.code === 'invalid_type';
  const message = missing && isGeneric(issue.message) ? 'is required' : withValue(issue, given);
  return [{ path: issue.path, message, keyPlace: false }];
}

/** Of several alternatives the one whose type was given: what is wrong inside it is what helps. */
function meantAlternative(issue: Issue & { code: 'invalid_union' }): Issue[] | undefined {
  const meant = issue.errors.find((inner) =>
    inner.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  return meant?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** A schema's own text about the keys it knows; by default there is no such key. */
function unknownKey(issue: Issue & { code: 'unrecognized_keys' }, key: string): string {
  if (!issue.message.startsWith('Unrecognized key')) return issue.message;
  return `there is no such key "${key.slice(0, 60)}"; check its spelling and indentation, or remove it`;
}

function isGeneric(message: string): boolean {
  return message.startsWith('Invalid input');
}

function withValue(issue: Issue, given: unknown): string {
  const { message } = issue;
  if (!/^(Invalid|Too (big|small))/.test(message)) return message;
  const text = message
    .replace(/^Invalid input: expected /, 'expected ')
    .replace(/, received \S+$/, '')
    .replace(/^Too (big|small): expected \S+ to (be|have) /, 'expected ');
  return `${text}, got ${show(given)}`;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value).replace(/\/\/[^/@]*@/g, '//…@');
  return text.length > 80 ? `${text.slice(0, 76)}…"` : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    root,
  );
}
