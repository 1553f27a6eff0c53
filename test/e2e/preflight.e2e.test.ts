import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '../../generator/preflight/finding.ts';
import { repositoryRoot } from '../support/source-tree.ts';
import { startDns } from '../generator/preflight/support/dns-server.ts';
import { readBed } from './support/bed.ts';
import { until } from './support/wait.ts';

const SYSTEM = 'k8s-ee-system';
const READER = 'preflight-e2e';
const PLATFORM = `
domain: acme-previews.dev
opsDomain: ops.example.com
gitops: { url: http://127.0.0.1:9/gitops.git }
github: { apiUrl: http://127.0.0.1:9 }
argocd: { github: { tokenRef: { secretName: argocd-github, key: token } } }
policy: { images: tag }
platform:
  generator: { image: ghcr.io/acme/k8s-ephemeral-environments:0.1.0 }
  tls: { issuer: none }
projects:
  - { id: preflight, repository: acme/preflight, image: 'ghcr.io/acme/preflight:{sha}' }
`;

describe('preflight, on a real API server', () => {
  const bed = readBed(process.env);
  let directory: string;
  let core: CoreV1Api;
  let config: KubeConfig;
  let dns: Awaited<ReturnType<typeof startDns>>;

  beforeAll(async () => {
    config = new KubeConfig();
    config.loadFromFile(bed.kubeconfig);
    core = config.makeApiClient(CoreV1Api);
    directory = await mkdtemp(join(tmpdir(), 'preflight-e2e-'));
    await writeFile(join(directory, 'platform.yaml'), PLATFORM);
    dns = await startDns(() => undefined);
    await core.createNamespace({ body: { metadata: { name: SYSTEM } } });
  });
  afterAll(async () => {
    await core.deleteNamespace({ name: SYSTEM });
    // Other tests make it anew.
    const names = async () =>
      (await core.listNamespace()).items.map(({ metadata }) => metadata?.name);
    await until(`${SYSTEM} to go`, async () => !(await names()).includes(SYSTEM), {
      ...{ seconds: 60, explain: async () => (await names()).join(' ') },
    });
    await dns.stop();
    await rm(directory, { recursive: true });
  });

  async function preflight(
    kubeconfig: string,
  ): Promise<{ code: number; all: Finding[]; text: string }> {
    const words = [
      '--import',
      'tsx',
      'generator/preflight/main.ts',
      '--gitops',
      directory,
      '--json',
    ];
    const options = { cwd: repositoryRoot, env: { ...process.env, KUBECONFIG: '' } };
    return new Promise((resolve) => {
      execFile(
        'node',
        [...words, '--kubeconfig', kubeconfig, '--dns', dns.server],
        options,
        (error, text) => {
          const code = typeof error?.code === 'number' ? error.code : 0;
          resolve({ code, text, all: JSON.parse(text) as Finding[] });
        },
      );
    });
  }
  const of = (all: Finding[], check: string) => all.filter((one) => one.check === check);
  const secret = (data: Record<string, string>) =>
    core.createNamespacedSecret({
      namespace: SYSTEM,
      body: { metadata: { name: 'generator' }, stringData: data },
    });

  it('reads what is there, and tells what is not', async () => {
    const { code, all } = await preflight(bed.kubeconfig);
    expect(code).toBe(1);
    expect(of(all, 'kubernetes')).toEqual([
      { check: 'kubernetes', status: 'ok', message: expect.stringMatching(/^v1\.\d+\.\d+.* node/) },
    ]);
    expect(of(all, 'storage')).toMatchObject([{ status: 'ok' }]);
    // The bed has no ingress controller, and Argo CD without the settings of its values.
    expect(of(all, 'ingress')).toMatchObject([
      { status: 'fail', message: expect.stringContaining('the IngressClass traefik') },
    ]);
    expect(of(all, 'argocd')).toContainEqual(
      expect.objectContaining({
        status: 'fail',
        message: expect.stringContaining('tokenref.strict.mode of argocd-cmd-params-cm is not set'),
      }),
    );
    expect(of(all, 'secret')).toContainEqual(
      expect.objectContaining({
        status: 'fail',
        message: expect.stringContaining('k8s-ee-system/generator is missing'),
      }),
    );
    expect(of(all, 'dns-previews')).toMatchObject([{ status: 'fail' }]);
    expect(of(all, 'applications')).toMatchObject([{ status: 'warn' }]);
  });

  it('compares the webhook secrets, and shows none', async () => {
    const same = {
      'argocd-webhook-secret': bed.webhookSecret,
      'github-webhook-secret': 'a-secret-of-e2e',
    };
    await secret(same);
    const first = await preflight(bed.kubeconfig);
    expect(of(first.all, 'argocd-webhook-secret')).toMatchObject([{ status: 'ok' }]);
    expect(of(first.all, 'secret')).toContainEqual(
      expect.objectContaining({
        status: 'fail',
        message: expect.stringMatching(/generator lacks github-app-id \+ .*, or github-token/),
      }),
    );
    await core.deleteNamespacedSecret({ namespace: SYSTEM, name: 'generator' });
    await secret({ ...same, 'argocd-webhook-secret': 'another-secret-of-e2e' });
    const second = await preflight(bed.kubeconfig);
    expect(of(second.all, 'argocd-webhook-secret')).toMatchObject([
      { status: 'fail', message: expect.stringContaining('different ones') },
    ]);
    for (const { text } of [first, second]) {
      expect(text).not.toContain(bed.webhookSecret);
      expect(text).not.toMatch(/secret-of-e2e/);
    }
  });

  it('with an account that may not look, says so and concludes nothing', async () => {
    await core.createNamespacedServiceAccount({
      namespace: SYSTEM,
      body: { metadata: { name: READER } },
    });
    const { status } = await core.createNamespacedServiceAccountToken({
      ...{ namespace: SYSTEM, name: READER },
      body: { spec: { audiences: [], expirationSeconds: 600 } },
    });
    const { name, server, caData, caFile } = config.getCurrentCluster()!;
    const file = join(directory, 'kubeconfig');
    const cluster = {
      server,
      ...(caData ? { 'certificate-authority-data': caData } : { 'certificate-authority': caFile }),
    };
    await writeFile(
      file,
      JSON.stringify({
        ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'reader' },
        clusters: [{ name, cluster }],
        users: [{ name: 'reader', user: { token: status!.token } }],
        contexts: [{ name: 'reader', context: { cluster: name, user: 'reader' } }],
      }),
    );
    const { code, all, text } = await preflight(file);
    expect(code).toBe(1);
    expect(of(all, 'kubernetes')).toMatchObject([
      { status: 'fail', message: expect.stringMatching(/answered 403 when asked about its nodes/) },
    ]);
    expect(of(all, 'secret')).toEqual([]);
    expect(of(all, 'gitops-push')).toMatchObject([{ status: 'unknown' }]);
    expect(text).not.toContain(status!.token);
  });
});
