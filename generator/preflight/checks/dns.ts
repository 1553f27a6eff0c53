import ipaddr from 'ipaddr.js';
import type { Asked } from '../../asked.ts';
import { findingsOf, listed, type Finding } from '../finding.ts';

/** The addresses of a host, both families; none: there is no such name. */
export type Resolve = (host: string) => Promise<Asked<string[]>>;

/** Where the cluster says that it is reached. */
export type ClusterAddresses = Asked<readonly string[]>;

/** `host`: a name nobody made, so only a wildcard record can answer for it. */
export async function checkDns(
  given: { readonly check: string; readonly host: string; readonly wildcard: string },
  resolve: Resolve,
  cluster: ClusterAddresses,
): Promise<Finding> {
  const { host, wildcard } = given;
  const found = findingsOf(given.check);
  const asked = await resolve(host);
  if (asked.kind === 'unknown') return found.unknown(`${host}: ${asked.reason}`);
  const addresses = asked.value;
  if (addresses.length === 0) {
    return found.fail(
      `${host} does not exist`,
      `Create the DNS record ${wildcard} with the address of the server.`,
    );
  }
  const at = `${wildcard} leads to ${listed(addresses)}`;
  if (cluster.kind === 'unknown') {
    return found.unknown(`${at}; whether that is the cluster is not known: ${cluster.reason}`);
  }
  const stray = addresses.filter((address) => !cluster.value.includes(normal(address)));
  if (stray.length === 0) return found.ok(at);
  if (!cluster.value.some(isPublic)) {
    return found.warn(
      `${at}; the cluster knows only private addresses of its own (${listed(cluster.value)})`,
      'Make sure that the first is forwarded to the second.',
    );
  }
  return found.fail(
    `${at}, but the cluster is reached at ${listed(cluster.value)}`,
    `Correct the record ${wildcard}; a proxy in front of it must be switched off, since it would end TLS.`,
  );
}

export function normal(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}
