import { SECRETS } from './support/cluster-answers.ts';
import { argocdToken } from './support/github-server.ts';
import {
  GITOPS_TOKEN,
  startPreflightWorld,
  type PreflightWorld,
} from './support/preflight-world.ts';

describe('preflight', () => {
  let world: PreflightWorld;
  beforeAll(async () => {
    world = await startPreflightWorld();
  });
  beforeEach(() => world.reset());
  afterAll(() => world.stop());

  const every = [
    ...['platform.yaml', 'rendered', 'domains', 'dns-previews', 'tls-previews', 'dns-ops'],
    ...[
      'tls-ops',
      'webhook-route',
      'kubernetes',
      'node-addresses',
      'capacity',
      'storage',
      'ingress',
      'argocd',
    ],
    ...['argocd-webhook-secret', 'secret', 'applications', 'external-secrets', 'github'],
    ...['github-permissions', 'github-installation', 'github-webhook', 'argocd-github'],
    ...['rate-limit', 'gitops-protection', 'registry', 'gitops-push'],
  ];

  it('finds nothing to do where all is right', async () => {
    const findings = await world.run();
    expect(findings.filter(({ status }) => status !== 'ok')).toEqual([
      // The remote of the test is not on GitHub.
      expect.objectContaining({ check: 'gitops-protection', status: 'unknown' }),
    ]);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set(every));
  });

  it('changes nothing: it writes to neither the cluster, nor Git, nor GitHub', async () => {
    const heads = () =>
      Promise.all(['main', 'environments'].map((branch) => world.gitops.person.head(branch)));
    world.gitops.server.requirePassword(undefined);
    const before = await heads();
    await world.run();
    expect(await heads()).toEqual(before);
    expect(world.edge.asked.at(-1)).toBe('POST https://previews.ops.example.com/webhooks/github');
  });

  it('shows no secret, whatever goes wrong', async () => {
    const said: string[] = [JSON.stringify(await world.run())];
    world.github.answers.set('GET /app', { status: 401, body: { message: SECRETS.argocd } });
    world.gitops.server.requirePassword('another');
    world.edge.state.status = 500;
    for (const [path] of world.answers) {
      if (path.includes('argocd-secret')) world.answers.set(path, { code: 500, body: 'broken' });
    }
    said.push(JSON.stringify(await world.run()));
    const { privateKey } = world.github.auth;
    const secrets = [argocdToken, GITOPS_TOKEN, SECRETS.webhook, SECRETS.cloudflare, SECRETS.oauth];
    const lines = privateKey.split('\n').filter((line) => line.length > 20);
    for (const secret of [...secrets, ...lines]) expect(said.join()).not.toContain(secret);
  });

  it('without a cluster looks at what is outside of it, and fails at nothing else', async () => {
    const findings = await world.run({ cluster: false });
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([]);
    const of = (wanted: string) =>
      findings.filter(({ status }) => status === wanted).map(({ check }) => check);
    expect(of('ok')).toEqual(
      expect.arrayContaining(['platform.yaml', 'rendered', 'domains', 'tls-previews', 'registry']),
    );
    expect(of('unknown')).toEqual(
      expect.arrayContaining(['dns-previews', 'kubernetes', 'github', 'gitops-push']),
    );
  });

  it('of a cluster that does not answer, says so once', async () => {
    await world.api.stop();
    const findings = await world.run({ kubeconfig: '/nowhere/kubeconfig' });
    const failed = findings.filter(({ status }) => status === 'fail');
    expect(failed).toEqual([
      {
        check: 'kubernetes',
        status: 'fail',
        message: 'Kubernetes could not be asked about its nodes: cannot read /nowhere/kubeconfig',
        next: 'Give the kubeconfig of the cluster with --kubeconfig FILE.',
      },
    ]);
  });
});
