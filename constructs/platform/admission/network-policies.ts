import { every, list, listOf, some, text } from './cel.ts';
import type { Policy } from './policy.ts';

const NAMESPACE_NAME = text('kubernetes.io/metadata.name');

/** Pods of one namespace with this label. */
export type SharedPods = {
  readonly namespace: string;
  readonly label: readonly [key: string, value: string];
};

/** A NetworkPolicy names whom it lets in and out: nothing that means everybody, or another environment. */
export function networkPoliciesPolicy(
  name: string,
  props: {
    /** Networks that no environment may reach, in CIDR notation. */
    readonly hidden: readonly string[];
    /** Pods of other namespaces that reach environments. */
    readonly from: readonly SharedPods[];
    /** Pods of other namespaces that environments reach. */
    readonly to: readonly SharedPods[];
  },
): Policy {
  const ofNamespace = `peer.namespaceSelector.?matchLabels[?${NAMESPACE_NAME}].orValue("")`;
  const isOne = ({ namespace, label: [key, value] }: SharedPods) =>
    every(
      `${ofNamespace} == ${text(namespace)}`,
      `peer.podSelector.?matchLabels[?${text(key)}].orValue("") == ${text(value)}`,
    );
  const arePods = (shared: readonly SharedPods[]) =>
    every(
      'size(peer.?podSelector.?matchLabels.orValue({})) > 0',
      some('!has(peer.namespaceSelector)', ...shared.map(isOne)),
    );
  const excepted = (network: string) =>
    `${listOf('peer.ipBlock', 'except')}.exists(one, cidr(one).containsCIDR(${network}))`;
  const reaches = (hidden: string) =>
    `cidr(peer.ipBlock.cidr).containsCIDR(${hidden}) ? ${excepted(hidden)} : (!cidr(${hidden}).containsCIDR(peer.ipBlock.cidr) || ${excepted('peer.ipBlock.cidr')})`;
  const peers = (way: string) => `${way}.all(peer, `;
  return {
    name,
    on: 'previews',
    requests: {
      apiGroups: ['networking.k8s.io'],
      resources: ['networkpolicies'],
      operations: ['CREATE', 'UPDATE'],
    },
    variables: [
      { name: 'ingress', expression: listOf('object.spec', 'ingress') },
      { name: 'egress', expression: listOf('object.spec', 'egress') },
      { name: 'hidden', expression: list(props.hidden) },
    ],
    validations: [
      {
        expression: every(
          `variables.ingress.all(way, size(${listOf('way', 'from')}) > 0)`,
          `variables.egress.all(way, size(${listOf('way', 'to')}) > 0)`,
        ),
        message: 'expected at least one peer in each rule: none means everybody',
      },
      {
        expression: `variables.ingress.all(way, ${peers(listOf('way', 'from'))}!has(peer.ipBlock) && ${arePods(props.from)}))`,
        message: `expected pods by their labels, of this namespace or ${named(props.from)}`,
      },
      {
        expression: `variables.egress.all(way, ${peers(listOf('way', 'to'))}has(peer.ipBlock) || (${arePods(props.to)})))`,
        message: `expected pods by their labels, of this namespace or ${named(props.to)}, or networks`,
      },
      {
        expression: `variables.egress.all(way, ${peers(listOf('way', 'to'))}!has(peer.ipBlock) || variables.hidden.all(network, ${reaches('network')})))`,
        message: `expected no way to what is not public; except ${props.hidden.join(', ')}`,
      },
    ],
  };
}

function named(pods: readonly SharedPods[]): string {
  return pods.map(({ namespace, label }) => `${label[1]} in ${namespace}`).join(' or ');
}
