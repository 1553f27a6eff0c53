import { GENERATOR_SIZE } from '../platform/components/generator-program.ts';
import { keptBy, sizeOf, type ContainerName } from '../platform/components/sizes.ts';
import type { ComponentSettings } from '../platform/components/settings.ts';
import { amountOf, sumOf, type Amount } from './amount.ts';
import type { Item } from './budget.ts';
import { K3S_PODS } from './reserve.ts';

/** Those of argocd/values.yaml; a test compares them. */
export const ARGO_CD = {
  controller: { cpu: '100m', memory: '256Mi' },
  repoServer: { cpu: '50m', memory: '128Mi' },
  server: { cpu: '20m', memory: '96Mi' },
  applicationSet: { cpu: '20m', memory: '96Mi' },
  redis: { cpu: '10m', memory: '32Mi' },
} as const;

type Part = {
  readonly name: string;
  readonly wanted: boolean;
  readonly containers: readonly ContainerName[];
  readonly volumes?: readonly string[];
};

/** What the pods of the platform ask for, by part, k3s' own and Argo CD's with them. */
export function platformRequests(settings: ComponentSettings): Item[] {
  const amount = (containers: readonly ContainerName[], volumes: readonly string[] = []): Amount =>
    sumOf([
      ...containers.map((name) => {
        const { cpu, memory } = sizeOf(settings, name);
        return amountOf({ cpu, memory });
      }),
      ...volumes.map((storage) => amountOf({ cpu: '0', memory: '0', storage })),
    ]);
  const generator = amountOf(GENERATOR_SIZE.requests);
  return [
    { name: 'k3s: CoreDNS, metrics-server', amount: sumOf(K3S_PODS.map(amountOf)) },
    { name: 'Argo CD', amount: sumOf(Object.values(ARGO_CD).map(amountOf)) },
    // The sweeper runs for a minute an hour.
    { name: 'generator and sweeper', amount: sumOf([generator, generator]) },
    ...parts(settings)
      .filter(({ wanted }) => wanted)
      .map(({ name, containers, volumes }) => ({ name, amount: amount(containers, volumes) })),
  ];
}

function parts(settings: ComponentSettings): Part[] {
  const { metrics, logs, silences } = keptBy(settings);
  const runner: ContainerName[] = ['runner', 'docker', 'dockerFiles'];
  const { certManager, externalSecrets, monitoring, runners } = settings;
  return [
    { name: 'Traefik', wanted: true, containers: ['traefik'] },
    {
      name: 'cert-manager',
      wanted: certManager,
      containers: ['certManager', 'certManagerWebhook', 'certManagerInjector'],
    },
    {
      name: 'External Secrets',
      wanted: externalSecrets,
      containers: ['externalSecrets', 'externalSecretsWebhook', 'externalSecretsCertificates'],
    },
    {
      name: 'Prometheus and Alertmanager',
      wanted: monitoring,
      containers: [
        ...(['prometheus', 'configReloader', 'alertmanager', 'configReloader'] as const),
        ...(['prometheusOperator', 'kubeStateMetrics', 'nodeExporter'] as const),
      ],
      volumes: [metrics.volume, silences.volume],
    },
    {
      name: 'Grafana',
      wanted: monitoring,
      containers: ['grafana', 'grafanaDashboards', 'grafanaDashboards'],
    },
    {
      name: 'Loki and Alloy',
      wanted: settings.logs,
      containers: ['loki', 'alloy', 'configReloader'],
      volumes: [logs.volume],
    },
    { name: 'login', wanted: settings.login !== undefined, containers: ['login', 'login'] },
    {
      name: `runners (${runners?.max ?? 0} at once)`,
      wanted: runners !== undefined,
      containers: [
        'runnerController',
        'runnerListener',
        ...Array.from({ length: runners?.max ?? 0 }, () => runner).flat(),
      ],
    },
  ];
}
