import ipaddr from 'ipaddr.js';
import type { Platform } from '../../../platform/platform.ts';
import { finding, findIf, got, type Finding, type Rule } from '../rule.ts';

type Selector = { readonly matchLabels?: Readonly<Record<string, string>> };
type Peer = {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: IpBlock;
};
type IpBlock = { readonly cidr: string; readonly except?: readonly string[] };
type Way = { readonly from?: readonly Peer[]; readonly to?: readonly Peer[] };

/** What is nobody's on the internet, and what an environment must not reach in any case. */
const PRIVATE = [
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.168.0.0/16'],
  // Loopback, IPv4 in IPv6 twice, unique local, link-local.
  ...['::1/128', '::ffff:0:0/96', '64:ff9b::/96', 'fc00::/7', 'fe80::/10'],
];

/** Who serves every environment: the ingress controller and DNS, and Prometheus. */
const SHARED_NAMESPACES = ['kube-system', 'observability'];
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/** A NetworkPolicy names whom it lets in and out: nothing that means everybody, or another environment. */
export const isolationRule: Rule = ({ kind, spec }, { platform }) => {
  if (kind !== 'NetworkPolicy') return [];
  const { ingress = [], egress = [] } = (spec ?? {}) as { ingress?: Way[]; egress?: Way[] };
  const into = (path: string, { cidr }: IpBlock) => [
    finding(path, `expected pods, got the network ${got(cidr)}`),
  ];
  const outTo = (path: string, block: IpBlock) => reachFindings(path, block, platform);
  return [
    ...ingress.flatMap(({ from }, nth) => peerFindings(`spec.ingress[${nth}].from`, from, into)),
    ...egress.flatMap(({ to }, nth) => peerFindings(`spec.egress[${nth}].to`, to, outTo)),
  ];
};

function peerFindings(
  path: string,
  peers: readonly Peer[] = [],
  ofNetwork: (path: string, block: IpBlock) => readonly Finding[],
): Finding[] {
  if (peers.length === 0) {
    return [finding(path, 'expected at least one peer: an empty list means everybody')];
  }
  return peers.flatMap(({ podSelector, namespaceSelector, ipBlock }, nth) => {
    const at = `${path}[${nth}]`;
    if (ipBlock) return ofNetwork(`${at}.ipBlock`, ipBlock);
    const shared = SHARED_NAMESPACES.includes(
      namespaceSelector?.matchLabels?.[NAMESPACE_NAME] ?? '',
    );
    return [
      ...findIf(
        Object.keys(podSelector?.matchLabels ?? {}).length === 0,
        `${at}.podSelector`,
        'expected matchLabels: without any it means every pod',
      ),
      ...findIf(
        namespaceSelector !== undefined && !shared,
        `${at}.namespaceSelector`,
        `expected ${NAMESPACE_NAME} of ${SHARED_NAMESPACES.join(' or ')}, got ${got(namespaceSelector)}`,
      ),
    ];
  });
}

function reachFindings(
  path: string,
  { cidr, except = [] }: IpBlock,
  platform: Platform,
): Finding[] {
  const wrong = [cidr, ...except].filter((text) => !ipaddr.isValidCIDR(text));
  if (wrong.length > 0)
    return [finding(path, `expected networks such as 10.0.0.0/8, got ${got(wrong)}`)];
  const { podCidr, serviceCidr, nodes } = platform.network;
  const excepted = except.map(networkOf);
  const reached = networkOf(cidr);
  return [...new Set([...PRIVATE, podCidr, serviceCidr, ...nodes])]
    .filter((text) => {
      const hidden = networkOf(text);
      const common = holds(reached, hidden) ? hidden : holds(hidden, reached) ? reached : undefined;
      return common !== undefined && !excepted.some((one) => holds(one, common));
    })
    .map((text) => finding(path, `lets pods reach ${text}, which is not public; add it to except`));
}

type Network = ReturnType<typeof ipaddr.parseCIDR>;
const networkOf = (text: string): Network => ipaddr.parseCIDR(text);

function holds([outer, wide]: Network, [inner, narrow]: Network): boolean {
  return outer.kind() === inner.kind() && wide <= narrow && inner.match(outer, wide);
}
