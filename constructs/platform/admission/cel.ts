/** Text as a string of CEL, the language of admission policies. */
export function text(value: string): string {
  return JSON.stringify(value);
}

export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** From texts to lists of texts. */
export function lists(entries: Readonly<Record<string, readonly string[]>>): string {
  const pairs = Object.entries(entries).map(([key, values]) => `${text(key)}: ${list(values)}`);
  return `{${pairs.join(', ')}}`;
}

/** All of these. */
export function every(...conditions: readonly string[]): string {
  return conditions.map((one) => `(${one})`).join(' && ');
}

/** Any of these. */
export function some(...conditions: readonly string[]): string {
  return conditions.map((one) => `(${one})`).join(' || ');
}

/** The value of a label of an object, `''` where it has none. */
export function label(object: string, key: string): string {
  return `${object}.metadata.?labels[?${text(key)}].orValue("")`;
}

/** A list of an object that may be missing: `object.spec` and `rules`. */
export function listOf(object: string, field: string): string {
  return `${object}.?${field}.orValue([])`;
}
