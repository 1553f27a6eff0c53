import { randomBytes } from 'node:crypto';
import { componentsOf } from '../../apps/platform/components/all.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { ROOT_NAME } from '../../apps/platform/names.ts';
import type { Parsed } from '../../apps/problems.ts';
import type { Asked } from '../asked.ts';
import type { Installation } from '../cluster/installation.ts';
import type { Auth } from '../github/connections.ts';
import type { GitHubInspection } from '../github/inspection.ts';
import type { Registry } from '../registry/registry.ts';
import { checkApplications, checkArgoCd, checkWebhookSecret } from './checks/argo-cd.ts';
import { checkCapacity } from './checks/capacity.ts';
import { checkIngress, checkStorage, checkVersion } from './checks/cluster.ts';
import type { Resolve } from './checks/dns.ts';
import { checkDomains } from './checks/domains.ts';
import { checkExternalSecrets } from './checks/external-secrets.ts';
import { checkPlatformFile, checkRendered } from './checks/files.ts';
import { checkGitHubWebhook } from './checks/github-webhook.ts';
import { checkArgoCdGitHub, checkGitHub } from './checks/github.ts';
import { checkProtection, checkPush } from './checks/gitops.ts';
import { checkNodeAddresses } from './checks/node-addresses.ts';
import { checkRateLimits } from './checks/rate-limit.ts';
import { checkRegistries } from './checks/registry.ts';
import { checkSecrets } from './checks/secrets.ts';
import type { ServedAt } from './checks/tls.ts';
import type { PostTo } from './clients/https.ts';
import { readCredentials, type ClusterCredentials } from './credentials.ts';
import { checkEdge, clusterAddresses, webhookUrl } from './edge.ts';
import { findingsOf, type Finding } from './finding.ts';

/** Everything that is asked; each of them answers `unknown` where it cannot. */
export type PreflightClients = {
  /** A file of the checkout of the GitOps repository. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Absent: no kubeconfig was given. */
  readonly cluster: Installation | undefined;
  readonly resolve: Resolve;
  readonly servedAt: ServedAt;
  readonly postTo: PostTo;
  readonly inspect: (apiUrl: string, auth: Auth) => GitHubInspection;
  /** `registryAuth`: a Docker configuration. */
  readonly registry: (registryAuth: string | undefined) => Promise<Registry>;
  readonly push: (
    platform: Platform,
    credentials: ClusterCredentials,
  ) => Promise<Asked<'existing' | 'new'>>;
  readonly now: () => Date;
};

/** Everything that has to be right before the first preview, in the order in which it is set up. */
export async function preflight(
  parsed: Parsed<Platform>,
  clients: PreflightClients,
): Promise<Finding[]> {
  const file = checkPlatformFile(parsed);
  if (!parsed.ok) return file;
  const platform = parsed.value;
  const { cluster } = clients;
  const credentials = await readCredentials(cluster, platform);
  const seen = await ofCluster(cluster, platform, credentials);
  return [
    ...file,
    await checkRendered(platform, clients.read),
    checkDomains(platform),
    ...(await checkEdge(platform, clients, {
      addresses: await clusterAddresses(cluster),
      applied: seen.applied,
      random: `preflight-${randomBytes(4).toString('hex')}`,
    })),
    ...seen.findings,
    ...(await ofGitHub(platform, clients, credentials)),
    ...(await checkRegistries(await clients.registry(credentials.registryAuth), platform)),
    credentials.seen.kind === 'unknown'
      ? findingsOf('gitops-push').unknown(credentials.seen.reason)
      : checkPush(platform, await clients.push(platform, credentials)),
  ];
}

async function ofCluster(
  cluster: Installation | undefined,
  platform: Platform,
  credentials: ClusterCredentials,
): Promise<{ applied: boolean | undefined; findings: Finding[] }> {
  if (cluster === undefined) {
    const found = findingsOf('kubernetes');
    const next = 'Give the kubeconfig of the cluster with --kubeconfig FILE.';
    return { applied: undefined, findings: [found.unknown('no cluster was given', next)] };
  }
  const nodes = await cluster.nodes();
  const version = checkVersion(nodes);
  // All else would say the same once more.
  if (nodes.kind === 'unknown') return { applied: undefined, findings: [version] };
  const applications = await checkApplications(cluster, platform, {
    root: ROOT_NAME,
    components: componentsOf(platform).map(({ name }) => name),
  });
  const state = { ours: platform.components?.externalSecrets === true, ...applications };
  return {
    applied: applications.applied,
    findings: [
      version,
      checkNodeAddresses(platform, nodes.value),
      ...checkCapacity(platform, nodes.value),
      await checkStorage(cluster, platform),
      await checkIngress(cluster),
      ...(await checkArgoCd(cluster, platform)),
      await checkWebhookSecret(cluster, platform, credentials.argocdWebhookSecret),
      ...(await checkSecrets(cluster, platform)),
      ...applications.findings,
      await checkExternalSecrets(cluster, state),
    ],
  };
}

async function ofGitHub(
  platform: Platform,
  clients: PreflightClients,
  { generator, argocd }: ClusterCredentials,
): Promise<Finding[]> {
  const { apiUrl } = platform.github;
  const inspect = (auth: Auth) => clients.inspect(apiUrl, auth);
  return [
    ...(await checkGitHub(generator, inspect, platform)),
    ...(await checkGitHubWebhook(generator, inspect, { url: webhookUrl(platform), platform })),
    ...(await checkArgoCdGitHub(argocd, inspect, platform)),
    ...(await checkRateLimits({ generator, argocd }, inspect, platform)),
    await checkProtection(generator, inspect, platform),
  ];
}
