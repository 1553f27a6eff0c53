import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';

export interface IsolationProps {
  /** The apps: they reach each other, every database, DNS and the public internet. */
  readonly services: readonly IsolatedService[];
  /** Databases, each with its port; they reach nobody. */
  readonly databases: readonly { readonly name: string; readonly port: number }[];
  /**
   * `app.kubernetes.io/name` of pods that reach what the apps reach, and that nobody reaches.
   *
   * @default - none
   */
  readonly jobs?: readonly string[];
  /** Networks of the cluster, in CIDR notation, beside the private ones. */
  readonly forbidden: readonly string[];
}

export type IsolatedService = {
  /** Its `app.kubernetes.io/name`. */
  readonly name: string;
  readonly port: number;
  /** Whether people reach it from outside, by the ingress controller. */
  readonly routed: boolean;
  /** Whether Prometheus reads metrics at its port. */
  readonly measured: boolean;
};

/** Never public: private, link-local (cloud metadata), carrier-grade NAT, loopback, reserved, multicast. */
const NOT_PUBLIC_4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'],
];
/**
 * The same for IPv6: all but 2000::/3, of which alone the internet is made; of that, what carries IPv4
 * addresses. Nothing wider than /2: kube-router keeps `::/0` as its two halves, and a half excepted
 * would be one entry with two meanings.
 */
const NOT_PUBLIC_6 = ['::/3', '4000::/2', '8000::/2', 'c000::/2', '2001::/32', '2002::/16'];

/** Nothing in, nothing out, but what is named here. */
export class Isolation extends Construct {
  constructor(scope: Construct, id: string, props: IsolationProps) {
    super(scope, id);
    const { services, databases, jobs = [] } = props;
    const names = [...services.map(({ name }) => name), ...jobs];
    this.policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    for (const service of services) {
      this.policy(service.name, {
        podSelector: pods(service.name),
        policyTypes: ['Ingress', 'Egress'],
        ingress: incoming(service, names),
        egress: outgoing(props, service.name),
      });
    }
    for (const name of jobs) {
      const egress = outgoing(props, name);
      this.policy(name, { podSelector: pods(name), policyTypes: ['Ingress', 'Egress'], egress });
    }
    for (const { name, port } of databases) {
      this.policy(name, {
        podSelector: pods(name),
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: names.map((from) => ({ podSelector: pods(from) })), ports: [tcp(port)] }],
      });
    }
  }

  private policy(name: string, spec: k8s.NetworkPolicySpec): void {
    new k8s.KubeNetworkPolicy(this, name, { metadata: { name }, spec });
  }
}

function incoming(
  { name, port, routed, measured }: IsolatedService,
  names: readonly string[],
): k8s.NetworkPolicyIngressRule[] {
  const from: k8s.NetworkPolicyPeer[] = [
    ...(routed ? [ingressController] : []),
    ...(measured ? [prometheus] : []),
    ...names.filter((other) => other !== name).map((other) => ({ podSelector: pods(other) })),
  ];
  // An empty list would let everybody in.
  return from.length > 0 ? [{ from, ports: [tcp(port)] }] : [];
}

function outgoing(
  { services, databases, forbidden }: IsolationProps,
  name: string,
): k8s.NetworkPolicyEgressRule[] {
  const neighbours = [...services.filter((other) => other.name !== name), ...databases];
  return [
    { to: [dnsServer], ports: [{ protocol: 'UDP', port: number(53) }, tcp(53)] },
    { to: publicInternet(forbidden) },
    ...neighbours.map((other) => ({
      to: [{ podSelector: pods(other.name) }],
      ports: [tcp(other.port)],
    })),
  ];
}

const inKubeSystem: k8s.LabelSelector = {
  matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' },
};
const ingressController: k8s.NetworkPolicyPeer = {
  namespaceSelector: inKubeSystem,
  podSelector: pods('traefik'),
};
const prometheus: k8s.NetworkPolicyPeer = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
  podSelector: pods('prometheus'),
};
const dnsServer: k8s.NetworkPolicyPeer = {
  namespaceSelector: inKubeSystem,
  podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
};

function pods(name: string): k8s.LabelSelector {
  return { matchLabels: { [labels.name]: name } };
}

function publicInternet(forbidden: readonly string[]): k8s.NetworkPolicyPeer[] {
  const isV6 = (network: string) => network.includes(':');
  const v4 = [...NOT_PUBLIC_4, ...forbidden.filter((network) => !isV6(network))];
  const v6 = [...NOT_PUBLIC_6, ...forbidden.filter(isV6)];
  return [
    { ipBlock: { cidr: '0.0.0.0/0', except: [...new Set(v4)] } },
    { ipBlock: { cidr: '::/0', except: [...new Set(v6)] } },
  ];
}

function tcp(port: number): k8s.NetworkPolicyPort {
  return { protocol: 'TCP', port: number(port) };
}

function number(port: number): k8s.IntOrString {
  return k8s.IntOrString.fromNumber(port);
}
