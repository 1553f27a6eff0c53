import { chartComponent, type ChartComponent } from './chart-component.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

/** Gets certificates and renews them. */
export function certManager(settings: ComponentSettings): ChartComponent {
  return chartComponent(settings, {
    chart: 'cert-manager',
    namespace: namespaces.certManager,
    description: 'Gets and renews the certificates of both domains',
    values: {
      // Certificates outlive the chart: without their definitions they would all be deleted.
      crds: { enabled: true, keep: true },
      global: {
        leaderElection: { namespace: namespaces.certManager },
        priorityClassName: PLATFORM_PRIORITY,
      },
      prometheus: { enabled: true, servicemonitor: { enabled: settings.monitoring } },
      // A resolver of the machine may answer for the domain from a cache, or from a zone of its own.
      dns01RecursiveNameservers: '1.1.1.1:53,8.8.8.8:53',
      dns01RecursiveNameserversOnly: true,
      resources: resourcesOf(settings, 'certManager'),
      webhook: { resources: resourcesOf(settings, 'certManagerWebhook') },
      cainjector: { resources: resourcesOf(settings, 'certManagerInjector') },
      // A Job that waits for the webhook; Argo CD tries again by itself.
      startupapicheck: { enabled: false },
    },
  });
}
