import { CHARTS } from '../../../apps/platform/components/charts.ts';

/** One chart whose values are kept in `test/fixtures/charts`, and where they were read. */
export type ChartSource = {
  readonly chart: string;
  readonly version: string;
  /** Directory that was given for it. */
  readonly directory: string;
  /** Repository and path, at the tag. */
  readonly read: string;
  /** The chart refuses unknown keys itself; its schema is kept too. */
  readonly strict?: true;
};

const ours = (chart: keyof typeof CHARTS, read: string, strict?: true): ChartSource => ({
  chart,
  version: CHARTS[chart].version,
  directory: chart,
  read,
  ...(strict && { strict }),
});

export const CHART_SOURCES: readonly ChartSource[] = [
  ours('alloy', 'grafana/alloy operations/helm/charts/alloy @helm-chart/1.11.1'),
  ours('cert-manager', 'cert-manager/cert-manager deploy/charts/cert-manager @v1.21.1', true),
  ours(
    'external-secrets',
    'external-secrets/external-secrets deploy/charts/external-secrets @helm-chart-2.9.0',
  ),
  ours(
    'gha-runner-scale-set',
    'actions/actions-runner-controller charts/gha-runner-scale-set @gha-runner-scale-set-0.14.2',
  ),
  ours(
    'gha-runner-scale-set-controller',
    'actions/actions-runner-controller charts/gha-runner-scale-set-controller @gha-runner-scale-set-0.14.2',
  ),
  ours(
    'kube-prometheus-stack',
    'prometheus-community/helm-charts charts/kube-prometheus-stack @kube-prometheus-stack-88.5.3',
  ),
  ours('loki', 'grafana-community/helm-charts charts/loki @loki-18.11.0'),
  ours('oauth2-proxy', 'oauth2-proxy/manifests helm/oauth2-proxy @oauth2-proxy-10.7.0'),
  // The charts within kube-prometheus-stack.
  {
    chart: 'grafana',
    version: '12.11.1',
    directory: 'grafana',
    read: 'grafana-community/helm-charts charts/grafana @grafana-12.11.1',
  },
  {
    chart: 'kube-state-metrics',
    version: '8.4.0',
    directory: 'kube-state-metrics',
    read: 'prometheus-community/helm-charts charts/kube-state-metrics @kube-state-metrics-8.4.0',
  },
  {
    chart: 'prometheus-node-exporter',
    version: '4.56.1',
    directory: 'prometheus-node-exporter',
    read: 'prometheus-community/helm-charts charts/prometheus-node-exporter @prometheus-node-exporter-4.56.1',
  },
  // The one behind what k3s v1.35.8 and v1.36.4 bring.
  {
    chart: 'traefik',
    version: '40.1.0',
    directory: 'traefik-40.1.0',
    read: 'traefik/traefik-helm-chart traefik @v40.1.0',
    strict: true,
  },
];

/** The file below `test/fixtures/charts`, without its ending. */
export const fixtureOf = ({ chart, version }: ChartSource): string => `${chart}-${version}`;

export function sourceOf(chart: string): ChartSource {
  const found = CHART_SOURCES.find((source) => source.chart === chart);
  if (!found) throw new Error(`no values are kept of the chart ${chart}`);
  return found;
}
