import { z } from 'zod';
import { labels } from '../../constructs/labels.ts';
import type { ContainerLog } from '../diagnosis/evidence.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './doubt.ts';
import { readLog } from './evidence.ts';

export type ServiceLogsFact =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Of each service the newest pod's; lines as the app wrote them, secrets and all. */
  | { readonly kind: 'known'; readonly logs: readonly (ContainerLog & { service: string })[] };

/** The last lines of what the services of an environment log, by its id. Never rejects. */
export type ReadServiceLogs = (id: string) => Promise<ServiceLogsFact>;

export const noServiceLogs: ReadServiceLogs = () => Promise.resolve({ kind: 'off' });

const MOST_PODS = 50;
const MOST_SERVICES = 5;

const pods = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        creationTimestamp: z.coerce.date(),
        labels: z.record(z.string(), z.string()).default({}),
      }),
      spec: z.object({ containers: z.array(z.object({ name: z.string() })).min(1) }),
    }),
  ),
});

export function createServiceLogs(connection: () => Promise<Connection>): ReadServiceLogs {
  return async (id) => {
    try {
      const connected = await connection();
      const answer: unknown = await connected.core.listNamespacedPod({
        // Only pods of services say which commit they run.
        ...{ namespace: id, labelSelector: labels.commitSha, limit: MOST_PODS },
      });
      const logs = await Promise.all(
        newestOfEach(pods.parse(answer).items).map(async ({ service, pod, container }) => {
          const log = await readLog(connected, id, { pod, container, previous: false });
          return log && { ...log, service };
        }),
      );
      return { kind: 'known', logs: logs.filter((log) => log !== undefined) };
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error, `the pods of ${id}`) };
    }
  };
}

function newestOfEach(items: z.infer<typeof pods>['items']) {
  const newest = new Map<string, (typeof items)[number]>();
  for (const one of items) {
    const service = one.metadata.labels[labels.name] ?? '';
    const other = newest.get(service);
    const isNewer = !other || one.metadata.creationTimestamp > other.metadata.creationTimestamp;
    if (isNewer) newest.set(service, one);
  }
  return [...newest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_SERVICES)
    .map(([service, { metadata, spec }]) => ({
      service,
      pod: metadata.name,
      container: spec.containers[0]?.name ?? '',
    }));
}
