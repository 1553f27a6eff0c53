import type { ComponentSettings } from './settings.ts';

/** What one container asks for, and the memory at which it is ended: Kubernetes quantities. */
export type ContainerSize = {
  readonly cpu: string;
  readonly memory: string;
  readonly memoryLimit: string;
};

const size = (cpu: string, memory: string, memoryLimit: string): ContainerSize => ({
  cpu,
  memory,
  memoryLimit,
});

/** On 8 GiB, of which more than half is left to previews. */
const lean = {
  certManager: size('10m', '48Mi', '192Mi'),
  certManagerWebhook: size('10m', '24Mi', '96Mi'),
  certManagerInjector: size('10m', '32Mi', '256Mi'),
  externalSecrets: size('10m', '48Mi', '192Mi'),
  externalSecretsWebhook: size('5m', '32Mi', '96Mi'),
  externalSecretsCertificates: size('5m', '32Mi', '160Mi'),
  prometheus: size('150m', '512Mi', '1536Mi'),
  prometheusOperator: size('10m', '40Mi', '192Mi'),
  /** Beside Prometheus, beside Alertmanager, and before each of them. */
  configReloader: size('5m', '16Mi', '64Mi'),
  alertmanager: size('10m', '32Mi', '128Mi'),
  grafana: size('30m', '112Mi', '384Mi'),
  grafanaDashboards: size('5m', '64Mi', '128Mi'),
  kubeStateMetrics: size('10m', '40Mi', '160Mi'),
  nodeExporter: size('10m', '16Mi', '64Mi'),
  loki: size('50m', '160Mi', '768Mi'),
  alloy: size('20m', '80Mi', '256Mi'),
  login: size('5m', '24Mi', '96Mi'),
  traefik: size('50m', '64Mi', '256Mi'),
  runnerController: size('10m', '64Mi', '192Mi'),
  runnerListener: size('5m', '32Mi', '128Mi'),
  runner: size('250m', '512Mi', '2Gi'),
  docker: size('250m', '256Mi', '2Gi'),
  dockerFiles: size('10m', '32Mi', '128Mi'),
} as const;

export type ContainerName = keyof typeof lean;

const standard: Readonly<Record<ContainerName, ContainerSize>> = {
  ...lean,
  prometheus: size('200m', '1Gi', '3Gi'),
  grafana: size('50m', '192Mi', '512Mi'),
  loki: size('100m', '384Mi', '1536Mi'),
  alloy: size('30m', '128Mi', '384Mi'),
  traefik: size('50m', '96Mi', '384Mi'),
  runner: size('250m', '1Gi', '4Gi'),
  docker: size('250m', '512Mi', '4Gi'),
};

const CONTAINERS = { lean, standard } as const;

/** How long what is observed is kept, and the volumes for it. */
const KEPT = {
  lean: {
    metrics: { days: 7, volume: '8Gi', size: '6GB' },
    logs: { hours: 72, volume: '5Gi' },
    silences: { volume: '1Gi' },
  },
  standard: {
    metrics: { days: 15, volume: '20Gi', size: '16GB' },
    logs: { hours: 168, volume: '15Gi' },
    silences: { volume: '1Gi' },
  },
} as const;

type Sized = Pick<ComponentSettings, 'profile'>;

export function sizeOf({ profile }: Sized, container: ContainerName): ContainerSize {
  return CONTAINERS[profile][container];
}

/** The same as charts want it. */
export function resourcesOf(settings: Sized, container: ContainerName) {
  const { cpu, memory, memoryLimit } = sizeOf(settings, container);
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}

export function keptBy({ profile }: Sized): (typeof KEPT)['lean' | 'standard'] {
  return KEPT[profile];
}
