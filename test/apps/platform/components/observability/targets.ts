import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../../../../support/source-tree.ts';

/** Whose answers are recorded, and what Prometheus knows them by: facts of ServiceMonitors and PodMonitors. */
export type Target = {
  /** In test/fixtures/series, without `.prom`. Where there is `{file}-written`, it is a part of the answer. */
  readonly file: string;
  readonly job: string;
  readonly namespace: string;
  /** Whether the series' own labels win over these. */
  readonly honorLabels: boolean;
  /** Beside job, namespace, pod, endpoint and instance. */
  readonly labels?: Readonly<Record<string, string>>;
};

const observability = 'observability';
/** By a ServiceMonitor, whose Service is a label too. */
const service = (name: string) => ({ service: name, container: name });

export const TARGETS: readonly Target[] = [
  {
    ...{ file: 'kube-state-metrics', job: 'kube-state-metrics', namespace: observability },
    ...{ honorLabels: true, labels: service('kps-kube-state-metrics') },
  },
  {
    ...{ file: 'cadvisor', job: 'kubelet', namespace: 'kube-system', honorLabels: true },
    labels: { metrics_path: '/metrics/cadvisor', node: 'vps', service: 'kps-kubelet' },
  },
  {
    ...{
      file: 'node-exporter',
      job: 'node-exporter',
      namespace: observability,
      honorLabels: false,
    },
    labels: service('kps-prometheus-node-exporter'),
  },
  ...['application-controller', 'applicationset-controller', 'repo-server'].map((part) => ({
    ...{ file: `argocd-${part}`, job: `argocd-${part}-metrics` },
    ...{ namespace: 'argocd', honorLabels: false, labels: service(`argocd-${part}-metrics`) },
  })),
  {
    ...{ file: 'external-secrets', job: 'external-secrets-metrics', namespace: 'external-secrets' },
    ...{ honorLabels: false, labels: service('external-secrets-metrics') },
  },
  {
    ...{ file: 'cert-manager', job: 'cert-manager', namespace: 'cert-manager' },
    ...{ honorLabels: false, labels: service('cert-manager') },
  },
  { file: 'traefik', job: 'observability/traefik', namespace: 'kube-system', honorLabels: true },
  {
    ...{ file: 'generator', job: 'generator', namespace: 'k8s-ee-system', honorLabels: false },
    labels: service('generator'),
  },
  {
    ...{ file: 'loki', job: 'observability/loki', namespace: observability, honorLabels: false },
    labels: { ...service('loki'), app_instance: 'loki' },
  },
  {
    ...{ file: 'alertmanager', job: 'kps-alertmanager', namespace: observability },
    ...{ honorLabels: false, labels: service('kps-alertmanager') },
  },
];

/** Every label that Prometheus puts to what a target tells. */
export function targetLabels({ job, labels, namespace }: Target): Readonly<Record<string, string>> {
  return { job, namespace, pod: `${job.split('/').at(-1)}-0`, endpoint: 'http', ...labels };
}

export function recorded({ file }: Target): string {
  return [file, `${file}-written`]
    .map((name) => join(repositoryRoot, 'test/fixtures/series', `${name}.prom`))
    .map((path) => (existsSync(path) ? readFileSync(path, 'utf8') : ''))
    .join('');
}
