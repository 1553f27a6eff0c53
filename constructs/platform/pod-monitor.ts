import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface PodMonitorProps {
  readonly name: string;
  /** Its own; the pods may be in another. */
  readonly namespace: string;
  /** Where the pods are, and by which labels they are known. */
  readonly pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  /** The port that serves metrics, by name. */
  readonly port: string;
  /**
   * Whether a label that the pods give wins over the one of the same name that Prometheus knows them by. Without,
   * theirs is renamed: `service` to `exported_service`.
   *
   * @default false
   */
  readonly honorLabels?: boolean;
}

/** Has Prometheus read what pods tell that no Service names; the label `job` becomes `{namespace}/{name}`. */
export class PodMonitor extends Construct {
  constructor(scope: Construct, id: string, props: PodMonitorProps) {
    super(scope, id);
    const { honorLabels = false, name, namespace, pods, port } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name, namespace },
      spec: {
        namespaceSelector: { matchNames: [pods.namespace] },
        selector: { matchLabels: { ...pods.labels } },
        podMetricsEndpoints: [{ port, path: '/metrics', honorLabels }],
      },
    });
  }
}
