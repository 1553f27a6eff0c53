/** Every Helm chart of the platform, in the version this release was tried with. */
export const CHARTS = {
  'cert-manager': { repository: 'https://charts.jetstack.io', version: 'v1.21.1' },
  'external-secrets': { repository: 'https://charts.external-secrets.io', version: '2.9.0' },
  'kube-prometheus-stack': {
    repository: 'https://prometheus-community.github.io/helm-charts',
    version: '88.5.3',
  },
  // Moved here from grafana/helm-charts, where `loki` is another product now.
  loki: { repository: 'https://grafana-community.github.io/helm-charts', version: '18.11.0' },
  alloy: { repository: 'https://grafana.github.io/helm-charts', version: '1.11.1' },
  'oauth2-proxy': { repository: 'https://oauth2-proxy.github.io/manifests', version: '10.7.0' },
  'gha-runner-scale-set-controller': {
    repository: 'ghcr.io/actions/actions-runner-controller-charts',
    version: '0.14.2',
  },
  'gha-runner-scale-set': {
    repository: 'ghcr.io/actions/actions-runner-controller-charts',
    version: '0.14.2',
  },
} as const;

export type ChartName = keyof typeof CHARTS;

/** Of all of them. */
export const CHART_NAMES = Object.keys(CHARTS) as [ChartName, ...ChartName[]];
