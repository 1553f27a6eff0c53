import { createHmac } from 'node:crypto';
import { openBareRepository } from '../../../../generator/demo/bare-repository.ts';
import { startCluster, webhookUrls } from '../../../../generator/demo/cluster/stand-in.ts';
import { gitEnvironment } from '../../../../generator/demo/git-http-backend.ts';
import { startGitHub } from '../../../../generator/demo/github/stand-in.ts';
import { createCluster } from '../../../../generator/cluster/cluster.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGitOps } from '../../../support/gitops-fixture.ts';

const SECRET = 'of Argo CD';

/** The stand-in for a cluster at a quick pace, with a real repository and GitHub behind it, and the generator's own client before it. */
export async function startClusterFixture() {
  const gitops = await startGitOps();
  const github = await startGitHub({ tokens: { token: 'somebody' } });
  const repository = github.createRepository('acme/shop', { files: { 'server.js': 'runs\n' } });
  const place = gitops.server.directoryOf('gitops');
  const path = process.env.PATH ?? '';
  const cluster = await startCluster({
    bare: openBareRepository(place, gitEnvironment(path, gitops.directory)),
    ...{ argocdNamespace: 'argocd', webhookSecret: SECRET },
    filesOf: (sha) => repository.commits.get(sha),
    timing: { syncMs: 50, startMs: 100, endMs: 100, pollMs: 600_000 },
  });
  cluster.follow({
    projects: [{ id: 'shop', repository: 'acme/shop' }],
    ...{ environmentsBranch: 'environments', apiUrl: github.url },
  });
  const kubeconfig = join(gitops.directory, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig);
  const client = createCluster({ mode: 'on', kubeconfig, argocdNamespace: () => 'argocd' });
  const { applicationSetWebhook, serverWebhook } = webhookUrls(cluster.url);

  const send = async (url: string, body: object, secret = SECRET) => {
    const text = JSON.stringify(body);
    const signature = createHmac('sha256', secret).update(text).digest('hex');
    const headers = { 'x-hub-signature-256': `sha256=${signature}` };
    return (await fetch(url, { method: 'POST', body: text, headers })).status;
  };

  return {
    ...{ gitops, github, cluster, client },
    /** As the generator tells it; `secret`: signed with another one. */
    tellSets: (secret?: string) => send(applicationSetWebhook, {}, secret),
    tellServer: (paths: readonly string[]) =>
      send(serverWebhook, { commits: [{ added: [], modified: paths, removed: [] }] }),
    get: (of: string) => fetch(`${cluster.url}${of}`),
    async stop() {
      await cluster.stop();
      await github.stop();
      await gitops.stop();
    },
  };
}

export const directory = (number: number) => `environments/shop/pr-${number}`;

/** A record, and manifests with one service at a commit; `replicas: undefined`: none, as of a tombstone. */
export function environment(
  number: number,
  given: {
    readonly sha: string;
    readonly state?: string;
    readonly keep?: string;
    readonly replicas?: number | undefined;
  },
): Record<string, string | undefined> {
  const { sha, state = 'active', keep = 'open', replicas } = given;
  const manifest = JSON.stringify({
    ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'app' } },
    spec: {
      replicas,
      template: {
        metadata: { labels: { 'app.kubernetes.io/name': 'app', 'k8s-ee/commit-sha': sha } },
        spec: { containers: [{ name: 'app', image: `ghcr.io/acme/shop:${sha}` }] },
      },
    },
  });
  return {
    [`${directory(number)}/environment.yaml`]: `number: "${number}"\nproject: shop\nid: shop-pr-${number}\nstate: ${state}\nkeep: ${keep}\n`,
    [`${directory(number)}/manifests/app.yaml`]: replicas === undefined ? undefined : manifest,
    [`${directory(number)}/manifests/.keep`]: '',
  };
}
