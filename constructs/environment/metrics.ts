import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';

export interface MetricsProps {
  /** The Service, whose port "http" serves them. */
  readonly service: string;
  readonly path: string;
  /** How often, as Prometheus writes it: `30s`. */
  readonly interval: string;
}

/** Of one scrape: previews must not flood the platform's Prometheus. */
export const MOST_SAMPLES = 5000;

/**
 * Names that alerts, dashboards and idle times are made of: what runs in a preview must not tell them.
 */
export const NOT_THE_PLATFORMS = {
  action: 'drop',
  sourceLabels: ['__name__'],
  regex:
    '(alertmanager|apiserver|argocd|certmanager|clustersecretstore|container|controller|externalsecret|gha|k8s_ee|kube|kubelet|loki|machine|node|prometheus|scrape|traefik|up)(_.*)?',
};

/** Has the platform's Prometheus read the metrics of a service. */
export class Metrics extends Construct {
  constructor(scope: Construct, id: string, { service, path, interval }: MetricsProps) {
    super(scope, id);
    new ApiObject(this, 'ServiceMonitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: service },
      spec: {
        selector: { matchLabels: { [labels.name]: service } },
        endpoints: [{ port: 'http', path, interval, metricRelabelings: [NOT_THE_PLATFORMS] }],
        sampleLimit: MOST_SAMPLES,
      },
    });
  }
}
