import { chartComponent, type ChartComponent } from './chart-component.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { type ContainerName, resourcesOf } from './sizes.ts';

/** Makes passwords in the cluster and copies the secrets of projects into their environments. */
export function externalSecrets(settings: ComponentSettings): ChartComponent {
  return chartComponent(settings, {
    chart: 'external-secrets',
    namespace: namespaces.externalSecrets,
    description: 'Makes passwords, and copies the secrets of projects into their environments',
    values: {
      installCRDs: true,
      // Nothing is ever written to a store, and every environment has ExternalSecrets of its own.
      crds: {
        createClusterPushSecret: false,
        createPushSecret: false,
        createClusterExternalSecret: false,
      },
      processClusterPushSecret: false,
      processPushSecret: false,
      processClusterExternalSecret: false,
      // A Deployment that cannot reach the API server is restarted.
      livenessProbe: { enabled: true },
      serviceMonitor: {
        enabled: settings.monitoring,
        // Otherwise, where the definition is not there yet, it is left out in silence.
        renderMode: 'alwaysRender',
      },
      ...part(settings, 'externalSecrets'),
      webhook: part(settings, 'externalSecretsWebhook'),
      certController: part(settings, 'externalSecretsCertificates'),
    },
  });
}

function part(settings: ComponentSettings, container: ContainerName) {
  return { priorityClassName: PLATFORM_PRIORITY, resources: resourcesOf(settings, container) };
}
