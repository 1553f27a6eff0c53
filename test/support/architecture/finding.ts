/** One broken rule: where, what is wrong, and what to do. */
export type Finding = {
  readonly file: string;
  readonly line?: number;
  readonly rule: string;
  readonly remedy: string;
};

export function formatFinding(finding: Finding): string {
  const place = finding.line === undefined ? finding.file : `${finding.file}:${finding.line}`;
  return `${place}: ${finding.rule}. ${finding.remedy}`;
}

export const isTest = (path: string): boolean => path.startsWith('test/');

/** `path` is one of `places`: a folder (ending in a slash) that holds it, or the very file. */
export function isIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => (place.endsWith('/') ? path.startsWith(place) : path === place));
}
