import { isDeepStrictEqual } from 'node:util';
import { itemNames } from './item-names.ts';
import { gapsBetween } from './sequence.ts';

/** Keys as they are; an item of a list in brackets, by its name where its list has names: `[app]`, `[0]`. */
export type FieldPath = readonly string[];

/** `reordered`: a list of named things that holds the same ones in another order. */
export type FieldChange = {
  readonly path: FieldPath;
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly before?: unknown;
  readonly after?: unknown;
};

/** How one value of a manifest becomes another, at the deepest places where they differ. */
export function compareFields(
  before: unknown,
  after: unknown,
  path: FieldPath = [],
): FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [{ path, kind: 'added', after }];
  if (after === undefined) return [{ path, kind: 'removed', before }];
  if (isMapping(before) && isMapping(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => compareFields(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(before, after, path);
  return [{ path, kind: 'changed', before, after }];
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: FieldPath,
): FieldChange[] {
  const names = itemNames(before, after);
  if (!names) return compareByPlace(before, after, path);
  const old = new Map(names.before.map((name, index) => [name, before[index]]));
  const now = new Map(names.after.map((name, index) => [name, after[index]]));
  const changes = [...new Set([...names.before, ...names.after])].flatMap((name) =>
    compareFields(old.get(name), now.get(name), [...path, `[${name}]`]),
  );
  const kept = names.before.filter((name) => now.has(name));
  const keptNow = names.after.filter((name) => old.has(name));
  if (isDeepStrictEqual(kept, keptNow)) return changes;
  return [...changes, { path, kind: 'reordered', before: kept, after: keptNow }];
}

/** Equal items meet; what stands between two of them is compared one by one. */
function compareByPlace(
  before: readonly unknown[],
  after: readonly unknown[],
  path: FieldPath,
): FieldChange[] {
  return gapsBetween(before, after, isDeepStrictEqual).flatMap((gap) =>
    Array.from({ length: Math.max(gap.before.length, gap.after.length) }, (_, n) => {
      const [old, now] = [gap.before[n], gap.after[n]];
      return compareFields(
        old === undefined ? undefined : before[old],
        now === undefined ? undefined : after[now],
        [...path, `[${now ?? old}]`],
      );
    }).flat(),
  );
}
