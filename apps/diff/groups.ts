import type { Change, Subject } from './compare.ts';
import { EFFECTS, type Effect } from './effect.ts';
import type { FieldChange, FieldPath } from './fields.ts';

/** The same two values, in these environments. */
export type Variant = {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly environments: readonly string[];
};

/** One place of the template's output that changes, in as many environments as its variants name. */
export type Group = {
  readonly effect: Effect;
  readonly subject: Subject;
  readonly path: FieldPath;
  readonly kind: FieldChange['kind'];
  readonly variants: readonly Variant[];
};

type Shared = { readonly first: Change; readonly environments: string[] };

const ORDER = Object.keys(EFFECTS) as Effect[];

/** Joins what is the same in several environments; the gravest and the widest first. */
export function groupChanges(
  changes: readonly { readonly environment: string; readonly change: Change }[],
): Group[] {
  const groups = new Map<string, Map<string, Shared>>();
  for (const { environment, change } of changes) {
    const { effect, subject, path, kind, before, after } = change;
    const variants = entry(
      groups,
      JSON.stringify([effect, subject, path, kind]),
      () => new Map<string, Shared>(),
    );
    const values = JSON.stringify([before, after]);
    const variant = entry(variants, values, (): Shared => ({ first: change, environments: [] }));
    variant.environments.push(environment);
  }
  return [...groups.values()].map((variants) => toGroup([...variants.values()])).sort(byWeight);
}

/** In how many environments. */
export function breadth({ variants }: Group): number {
  return variants.reduce((sum, { environments }) => sum + environments.length, 0);
}

function toGroup(variants: readonly Shared[]): Group {
  const { effect, subject, path, kind } = variants[0]!.first;
  return {
    ...{ effect, subject, path, kind },
    variants: variants
      .map(({ first: { before, after }, environments }) => ({
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        environments,
      }))
      .sort((a, b) => b.environments.length - a.environments.length),
  };
}

/** Groups as wide as each other keep the order of the manifests. */
function byWeight(one: Group, other: Group): number {
  const grave = ORDER.indexOf(one.effect) - ORDER.indexOf(other.effect);
  return grave !== 0 ? grave : breadth(other) - breadth(one);
}

function entry<T>(map: Map<string, T>, key: string, make: () => T): T {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
