import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface ServiceMonitorProps {
  readonly name: string;
  /** Its own; the Services may be in another. */
  readonly namespace: string;
  /** Where the Services are, and by which labels they are known. */
  readonly services: {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  /** The port of each of them that serves metrics, by name; a Service without it is left out. */
  readonly port: string;
  /**
   * Where it serves them.
   *
   * @default "/metrics"
   */
  readonly path?: string;
}

/** Has Prometheus read what Services tell; their name becomes the label `job`. */
export class ServiceMonitor extends Construct {
  constructor(scope: Construct, id: string, props: ServiceMonitorProps) {
    super(scope, id);
    const { name, namespace, path = '/metrics', port, services } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name, namespace },
      spec: {
        namespaceSelector: { matchNames: [services.namespace] },
        selector: { matchLabels: { ...services.labels } },
        endpoints: [{ port, path }],
      },
    });
  }
}
