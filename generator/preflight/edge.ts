import type { Platform } from '../../apps/platform/config.ts';
import { known, unknown, type Asked } from '../asked.ts';
import type { Installation } from '../cluster/installation.ts';
import { checkDns, normal, type ClusterAddresses, type Resolve } from './checks/dns.ts';
import { checkTls, type ServedAt } from './checks/tls.ts';
import { checkWebhookRoute } from './checks/webhook-route.ts';
import type { PostTo } from './clients/https.ts';
import { findingsOf, type Finding } from './finding.ts';

/** Where GitHub posts to; `undefined`: the dashboard's host is somebody else's. */
export function webhookUrl({ components }: Platform): string | undefined {
  return components && `https://previews.${components.opsDomain}/webhooks/github`;
}

/** Of Traefik's Service and of the nodes. */
export async function clusterAddresses(
  cluster: Installation | undefined,
): Promise<ClusterAddresses> {
  if (cluster === undefined) return unknown('no cluster was given');
  const nodes = await cluster.nodes();
  if (nodes.kind === 'unknown') return nodes;
  const ingress = await cluster.loadBalancer('kube-system', 'traefik');
  const ofIngress = ingress.kind === 'known' ? (ingress.value ?? []) : [];
  const all = [...ofIngress, ...nodes.value.flatMap(({ addresses }) => addresses)];
  return known([...new Set(all.map(normal))]);
}

/** Names, certificates and the way to the generator, as anybody on the internet finds them. */
export async function checkEdge(
  platform: Platform,
  clients: {
    readonly resolve: Resolve;
    readonly servedAt: ServedAt;
    readonly postTo: PostTo;
    readonly now: () => Date;
  },
  state: {
    readonly addresses: ClusterAddresses;
    /** Whether the root Application, which brings certificate and generator, is applied. */
    readonly applied: boolean | undefined;
    /** A name that nobody made. */
    readonly random: string;
  },
): Promise<Finding[]> {
  const { domain, components } = platform;
  const places = [
    { name: 'previews', of: domain },
    ...(components ? [{ name: 'ops', of: components.opsDomain }] : []),
  ];
  const findings: Finding[] = [];
  for (const { name, of } of places) {
    const host = `${state.random}.${of}`;
    const wildcard = `*.${of}`;
    findings.push(
      await checkDns({ check: `dns-${name}`, host, wildcard }, clients.resolve, state.addresses),
    );
    findings.push(await tls(`tls-${name}`, host, { ...state, ...clients, platform }));
  }
  const route = await webhookRoute(platform, state.applied, clients);
  return route ? [...findings, route] : findings;
}

async function firstAddress(resolve: Resolve, host: string): Promise<Asked<string | undefined>> {
  const asked = await resolve(host);
  return asked.kind === 'known' ? known(asked.value[0]) : asked;
}

async function tls(
  check: string,
  host: string,
  given: {
    readonly applied: boolean | undefined;
    readonly resolve: Resolve;
    readonly servedAt: ServedAt;
    readonly now: () => Date;
    readonly platform: Platform;
  },
): Promise<Finding> {
  const found = findingsOf(check);
  const { components } = given.platform;
  if (components && components.tls.issuer !== 'none' && given.applied === false) {
    return found.unknown('the certificate comes with the root Application');
  }
  const address = await firstAddress(given.resolve, host);
  if (address.kind === 'unknown') return found.unknown(address.reason);
  if (address.value === undefined) return found.unknown('without an address nothing is served');
  const staging = components?.tls.server === 'staging';
  const options = { staging, now: given.now() };
  return checkTls(check, host, await given.servedAt(address.value, host), options);
}

async function webhookRoute(
  platform: Platform,
  applied: boolean | undefined,
  { resolve, postTo }: { readonly resolve: Resolve; readonly postTo: PostTo },
): Promise<Finding | undefined> {
  const url = webhookUrl(platform);
  if (url === undefined) return undefined;
  const found = findingsOf('webhook-route');
  if (applied === false) return found.unknown('the generator comes with the root Application');
  const address = await firstAddress(resolve, new URL(url).hostname);
  if (address.kind === 'unknown') return found.unknown(address.reason);
  if (address.value === undefined) return found.unknown('without an address nobody answers');
  return checkWebhookRoute(url, await postTo(address.value, url));
}
