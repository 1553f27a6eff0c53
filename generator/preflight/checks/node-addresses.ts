import ipaddr from 'ipaddr.js';
import type { Platform } from '../../../apps/platform/config.ts';
import type { ClusterNode } from '../../cluster/installation.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

/** Previews reach the internet: a node's public address is kept from them only where `network.nodes` has it. */
export function checkNodeAddresses(
  { network }: Pick<Platform, 'network'>,
  nodes: readonly ClusterNode[],
): Finding {
  const found = findingsOf('node-addresses');
  const all = [...new Set(nodes.flatMap(({ addresses }) => addresses))].filter((address) =>
    ipaddr.IPv4.isValidFourPartDecimal(address),
  );
  const hidden = network.nodes.map((text) => ipaddr.IPv4.parseCIDR(text));
  const missing = all.filter(
    (address) => !hidden.some((range) => ipaddr.IPv4.parse(address).match(range)),
  );
  if (missing.length === 0) {
    return found.ok(`network.nodes has all IPv4 addresses of nodes: ${listed(all) || 'none'}`);
  }
  const wanted = [...network.nodes.map((text) => text.replace(/\/32$/, '')), ...missing];
  return found.fail(
    `network.nodes lacks ${listed(missing)}: previews could reach the kubelet and the API server at a public address`,
    `In platform.yaml: network: { nodes: [${wanted.join(', ')}] }; then npm run synth, commit and push.`,
  );
}
