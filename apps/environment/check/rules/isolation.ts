import { finding, got, type Finding, type Rule } from '../rule.ts';

type Peer = {
  readonly podSelector?: Readonly<Record<string, unknown>>;
  readonly namespaceSelector?: Readonly<Record<string, unknown>>;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
};
type Way = { readonly from?: readonly Peer[]; readonly to?: readonly Peer[] };

/** A NetworkPolicy names whom it lets in and out: no list that is empty and so means everybody. */
export const isolationRule: Rule = ({ kind, spec }) => {
  if (kind !== 'NetworkPolicy') return [];
  const { ingress = [], egress = [] } = (spec ?? {}) as { ingress?: Way[]; egress?: Way[] };
  return [
    ...ingress.flatMap(({ from = [] }, nth) => peerFindings(`spec.ingress[${nth}].from`, from)),
    ...egress.flatMap(({ to = [] }, nth) => peerFindings(`spec.egress[${nth}].to`, to)),
  ];
};

function peerFindings(path: string, peers: readonly Peer[]): Finding[] {
  if (peers.length === 0) {
    return [finding(path, 'expected at least one peer: an empty list means everybody')];
  }
  return peers.flatMap(({ namespaceSelector, ipBlock }, nth) => {
    if (namespaceSelector && Object.keys(namespaceSelector).length === 0) {
      const message = 'expected labels of a namespace: without any it means every namespace';
      return [finding(`${path}[${nth}].namespaceSelector`, message)];
    }
    if (ipBlock && (path.includes('ingress') || isOpen(ipBlock))) {
      const message = `expected no network, or for the way out one without private addresses, got ${got(ipBlock.cidr)}`;
      return [finding(`${path}[${nth}].ipBlock`, message)];
    }
    return [];
  });
}

function isOpen({ cidr, except = [] }: NonNullable<Peer['ipBlock']>): boolean {
  return cidr.endsWith('/0') && except.length === 0;
}
