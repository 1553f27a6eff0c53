import { BlockList, isIPv6 } from 'node:net';
import type { KubeObject } from './rendered.ts';

type Labels = Readonly<Record<string, string>>;
/** A pod, somewhere. */
export type Pod = { readonly namespace: string; readonly labels: Labels };
export type Way = { readonly protocol: 'TCP' | 'UDP'; readonly port: number };

type Selector = { readonly matchLabels?: Labels };
type Peer = {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
};
type Rule = { readonly to?: Peer[]; readonly from?: Peer[]; readonly ports?: Way[] };
type Spec = {
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: Rule[];
  readonly egress?: Rule[];
};

/** How Kubernetes reads the policies of the namespace `home`. */
export function network(home: string, objects: readonly KubeObject[]) {
  const policies = objects.map(({ spec }) => spec as Spec);
  const rules = (pod: Pod, type: 'Ingress' | 'Egress'): Rule[] => {
    const chosen = policies.filter(
      ({ podSelector, policyTypes }) =>
        pod.namespace === home && policyTypes.includes(type) && selects(podSelector, pod.labels),
    );
    // A pod that no policy chooses may do everything.
    if (chosen.length === 0) return [{}];
    return chosen.flatMap((spec) => (type === 'Ingress' ? spec.ingress : spec.egress) ?? []);
  };
  return {
    mayReceive: (pod: Pod, from: Pod, way: Way): boolean =>
      rules(pod, 'Ingress').some(
        (rule) => opens(rule, way) && (rule.from?.some((peer) => isPod(peer, home, from)) ?? true),
      ),
    mayReceiveFromAddress: (pod: Pod, address: string, way: Way): boolean =>
      rules(pod, 'Ingress').some(
        (rule) => opens(rule, way) && (rule.from?.some((peer) => holds(peer, address)) ?? true),
      ),
    maySend: (pod: Pod, to: Pod, way: Way): boolean =>
      rules(pod, 'Egress').some(
        (rule) => opens(rule, way) && (rule.to?.some((peer) => isPod(peer, home, to)) ?? true),
      ),
    maySendToAddress: (pod: Pod, address: string, way: Way): boolean =>
      rules(pod, 'Egress').some(
        (rule) => opens(rule, way) && (rule.to?.some((peer) => holds(peer, address)) ?? true),
      ),
  };
}

function opens({ ports }: Rule, { protocol, port }: Way): boolean {
  return ports?.some((open) => open.protocol === protocol && open.port === port) ?? true;
}

function selects({ matchLabels = {} }: Selector, labels: Labels): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
}

function isPod({ podSelector, namespaceSelector, ipBlock }: Peer, home: string, pod: Pod): boolean {
  if (ipBlock) return false;
  const namespace = namespaceSelector
    ? selects(namespaceSelector, { 'kubernetes.io/metadata.name': pod.namespace })
    : pod.namespace === home;
  return namespace && selects(podSelector ?? {}, pod.labels);
}

function holds({ ipBlock }: Peer, address: string): boolean {
  if (!ipBlock) return false;
  return inside(ipBlock.cidr, address) && !ipBlock.except?.some((cidr) => inside(cidr, address));
}

/** Whether a network in CIDR notation holds an address. */
export function inside(cidr: string, address: string): boolean {
  const [start, length] = cidr.split('/') as [string, string];
  if (isIPv6(start) !== isIPv6(address)) return false;
  const type = isIPv6(start) ? 'ipv6' : 'ipv4';
  const list = new BlockList();
  list.addSubnet(start, Number(length), type);
  return list.check(address, type);
}
