import { Middleware } from '../../../constructs/platform/middleware.ts';
import { TlsStore } from '../../../constructs/platform/tls-store.ts';
import { TraefikConfig } from '../../../constructs/platform/traefik-config.ts';
import type { Component } from './component.ts';
import { namespaces } from './namespaces.ts';
import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

/** The certificate of every host, written by cert-manager or by hand. */
export const WILDCARD_SECRET = 'preview-wildcard-tls';

/** For pages of the platform: an Ingress of theirs names it. Previews decide for themselves. */
export const SECURITY_HEADERS = {
  name: 'security-headers',
  namespace: namespaces.ingress,
} as const;

/** What the Traefik of k3s does differently here. */
export function traefik(settings: ComponentSettings): Component {
  return {
    name: 'traefik',
    namespace: namespaces.ingress,
    description: 'TLS, metrics and the certificate of all hosts, for the Traefik that k3s brings',
    objects: (file) => {
      const chart = file('traefik');
      new TraefikConfig(chart, 'config', { values: traefikValues(settings) });
      new TlsStore(chart, 'tls-store', {
        namespace: namespaces.ingress,
        secretName: WILDCARD_SECRET,
      });
      new Middleware(chart, 'security-headers', {
        ...SECURITY_HEADERS,
        spec: {
          headers: {
            stsSeconds: 31_536_000,
            contentTypeNosniff: true,
            // Grafana shows dashboards within its own pages.
            customFrameOptionsValue: 'SAMEORIGIN',
            referrerPolicy: 'same-origin',
            permissionsPolicy: 'camera=(), geolocation=(), microphone=()',
            customResponseHeaders: { Server: '', 'X-Powered-By': '' },
          },
        },
      });
    },
  };
}

/** Keys that are the same in the charts 39, 40 and 41, of which k3s brings one or the other. */
export function traefikValues(settings: ComponentSettings): object {
  return {
    deployment: { replicas: 1 },
    // Otherwise every request seems to come from the node itself.
    service: { spec: { externalTrafficPolicy: 'Local' } },
    ports: {
      web: {
        http: {
          redirections: { entryPoint: { to: 'websecure', scheme: 'https', permanent: true } },
        },
      },
      websecure: { http: { tls: { enabled: true } } },
    },
    // A route whose app has no pod that is ready is none: the status page answers in its place.
    providers: {
      kubernetesCRD: {
        enabled: true,
        allowCrossNamespace: false,
        allowExternalNameServices: false,
        allowEmptyServices: false,
      },
      kubernetesIngress: {
        enabled: true,
        allowExternalNameServices: false,
        allowEmptyServices: false,
        publishedService: { enabled: true },
      },
    },
    metrics: {
      prometheus: {
        entryPoint: 'metrics',
        addEntryPointsLabels: true,
        addRoutersLabels: true,
        addServicesLabels: true,
        buckets: '0.05,0.1,0.3,1,3,10',
      },
    },
    // Their keys in the values have other names in each chart.
    additionalArguments: ['--accesslog=true', '--accesslog.format=json'],
    resources: resourcesOf(settings, 'traefik'),
  };
}
