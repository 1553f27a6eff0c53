/**
 * What Kubernetes tells the items of its lists apart by: containers, variables, ports and volumes by
 * name, claims by the name in their metadata, mounts by path, the limits of a LimitRange by type, rules
 * of an Ingress by host.
 */
const IDENTITIES: readonly ((item: Readonly<Record<string, unknown>>) => unknown)[] = [
  (item) => item.name,
  (item) => (item.metadata as { name?: unknown } | undefined)?.name,
  (item) => item.mountPath,
  (item) => item.containerPort,
  (item) => item.port,
  (item) => item.type,
  (item) => item.host,
  (item) => item.path,
];

/** Names of the items of both lists by what tells them apart; `undefined` where nothing does. */
export function itemNames(
  before: readonly unknown[],
  after: readonly unknown[],
): { readonly before: readonly string[]; readonly after: readonly string[] } | undefined {
  for (const identity of IDENTITIES) {
    const names = { before: namesBy(identity, before), after: namesBy(identity, after) };
    if (names.before && names.after) return { before: names.before, after: names.after };
  }
  return undefined;
}

function namesBy(
  identity: (item: Readonly<Record<string, unknown>>) => unknown,
  list: readonly unknown[],
): string[] | undefined {
  const names: string[] = [];
  for (const item of list) {
    const name =
      typeof item === 'object' && item !== null ? identity(item as Record<string, unknown>) : null;
    if (typeof name !== 'string' && typeof name !== 'number') return undefined;
    names.push(String(name));
  }
  return new Set(names).size === names.length ? names : undefined;
}
