import { chartComponent, type ChartComponent } from './chart-component.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { keptBy, resourcesOf } from './sizes.ts';

/** Where Loki takes and gives logs, inside the cluster. */
export const LOKI_URL = `http://loki.${namespaces.observability}.svc.cluster.local:3100`;

/** Keeps logs, one process with a volume. */
export function loki(settings: ComponentSettings): ChartComponent {
  const { hours, volume } = keptBy(settings).logs;
  const kept = `${hours}h`;
  const off = { enabled: false };
  return chartComponent(settings, {
    chart: 'loki',
    namespace: namespaces.observability,
    description: 'Keeps the logs of all pods, longer than the pods live',
    values: {
      deploymentMode: 'Monolithic',
      loki: {
        auth_enabled: false,
        analytics: { reporting_enabled: false },
        commonConfig: { replication_factor: 1 },
        storage: { type: 'filesystem' },
        schemaConfig: {
          configs: [
            {
              from: '2024-04-01',
              store: 'tsdb',
              object_store: 'filesystem',
              schema: 'v13',
              index: { prefix: 'loki_index_', period: '24h' },
            },
          ],
        },
        limits_config: {
          retention_period: kept,
          max_query_lookback: kept,
          allow_structured_metadata: true,
          volume_enabled: true,
        },
        // Without a store for what is to be deleted, Loki refuses to delete anything, and to start.
        compactor: { retention_enabled: true, delete_request_store: 'filesystem' },
      },
      singleBinary: {
        replicas: 1,
        priorityClassName: PLATFORM_PRIORITY,
        persistence: { enabled: true, size: volume, storageClass: settings.storageClass },
        resources: resourcesOf(settings, 'loki'),
      },
      // On by default, each a pod that one machine needs not.
      write: { replicas: 0 },
      read: { replicas: 0 },
      backend: { replicas: 0 },
      chunksCache: off,
      resultsCache: off,
      gateway: off,
      lokiCanary: off,
      test: off,
      // Alerts come from metrics; nothing reads rules over logs.
      sidecar: { rules: off },
      monitoring: { serviceMonitor: { enabled: settings.monitoring } },
    },
  });
}
