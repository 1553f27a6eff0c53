/** Whether labels fit a selector; of its grammar `KEY`, `KEY=VALUE` and `KEY in (A,B)` are known, joined by commas. */
export function fitsLabels(
  selector: string | null,
  labels: Readonly<Record<string, string>> | undefined,
): boolean {
  // A comma within brackets joins values.
  const terms = (selector ?? '').split(/,(?![^(]*\))/).filter((term) => term !== '');
  return terms.every((term) => {
    const [, key = '', set, value] = /^\s*([^\s=]+)\s*(?:in \(([^)]*)\)|=(.*))?$/.exec(term) ?? [];
    const has = labels?.[key];
    if (has === undefined) return false;
    if (set !== undefined) return set.split(',').includes(has);
    return value === undefined || value === has;
  });
}

/** The same of fields: `PATH=VALUE` and `PATH!=VALUE`. */
export function fitsFields(selector: string | null, object: unknown): boolean {
  const terms = (selector ?? '').split(',').filter((term) => term !== '');
  return terms.every((term) => {
    const [, path = '', not, value] = /^([\w.]+)(!?)=(.*)$/.exec(term) ?? [];
    let at = object;
    for (const part of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
    return (at === value) !== (not === '!');
  });
}
