import { parse } from 'yaml';

type Values = {
  readonly ports: { readonly websecure: { readonly http: { readonly tls: { enabled: boolean } } } };
  readonly providers: { readonly kubernetesCRD: object; readonly kubernetesIngress: object };
  readonly metrics: { readonly prometheus: object };
  readonly additionalArguments: readonly string[];
};

/** What the chart makes of these and Traefik knows by no such name; a Service whose address it would publish is not here. */
const OF_THE_CHART = ['enabled', 'publishedService'];

/** The arguments that the chart gives Traefik for values, as far as they decide where requests go and are counted. */
export function flagsOf(valuesContent: string): string[] {
  const { ports, providers, metrics, additionalArguments } = parse(valuesContent) as Values;
  return [
    '--global.checkNewVersion=false',
    '--global.sendAnonymousUsage=false',
    `--entryPoints.websecure.http.tls=${ports.websecure.http.tls.enabled}`,
    ...flags('providers.kubernetesCRD', providers.kubernetesCRD),
    ...flags('providers.kubernetesIngress', providers.kubernetesIngress),
    ...flags('metrics.prometheus', metrics.prometheus),
    ...additionalArguments,
  ];
}

function flags(prefix: string, values: object): string[] {
  const own = Object.entries(values).filter(([name]) => !OF_THE_CHART.includes(name));
  return [`--${prefix}=true`, ...own.map(([name, value]) => `--${prefix}.${name}=${value}`)];
}
