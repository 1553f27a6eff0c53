import { GENERATOR_SIZE } from './generator-program.ts';
import type { ComponentSettings } from './settings.ts';
import { type ContainerName, type ContainerSize, keptBy, sizeOf } from './sizes.ts';

/** What one kind of container of a component asks for; Kubernetes quantities, of one container. */
export type ComponentRequest = ContainerSize & {
  readonly component: string;
  readonly container: string;
  /** How many of it there are at once at most. */
  readonly count: number;
  /** Of its volume; absent: none. */
  readonly storage?: string;
};

/** Everything the components of `platform.yaml` ask the node for; Argo CD and k3s itself are not among them. */
export function componentRequests(settings: ComponentSettings): ComponentRequest[] {
  const of = (component: string, containers: Containers): ComponentRequest[] =>
    Object.entries(containers).map(([container, { count = 1, storage }]) => ({
      component,
      container,
      count,
      ...sizeOf(settings, container as ContainerName),
      ...(storage !== undefined && { storage }),
    }));
  return [
    ...of('traefik', { traefik: {} }),
    ...(settings.certManager ? of('cert-manager', CERT_MANAGER) : []),
    ...(settings.externalSecrets ? of('external-secrets', EXTERNAL_SECRETS) : []),
    ...(settings.monitoring ? of('kube-prometheus-stack', monitoring(settings)) : []),
    ...(settings.logs ? of('loki', { loki: { storage: keptBy(settings).logs.volume } }) : []),
    ...(settings.logs ? of('alloy', { alloy: {}, configReloader: {} }) : []),
    ...(settings.login ? of('login', { login: { count: 2 } }) : []),
    ...(settings.runners ? of('runners', runners(settings.runners.max)) : []),
    ...['generator', 'sweeper'].map((component) => ({
      ...{ component, container: component, count: 1 },
      ...GENERATOR_SIZE.requests,
      memoryLimit: GENERATOR_SIZE.limits.memory,
    })),
  ];
}

type Containers = {
  readonly [Name in ContainerName]?: { readonly count?: number; readonly storage?: string };
};

const CERT_MANAGER: Containers = {
  certManager: {},
  certManagerWebhook: {},
  certManagerInjector: {},
};

const EXTERNAL_SECRETS: Containers = {
  externalSecrets: {},
  externalSecretsWebhook: {},
  externalSecretsCertificates: {},
};

function monitoring(settings: ComponentSettings): Containers {
  const { metrics, silences } = keptBy(settings);
  return {
    prometheus: { storage: metrics.volume },
    alertmanager: { storage: silences.volume },
    // Beside each of the two. What runs before them ends before they start.
    configReloader: { count: 2 },
    prometheusOperator: {},
    grafana: {},
    grafanaDashboards: {},
    kubeStateMetrics: {},
    nodeExporter: {},
  };
}

/** With as many jobs as may run at once; what copies files ends before the runner starts. */
function runners(count: number): Containers {
  return { runnerController: {}, runnerListener: {}, runner: { count }, docker: { count } };
}
