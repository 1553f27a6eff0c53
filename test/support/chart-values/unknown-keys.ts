import { parse } from 'yaml';
import { readText } from '../source-tree.ts';
import { fixtureOf, sourceOf } from './sources.ts';

type Values = Readonly<Record<string, unknown>>;
type Known = { readonly values: Values; readonly commented: readonly string[] };

/** Keys below which a chart takes anything, or that it reads without a default; by path, with the reason. */
export type Leaves = Readonly<Record<string, string>>;

/** A chart with charts of its own reads their values below their names, its own on top. */
export function knownValues(chart: string, within: readonly string[] = []): Known {
  const { values, commented } = parse(
    readText(`test/fixtures/charts/${fixtureOf(sourceOf(chart))}.yaml`),
  ) as Known;
  const inner = within.map((name) => {
    const known = knownValues(name);
    return {
      ...{ name, commented: known.commented },
      values: merged(known.values, (values[name] ?? {}) as Values),
    };
  });
  return {
    values: { ...values, ...Object.fromEntries(inner.map((one) => [one.name, one.values])) },
    commented: [...commented, ...inner.flatMap((one) => one.commented)],
  };
}

function merged(base: Values, over: Values): Values {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isMapping(below) && isMapping(value) ? merged(below, value) : value;
  }
  return result;
}

/** The paths of our values that the chart does not know, each as `a.b.c`; a list is a value. */
export function unknownKeys(
  ours: unknown,
  { values, commented }: Known,
  leaves: Leaves,
  path: readonly string[] = [],
): string[] {
  const at = path.join('.');
  if (at in leaves) return [];
  if (!isMapping(ours)) return [];
  return Object.entries(ours).flatMap(([key, value]) => {
    const inner = [...path, key];
    const name = inner.join('.');
    if (name in leaves)
      return key in values || commented.includes(key) ? [] : [`${name} (nowhere)`];
    if (!(key in values)) return [name];
    const known = values[key];
    if (!isMapping(value)) return [];
    // What has no keys of its own in the chart takes either none or any.
    if (!isMapping(known) || Object.keys(known).length === 0) return [`${name}.*`];
    return unknownKeys(value, { values: known, commented }, leaves, inner);
  });
}

const isMapping = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
