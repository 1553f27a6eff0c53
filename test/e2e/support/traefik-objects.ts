import type { KubernetesObject } from '@kubernetes/client-node';
import { App, Chart } from 'cdk8s';
import { statusRoute } from '../../../apps/platform/components/status-route.ts';
import { traefik } from '../../../apps/platform/components/traefik.ts';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { DOMAIN } from './platform.ts';

/** The rest of what Traefik watches, of which nothing is used. */
const UNUSED = {
  IngressRouteTCP: 'ingressroutetcps',
  IngressRouteUDP: 'ingressrouteudps',
  MiddlewareTCP: 'middlewaretcps',
  ServersTransport: 'serverstransports',
  ServersTransportTCP: 'serverstransporttcps',
  TLSOption: 'tlsoptions',
  TraefikService: 'traefikservices',
};

type Rendered = KubernetesObject & { readonly spec?: { readonly valuesContent?: string } };

/** What the platform renders for the Traefik of a cluster: its objects there, and the values of its chart. */
export function traefikObjects(): {
  readonly objects: readonly KubernetesObject[];
  readonly values: string;
} {
  const platform = examplePlatform();
  if (!platform.components) throw new Error('there are no components');
  const charts: Chart[] = [];
  for (const component of [traefik(platform.components), statusRoute(platform)]) {
    if (!('objects' in component)) throw new Error(`${component.name} is a chart`);
    component.objects((id) => {
      const chart = new Chart(new App(), id, { disableResourceNameHashes: true });
      charts.push(chart);
      return chart;
    });
  }
  const all = charts.flatMap((chart) => chart.toJson() as Rendered[]);
  const config = all.find(({ kind }) => kind === 'HelmChartConfig');
  return {
    objects: all.filter((object) => object !== config),
    values: config?.spec?.valuesContent ?? '',
  };
}

function examplePlatform(): Platform {
  const parsed = parsePlatform(`domain: ${DOMAIN}
opsDomain: ops.example.com
gitops: {url: "https://git.example/gitops.git"}
projects: [{id: shop, repository: acme/shop, image: "ghcr.io/acme/shop:{sha}"}]
platform: {generator: {image: "ghcr.io/acme/previews:1"}, tls: {issuer: none}}
`);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

/** Definitions that let Traefik start; it waits for all that it knows. */
export function unusedDefinitions(): readonly object[] {
  return Object.entries(UNUSED).map(([kind, plural]) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.traefik.io` },
    spec: {
      group: 'traefik.io',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      scope: 'Namespaced',
      versions: [
        {
          ...{ name: 'v1alpha1', served: true, storage: true },
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  }));
}
