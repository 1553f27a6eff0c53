/** What is wrong at one place of a file that a person wrote. */
export type Problem = {
  /** `app.port`, `projects[0].id`; the file's name where it concerns the whole. */
  readonly path: string;
  readonly message: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
};

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** One line for people: `line 4, column 9: app.port: expected an integer from 1 to 65535, got "abc"`. */
export function formatProblem({ path, message, line, column }: Problem): string {
  const place = line === undefined ? '' : `line ${line}, column ${column ?? 1}: `;
  return `${place}${path}: ${message}`;
}
