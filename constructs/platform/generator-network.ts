import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { GENERATOR, GENERATOR_PORTS } from './generator-deployment.ts';

export interface GeneratorNetworkProps {
  readonly namespace: string;
  /** `app.kubernetes.io/name` of the pods that read the cluster, GitHub and Git, but are asked by nobody. */
  readonly jobs: readonly string[];
  /** TCP ports of the API server, GitHub, Git and registries, wherever they are but in pods. */
  readonly outside: readonly number[];
  /** The network of the pods, in CIDR notation. */
  readonly podCidr: string;
  /** Where Argo CD takes webhooks. */
  readonly argocdNamespace: string;
  /** The namespace of Traefik, which brings requests, and to which the ready probe goes. */
  readonly ingressNamespace: string;
  /**
   * The namespace of Prometheus, which reads metrics and tells who was asked for.
   *
   * @default - there is none
   */
  readonly prometheusNamespace?: string;
}

/** Nothing in and nothing out of the generator's namespace but what it lives by. */
export class GeneratorNetwork extends Construct {
  constructor(scope: Construct, id: string, props: GeneratorNetworkProps) {
    super(scope, id);
    const { namespace, jobs } = props;
    const policy = (name: string, spec: k8s.NetworkPolicySpec) =>
      new k8s.KubeNetworkPolicy(this, name, { metadata: { name, namespace }, spec });
    const policyTypes = ['Ingress', 'Egress'];
    policy('default-deny', { podSelector: {}, policyTypes });
    policy(GENERATOR, {
      ...{ podSelector: named(GENERATOR), policyTypes },
      ingress: incoming(props),
      egress: [...outside(props), ...inside(props)],
    });
    for (const job of jobs) {
      policy(job, { podSelector: named(job), policyTypes, egress: outside(props) });
    }
  }
}

function incoming(props: GeneratorNetworkProps): k8s.NetworkPolicyIngressRule[] {
  const { ingressNamespace, prometheusNamespace } = props;
  const { http, status } = GENERATOR_PORTS;
  return [
    { from: [pods(ingressNamespace, 'traefik')], ports: tcp(http, status) },
    ...(prometheusNamespace === undefined
      ? []
      : [{ from: [pods(prometheusNamespace, 'prometheus')], ports: tcp(http) }]),
  ];
}

/** Pods of the cluster, and the ports at which they listen. */
function inside(props: GeneratorNetworkProps): k8s.NetworkPolicyEgressRule[] {
  const { argocdNamespace, ingressNamespace, prometheusNamespace } = props;
  const to = (namespace: string, name: string, port: number) => ({
    to: [pods(namespace, name)],
    ports: tcp(port),
  });
  return [
    to(argocdNamespace, 'argocd-applicationset-controller', 7000),
    to(argocdNamespace, 'argocd-server', 8080),
    to(ingressNamespace, 'traefik', 8443),
    ...(prometheusNamespace === undefined ? [] : [to(prometheusNamespace, 'prometheus', 9090)]),
  ];
}

function outside({
  outside: ports,
  podCidr,
}: GeneratorNetworkProps): k8s.NetworkPolicyEgressRule[] {
  return [
    {
      to: [
        { ...inNamespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } },
      ],
      ports: [{ protocol: 'UDP', port: k8s.IntOrString.fromNumber(53) }, ...tcp(53)],
    },
    {
      // The API server and a GitHub of one's own may have private addresses; pods are reached by name only.
      to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [podCidr] } }, { ipBlock: { cidr: '::/0' } }],
      ports: tcp(...ports),
    },
  ];
}

function pods(namespace: string, name: string): k8s.NetworkPolicyPeer {
  return { ...inNamespace(namespace), podSelector: named(name) };
}

function inNamespace(name: string): k8s.NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

function named(name: string): k8s.LabelSelector {
  return { matchLabels: { [labels.name]: name } };
}

function tcp(...ports: readonly number[]): k8s.NetworkPolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port: k8s.IntOrString.fromNumber(port) }));
}
