import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { GENERATOR } from './generator-deployment.ts';

/** The Service of the status page, which every preview's host leads to until its app answers. */
export const STATUS_SERVICE = 'generator-status';

/**
 * The ways to the generator. They stay open while it is not ready: it says itself that it is starting, and a host
 * without any answer looks like an app's.
 */
export class GeneratorServices extends Construct {
  constructor(scope: Construct, id: string, { namespace }: { readonly namespace: string }) {
    super(scope, id);
    for (const [name, port] of [
      [GENERATOR, 'http'],
      [STATUS_SERVICE, 'status'],
    ] as const) {
      new k8s.KubeService(this, name, {
        metadata: {
          name,
          namespace,
          labels: { [labels.name]: name, [labels.managedBy]: 'k8s-ephemeral-environments' },
        },
        spec: {
          type: 'ClusterIP',
          publishNotReadyAddresses: true,
          selector: { [labels.name]: GENERATOR },
          ports: [
            {
              ...{ name: 'http', port: 80, protocol: 'TCP' },
              targetPort: k8s.IntOrString.fromString(port),
            },
          ],
        },
      });
    }
  }
}
