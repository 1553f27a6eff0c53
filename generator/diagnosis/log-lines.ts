/** Longer lines are cut before they are looked at. */
const MAX = 2_000;

/** Where an app says that it listens. */
export type Listening = {
  readonly port: number;
  /** On this pod's own address alone. */
  readonly loopback: boolean;
};

const LISTENS =
  /listen|running (?:on|at)|started (?:on|at)|serving|ready on|available (?:on|at)|bound to|server (?:is )?up|Local:/i;
const ADDRESS =
  /(?:(localhost|127\.0\.0\.1|\[?::1\]?)|(?:\d{1,3}\.){3}\d{1,3}|\[::\]|\*)?:(\d{2,5})(?![\d:])|\bport\b\D{0,5}(\d{2,5})(?!\d)/gi;
const FAILED = /error|refused|in use|EADDR|EACCES|fail|denied/i;

/** What the lines say about where the app listens, in their order. */
export function listenLines(lines: readonly string[]): Listening[] {
  return lines
    .map((line) => line.slice(0, MAX))
    .filter((line) => LISTENS.test(line) && !FAILED.test(line))
    .flatMap((line) =>
      [...line.replace(/\d{1,2}:\d{2}:\d{2}/g, '').matchAll(ADDRESS)].map(
        ([, loopback, port, named]) => ({
          port: Number(port ?? named),
          loopback: loopback !== undefined,
        }),
      ),
    )
    .filter(({ port }) => port > 0 && port <= 65_535);
}

const READ_ONLY = /EROFS|read-only file ?system|Errno 30\b/i;
const PATH = /(?<![A-Za-z0-9:/.])\/[A-Za-z0-9._@+-]{1,64}(?:\/[A-Za-z0-9._@+-]{1,64}){0,15}/g;

/** The place that a program could not write to. `directory`: what would have to be writable. */
export type ReadOnlyPlace = { readonly path: string; readonly directory: string };

/** The last line that complains of a read-only file system; `path` where it names one. */
export function readOnlyPlace(
  lines: readonly string[],
): { readonly place: ReadOnlyPlace | undefined } | undefined {
  const line = lines.map((one) => one.slice(0, MAX)).findLast((one) => READ_ONLY.test(one));
  if (line === undefined) return undefined;
  const paths = line.match(PATH) ?? [];
  // A shell names itself first; what could not be written stands last, or in quotes.
  const path = /["'`](\/[A-Za-z0-9._@+/-]{1,300})["'`]/.exec(line)?.[1] ?? paths.at(-1);
  if (path === undefined) return { place: undefined };
  const isDirectory = /mkdir|create directory/i.test(line);
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  return { place: { path, directory: isDirectory ? path : parent } };
}

/** The first line that one of these patterns fits. */
export function lineWith(lines: readonly string[], pattern: RegExp): string | undefined {
  return lines.map((line) => line.slice(0, MAX)).findLast((line) => pattern.test(line));
}
