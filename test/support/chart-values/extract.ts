import { parse, stringify } from 'yaml';
import { type ChartSource, fixtureOf } from './sources.ts';

/**
 * The keys of a chart's `values.yaml`, sorted. Of a value remains what kind it is: an empty text, list or mapping, or
 * the number or switch itself. Keys that are only there as comments follow as `commented`.
 */
export function formatValues(source: ChartSource, text: string): string {
  const commented = [...text.matchAll(/^\s*#+\s*-?\s*([A-Za-z][\w-]*):(?:\s|$)/gm)].map(
    ([, key]) => key!,
  );
  return (
    `# The keys of the values of ${fixtureOf(source)}: ${source.read}/values.yaml, Apache-2.0.\n` +
    stringify({ values: shapeOf(parse(text)), commented: [...new Set(commented)].sort() })
  );
}

function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (Array.isArray(value)) return [];
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, shapeOf(inner)]),
  );
}

const PROSE = new Set(['description', 'title', 'default', 'examples', '$id', '$schema']);

/** A chart's `values.schema.json` without what is only for readers. */
export function formatSchema(source: ChartSource, text: string): string {
  const schema = {
    $comment: `Of ${fixtureOf(source)}: ${source.read}/values.schema.json, Apache-2.0.`,
    ...(withoutProse(JSON.parse(text)) as object),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** `names`: the keys are those of the values, not of the schema's own language. */
function withoutProse(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutProse(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !PROSE.has(key))
      .map(([key, inner]) => [
        key,
        withoutProse(inner, !names && ['properties', '$defs', 'definitions'].includes(key)),
      ]),
  );
}
