import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';

export interface RestrictedIngressProps {
  readonly name: string;
  /** Labels of the pods. */
  readonly pods: Readonly<Record<string, string>>;
  /** Where Traefik reaches them. */
  readonly port: number;
  /**
   * Where Prometheus reads metrics.
   *
   * @default - nowhere
   */
  readonly metricsPort?: number;
}

/** Lets Traefik and Prometheus reach pods, and nobody else: who gets past Traefik has logged in. */
export class RestrictedIngress extends Construct {
  constructor(scope: Construct, id: string, props: RestrictedIngressProps) {
    super(scope, id);
    const { name, pods, port, metricsPort } = props;
    new k8s.KubeNetworkPolicy(this, 'Resource', {
      metadata: { name },
      spec: {
        podSelector: { matchLabels: { ...pods } },
        policyTypes: ['Ingress'],
        ingress: [
          from('kube-system', 'traefik', port),
          ...(metricsPort === undefined ? [] : [from('observability', 'prometheus', metricsPort)]),
        ],
      },
    });
  }
}

function from(namespace: string, name: string, port: number): k8s.NetworkPolicyIngressRule {
  return {
    from: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        podSelector: { matchLabels: { [labels.name]: name } },
      },
    ],
    ports: [{ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }],
  };
}
