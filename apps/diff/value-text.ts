import type { FieldPath } from './fields.ts';
import { gapsBetween } from './sequence.ts';

const LONGEST = 100;
const MOST_LINES = 8;
/** Characters shown before and after what differs in a long text. */
const CONTEXT = 20;

/** `spec.template.spec.containers[app].image`; `metadata.labels[app.kubernetes.io/name]`. */
export function pathText(path: FieldPath): string {
  return path.reduce((text, step) => {
    if (step.startsWith('[')) return text + step;
    if (!/^[\w-]+$/.test(step)) return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** A value in one line: text as it is where nobody takes it for something else, else as JSON; cut when long. */
export function valueText(value: unknown): string {
  const text =
    typeof value === 'string' && isPlain(value) ? value : (JSON.stringify(value) ?? 'nothing');
  return shorten(text);
}

/** Two values in one line each; of long texts only where they differ. */
export function valuePair(before: unknown, after: unknown): readonly [string, string] {
  const long = [before, after].some((text) => typeof text === 'string' && text.length > LONGEST);
  return long && typeof before === 'string' && typeof after === 'string'
    ? [excerpt(before, after), excerpt(after, before)]
    : [valueText(before), valueText(after)];
}

/** How a text of several lines changes: lines that begin with `-` or `+`; `undefined` for other values. */
export function lineChanges(before: unknown, after: unknown): string[] | undefined {
  if (typeof before !== 'string' || typeof after !== 'string') return undefined;
  if (!before.includes('\n') && !after.includes('\n')) return undefined;
  const [old, now] = [before.split('\n'), after.split('\n')];
  const lines = gapsBetween(old, now, (one, other) => one === other).flatMap((gap) => {
    const gone = gap.before.map((at) => old[at] ?? '');
    const come = gap.after.map((at) => now[at] ?? '');
    return [
      ...gone.map((line, n) => `- ${excerpt(line, come[n])}`),
      ...come.map((line, n) => `+ ${excerpt(line, gone[n])}`),
    ];
  });
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `… ${lines.length - MOST_LINES} more lines`];
}

/** The part of a long text that another one has not. */
function excerpt(text: string, other: string | undefined): string {
  if (other === undefined || Math.max(text.length, other.length) <= LONGEST) return shorten(text);
  const shorter = Math.min(text.length, other.length);
  let head = 0;
  while (head < shorter && text[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const from = Math.max(0, head - CONTEXT);
  const to = Math.min(text.length, text.length - tail + CONTEXT);
  return `${from > 0 ? '…' : ''}${shorten(text.slice(from, to))}${to < text.length ? '…' : ''}`;
}

function shorten(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

/** Nothing in it that a terminal would obey, or that would show a text in another order. */
export function printable(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Not to be taken for a number, a truth value or JSON. */
function isPlain(text: string): boolean {
  return /^\S(.*\S)?$/.test(text) && !/^([-+]?[\d.]+|true|false|null)$|^[[{"]/.test(text);
}
