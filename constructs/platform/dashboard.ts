import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

export interface DashboardProps {
  /** Of the ConfigMap; with `.json` behind it also of the file Grafana reads. */
  readonly name: string;
  readonly namespace: string;
  /** The folder it stands in. */
  readonly folder: string;
  /** Grafana's JSON model. */
  readonly model: object;
}

/** A dashboard that Grafana's sidecar finds by its label. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { folder, model, name, namespace } = props;
    new k8s.KubeConfigMap(this, 'ConfigMap', {
      metadata: {
        name,
        namespace,
        labels: { grafana_dashboard: '1' },
        annotations: { grafana_folder: folder },
      },
      data: { [`${name}.json`]: `${JSON.stringify(model, null, 1)}\n` },
    });
  }
}
