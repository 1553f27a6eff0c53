import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlatformOf, synth } from '../../../../apps/platform/synth/synth.ts';
import { openInstallation } from '../../../../generator/cluster/installation.ts';
import { inspectGitHub } from '../../../../generator/github/inspection.ts';
import { tryPush } from '../../../../generator/gitops/try-push.ts';
import { createPostTo, createServedAt } from '../../../../generator/preflight/clients/https.ts';
import { createResolve } from '../../../../generator/preflight/clients/resolver.ts';
import type { Finding } from '../../../../generator/preflight/finding.ts';
import { preflight } from '../../../../generator/preflight/preflight.ts';
import { authFromFile } from '../../../../generator/registry/auth-file.ts';
import { createRegistry } from '../../../../generator/registry/registry.ts';
import { startGitOps } from '../../../support/gitops-fixture.ts';
import { startApiServer } from '../../cluster/api-server.ts';
import { goodCluster } from './cluster-answers.ts';
import { startDns } from './dns-server.ts';
import { startEdge } from './edge-server.ts';
import { argocdToken, startGitHubServer } from './github-server.ts';

export const DOMAIN = 'acme-previews.dev';
export const OPS = 'ops.example.com';
export const GITOPS_TOKEN = 'gitops-token-0005';

/** Everything preflight looks at, on this machine, and all of it right. */
export async function startPreflightWorld() {
  const directory = await mkdtemp(join(tmpdir(), 'preflight-'));
  const [github, edge, gitops] = await Promise.all([
    startGitHubServer(),
    startEdge([DOMAIN, OPS]),
    startGitOps(),
  ]);
  gitops.server.requirePassword(GITOPS_TOKEN);
  const { appId, privateKey } = github.auth;
  const good = () => goodCluster({ appId, privateKey, argocdToken });
  const answers = good();
  const api = await startApiServer(answers);
  const names = new Map<string, readonly string[]>();
  const zones = [DOMAIN, OPS];
  const wildcard = (name: string) =>
    zones.some((zone) => name.endsWith(`.${zone}`)) ? ['127.0.0.1'] : undefined;
  const dns = await startDns((name) => names.get(name.replace(/^[^.]+/, '*')) ?? wildcard(name));
  const registry = { status: 404 };
  const images = createServer((_, response) => response.writeHead(registry.status).end());
  await new Promise<void>((resolve) => images.listen(0, '127.0.0.1', resolve));
  const image = `127.0.0.1:${(images.address() as AddressInfo).port}/acme/shop:{sha}`;

  const file = (change: (text: string) => string = (text) => text) =>
    writeFile(
      join(directory, 'platform.yaml'),
      change(platformText(gitops.url, github.url, image)),
    );
  let edited = true;
  const render = async () => {
    const parsed = await readPlatformOf(directory);
    if (parsed.ok) await synth(parsed.value, directory);
  };

  return {
    directory,
    ...{ github, edge, gitops, answers, registry, names, dns, api },
    /** Writes platform.yaml anew, and what is rendered from it. */
    async edit(change?: (text: string) => string): Promise<void> {
      edited = true;
      await file(change);
      await render();
    },
    /** Everything is right again. */
    async reset(): Promise<void> {
      answers.clear();
      for (const [path, answer] of good()) answers.set(path, answer);
      github.answers.clear();
      names.clear();
      Object.assign(edge.state, { status: 401, missing: new Set() });
      registry.status = 404;
      gitops.server.setFailure(undefined);
      gitops.server.requirePassword(GITOPS_TOKEN);
      if (!edited) return;
      edited = false;
      await file();
      await render();
    },
    async run(options: { cluster?: false; kubeconfig?: string } = {}): Promise<Finding[]> {
      const kubeconfig = options.kubeconfig ?? api.kubeconfig;
      return preflight(await readPlatformOf(directory), {
        read: (path) => readFile(join(directory, path), 'utf8').catch(() => undefined),
        cluster: options.cluster === false ? undefined : openInstallation({ kubeconfig }),
        resolve: createResolve({ servers: [dns.server], timeoutMs: 300 }),
        servedAt: createServedAt({ port: edge.port, ca: edge.ca, timeoutMs: 2_000 }),
        postTo: createPostTo({ port: edge.port, timeoutMs: 2_000 }),
        inspect: (apiUrl, auth) => inspectGitHub({ apiUrl, auth, timeoutMs: 2_000 }),
        registry: async () => createRegistry({ auth: authFromFile(undefined), timeoutMs: 2_000 }),
        push: ({ gitops: { url, environmentsBranch: branch } }, { gitops: given }) =>
          tryPush({
            ...{ url, branch, environment: process.env },
            credentials:
              given?.kind === 'token'
                ? { kind: 'token', token: () => Promise.resolve(given.token) }
                : undefined,
          }),
        now: () => new Date(),
      });
    },
    async stop(): Promise<void> {
      images.closeAllConnections();
      images.close();
      await Promise.all([github.stop(), edge.stop(), gitops.stop(), dns.stop()]);
      await api.stop().catch(() => undefined);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export type PreflightWorld = Awaited<ReturnType<typeof startPreflightWorld>>;

function platformText(gitopsUrl: string, apiUrl: string, image: string): string {
  return [
    `domain: ${DOMAIN}`,
    `opsDomain: ${OPS}`,
    `gitops: { url: ${gitopsUrl} }`,
    `github: { apiUrl: ${apiUrl} }`,
    'network: { nodes: [127.0.0.1] }',
    'argocd: { github: { tokenRef: { secretName: argocd-github, key: token } } }',
    'platform:',
    '  generator: { image: ghcr.io/acme/k8s-ephemeral-environments:0.1.0 }',
    '  tls: { issuer: cloudflare, email: ops@example.com }',
    '  login: { organization: acme }',
    'projects:',
    `  - { id: shop, repository: acme/shop, image: '${image}' }`,
    '',
  ].join('\n');
}
