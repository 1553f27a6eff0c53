import type { Construct } from 'constructs';
import { labels } from '../../../constructs/labels.ts';
import { PodMonitor } from '../../../constructs/platform/pod-monitor.ts';
import { ServiceMonitor } from '../../../constructs/platform/service-monitor.ts';
import { namespaces } from './namespaces.ts';

/** Values of the label `job`, by which alerts and dashboards know who told. */
export const jobs = {
  generator: 'generator',
  traefik: `${namespaces.observability}/traefik`,
  argocdController: 'argocd-application-controller-metrics',
  argocdApplicationSets: 'argocd-applicationset-controller-metrics',
  argocdRepository: 'argocd-repo-server-metrics',
  externalSecrets: 'external-secrets-metrics',
} as const;

/** Whom Prometheus reads beside the components whose charts bring their own. */
export function addMonitors(scope: Construct, argocdNamespace: string): void {
  const namespace = namespaces.observability;
  new ServiceMonitor(scope, 'generator', {
    name: 'generator',
    namespace,
    services: { namespace: namespaces.system, labels: { [labels.name]: 'generator' } },
    port: 'http',
  });
  // Those of Argo CD's chart are only rendered where the cluster knows the kind already: never on a new one.
  new ServiceMonitor(scope, 'argocd', {
    name: 'argocd',
    namespace,
    services: {
      namespace: argocdNamespace,
      labels: { 'app.kubernetes.io/part-of': 'argocd' },
    },
    port: 'http-metrics',
  });
  // Traefik's chart would fail where the kind is not known yet, and take the ingress down with it.
  new PodMonitor(scope, 'traefik', {
    name: 'traefik',
    namespace,
    pods: { namespace: namespaces.ingress, labels: { [labels.name]: 'traefik' } },
    port: 'metrics',
    // Its label `service` is the one it routes to.
    honorLabels: true,
  });
}
