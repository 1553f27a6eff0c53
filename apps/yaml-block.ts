import { stringify, type DocumentOptions, type SchemaOptions } from 'yaml';

export type YamlOptions = DocumentOptions & SchemaOptions;

/** A word, a path, an image, a URL: what no reader of YAML takes for anything but text. */
const PLAIN = /^[A-Za-z/][\w./@$()?=&+-]*(?::[\w./@$()?=&+-]+)*$/;
/** But for these, in any case; the last is a number, to some. */
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null|e[-+]?\d+)$/i;
/** `100m`, `256Mi`, `10.42.0.0/16`, a commit: begins as a number does, and is none to anybody. */
const NO_NUMBER = /^(?:\d+(?:m|[KMG]i)|\d+(?:\.\d+){3}(?:\/\d+)?|(?=.*[acdf])[0-9a-f]{40})$/;
const DIGITS = /^\d+$/;

/**
 * The same bytes as `stringify` of the yaml package without line folding, for plain data, several times
 * as fast: it writes the structure and the plain strings, and asks the package for the others.
 * Undefined where a key or a value is out of the ordinary: the package must write it all.
 */
export function blockText(value: unknown, options: YamlOptions): string | undefined {
  if (!isCollection(value) || isEmpty(value) || !isOrdinary(value)) return undefined;
  const known = new Map<string, string>();
  const quoted = (text: string): string => {
    const found =
      known.get(text) ?? stringify({ k: text }, { ...options, lineWidth: 0 }).slice(3, -1);
    known.set(text, found);
    return found;
  };
  return `${collection(value, '', quoted)}\n`;
}

type Quote = (text: string) => string;
type Collection = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Its first line as it stands after `- `, the others with the indent. */
function collection(value: Collection, indent: string, quoted: Quote): string {
  const lines = Array.isArray(value)
    ? value.map((item) => {
        const nested = isCollection(item) && !isEmpty(item);
        return `- ${nested ? collection(item, `${indent}  `, quoted) : leaf(item, indent, quoted)}`;
      })
    : Object.entries(value).map(([key, item]) =>
        isCollection(item) && !isEmpty(item)
          ? `${key}:\n${indent}  ${collection(item, `${indent}  `, quoted)}`
          : `${key}: ${leaf(item, indent, quoted)}`,
      );
  return lines.join(`\n${indent}`);
}

function leaf(value: unknown, indent: string, quoted: Quote): string {
  if (Array.isArray(value)) return '[]';
  if (isCollection(value)) return '{}';
  if (typeof value !== 'string') return String(value);
  if (PLAIN.test(value) && !WORDS.test(value)) return value;
  if (NO_NUMBER.test(value)) return value;
  if (DIGITS.test(value)) return `"${value}"`;
  return quoted(value).replaceAll(/\n(?!\n|$)/g, `\n${indent}`);
}

function isCollection(value: unknown): value is Collection {
  return typeof value === 'object' && value !== null;
}

function isEmpty(value: Collection): boolean {
  return Object.keys(value).length === 0;
}

function isOrdinary(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isOrdinary);
  if (!isCollection(value)) {
    if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
    return typeof value === 'string' || typeof value === 'boolean' || value === null;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.entries(value).every(
    ([key, item]) => PLAIN.test(key) && !WORDS.test(key) && isOrdinary(item),
  );
}
