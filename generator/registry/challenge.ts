/** How a registry wants to be asked: by `WWW-Authenticate` of its 401. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: URL; readonly parameters: URLSearchParams };

/** `undefined`: none that is understood. */
export function parseChallenge(header: string | undefined): Challenge | undefined {
  const [, scheme = '', rest = ''] = /^\s*(\w+)\s*(.*)$/s.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'basic') return { kind: 'basic' };
  if (scheme.toLowerCase() !== 'bearer') return undefined;
  const given = new Map(
    [...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );
  const realm = given.get('realm') ?? '';
  if (!URL.canParse(realm)) return undefined;
  const parameters = new URLSearchParams();
  for (const name of ['service', 'scope']) {
    const value = given.get(name);
    if (value !== undefined) parameters.set(name, value);
  }
  return { kind: 'bearer', realm: new URL(realm), parameters };
}
