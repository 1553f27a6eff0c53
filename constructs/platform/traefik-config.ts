import { ApiObject, Yaml } from 'cdk8s';
import { Construct } from 'constructs';

export interface TraefikConfigProps {
  /** Values of Traefik's chart; those of k3s stay where these say nothing. */
  readonly values: object;
}

/** What differs from the Traefik that k3s installs. */
export class TraefikConfig extends Construct {
  constructor(scope: Construct, id: string, { values }: TraefikConfigProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'helm.cattle.io/v1',
      kind: 'HelmChartConfig',
      // Where and as what k3s looks for it.
      metadata: { name: 'traefik', namespace: 'kube-system' },
      spec: {
        // The default is to uninstall Traefik where an upgrade fails, and every host with it.
        failurePolicy: 'abort',
        valuesContent: Yaml.stringify(values),
      },
    });
  }
}
