import type { PreviewNamespace, PreviewNamespaces } from '../cluster/preview-namespaces.ts';
import { ORPHAN_AGE_MS } from '../sweeper/verdict.ts';
import type { Metrics } from './metrics.ts';

/** Namespaces of previews of which Git knows nothing: what the sweeper will remove, or keeps in doubt. */
export function orphansAmong(
  namespaces: readonly PreviewNamespace[],
  hasRecord: (id: string) => boolean,
  now: Date,
): string[] {
  return namespaces
    .filter(({ terminating }) => !terminating)
    .filter(({ createdAt }) => now.getTime() - Date.parse(createdAt) >= ORPHAN_AGE_MS)
    .map(({ name }) => name)
    .filter((name) => !hasRecord(name));
}

/** Counts them once; what cannot be told is `NaN`, not 0. Throws where they cannot be listed. */
export async function measureOrphans(deps: {
  readonly namespaces: Pick<PreviewNamespaces, 'list'>;
  /** `undefined`: Git was not read yet. */
  readonly records: () => ReadonlyMap<string, unknown> | undefined;
  readonly metrics: Pick<Metrics, 'orphans'>;
  readonly now: () => Date;
}): Promise<void> {
  const { metrics, now } = deps;
  metrics.orphans.set(NaN);
  // The namespaces first: a record that appears in between is then still seen.
  const namespaces = await deps.namespaces.list();
  const records = deps.records();
  if (records) {
    metrics.orphans.set(orphansAmong(namespaces, (id) => records.has(id), now()).length);
  }
}
