import { z } from 'zod';
import { DURATION_PATTERN } from '../../constructs/duration.ts';
import { parseCpu, parseMemory } from '../../constructs/quantity.ts';

/** A mapping of which every key may be left out; a key that is not in `shape` is refused. */
export function section<T extends z.ZodRawShape>(shape: T) {
  return z.strictObject(shape).partial();
}

/**
 * One of a few words.
 *
 * `refused`: words a person may expect here, each with the reason why it is not possible.
 */
export function choice<const T extends string>(
  allowed: readonly [T, ...T[]],
  description: string,
  refused: Readonly<Record<string, string>> = {},
) {
  return z
    .enum(allowed, {
      error: ({ input }) => {
        const words = allowed.join(', ');
        const reason = typeof input === 'string' ? refused[input] : undefined;
        if (reason !== undefined)
          return `"${String(input)}" is not supported yet: ${reason}; allowed now: ${words}`;
        return `expected ${allowed.length > 1 ? 'one of ' : ''}${words}, got ${quote(input)}`;
      },
    })
    .describe(description);
}

export function list<T extends z.ZodType>(item: T) {
  return z.array(item);
}

export const count = z.int().min(0);

export const duration = z
  .string({ error: wanted('a duration such as 30m, 48h or 7d') })
  .regex(DURATION_PATTERN, { error: wanted('a duration such as 30m, 48h or 7d') });

export const durationOrNever = z.union([z.literal('never'), duration], {
  error: wanted('a duration such as 2h or 7d, or never'),
});

export const cpu = quantity('a CPU quantity above 0 such as "2" or 500m', parseCpu).meta({
  pattern: '^(?=.*[1-9])(?:\\d{1,9}m|\\d{1,6}(?:\\.\\d{1,3})?)$',
  exclusiveMinimum: 0,
});
export const memory = quantity('a size above 0 such as 512Mi or 4Gi', parseMemory).meta({
  pattern: '^(?=.*[1-9])\\d{1,15}(?:\\.\\d{1,3})?(?:Ki|Mi|Gi|Ti|k|M|G|T)?$',
  exclusiveMinimum: 0,
});

/** A Kubernetes quantity; a bare number, as YAML reads `cpu: 2`, is taken as its text. */
function quantity(what: string, parse: (text: string) => number) {
  return z
    .union([z.string(), z.number()], { error: wanted(what) })
    .transform(String)
    .refine((text) => isPositive(text, parse), { error: wanted(what) });
}

function isPositive(text: string, parse: (text: string) => number): boolean {
  try {
    return parse(text) > 0;
  } catch {
    return false;
  }
}

/** The error text of a field: what is expected and what was given instead. */
export function wanted(what: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => `expected ${what}, got ${quote(input)}`;
}

/** A value as it is shown in a message: cut where it would fill the screen, and never a credential. */
export function quote(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value).replace(/\/\/[^/@]*@/g, '//…@');
  return text.length > 80 ? `${text.slice(0, 76)}…"` : text;
}
