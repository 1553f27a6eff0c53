import type { KubernetesObject } from '@kubernetes/client-node';
import { App, Chart } from 'cdk8s';
import { cookieSecret, loginsOf } from '../../apps/platform/components/login.ts';
import { TESTS_SECRET, TESTS_USER } from '../../apps/platform/components/login-names.ts';
import { secretNamespace } from '../../apps/platform/components/secret-stores.ts';
import { ProjectSecret } from '../../constructs/environment/project-secret.ts';
import { ask, oauth2ProxyProgram, startOauth2Proxy } from '../support/oauth2-proxy.ts';
import { describeWithExternalSecrets, readBed } from './support/bed.ts';
import { connectCluster, type Cluster } from './support/cluster.ts';
import { objectsOf, platformOf } from './support/component-objects.ts';
import {
  readinessOf,
  startExternalSecrets,
  type ExternalSecrets,
} from './support/external-secrets.ts';
import { until } from './support/wait.ts';

const ours = 'e2e-own';
const theirs = 'e2e-other';
const platform = platformOf([ours, theirs]);
const login = 'e2e-login';

type Secret = KubernetesObject & { data?: Record<string, string>; immutable?: boolean };

describeWithExternalSecrets('what External Secrets makes of the platform’s objects', () => {
  let cluster: Cluster;
  let controller: ExternalSecrets;
  const made: KubernetesObject[] = [];

  async function put(object: KubernetesObject): Promise<void> {
    made.push(object);
    await cluster.put(object);
  }

  async function namespace(name: string, labels: Record<string, string> = {}): Promise<void> {
    // One that a killed run has left is still going.
    await gone(name);
    await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }

  async function gone(name: string): Promise<void> {
    await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await until(`no namespace ${name}`, async () => !(await cluster.namespace(name)), {
      seconds: 60,
      explain: async () => JSON.stringify(await cluster.namespace(name)),
    });
  }

  const secret = (name: string, at: string) =>
    cluster.read<Secret>('v1', 'Secret', { name, namespace: at });

  /** Asks, in this namespace, for the secret `env` of a project. */
  async function wish(at: string, projectId: string): Promise<void> {
    const chart = new Chart(new App(), 'test', { namespace: at });
    new ProjectSecret(chart, 'secret', { key: 'env', projectId });
    for (const object of chart.toJson() as KubernetesObject[]) await put(object);
  }

  async function readiness(at: string): Promise<string> {
    const ready = await until(
      `word of the secret in ${at}`,
      async () => (await readinessOf(cluster, at, 'project-env'))?.status,
      { seconds: 30, explain: async () => '' },
    );
    return ready;
  }

  beforeAll(async () => {
    cluster = connectCluster(readBed(process.env).kubeconfig);
    controller = await startExternalSecrets();
    for (const project of [ours, theirs]) await gone(secretNamespace(project));
    for (const object of objectsOf(platform, 'secret-stores')) await put(outside(object));
    for (const project of [ours, theirs]) {
      await put({
        ...{ apiVersion: 'v1', kind: 'Secret' },
        metadata: { name: 'env', namespace: secretNamespace(project) },
        stringData: { TOKEN: `of ${project}` },
      } as KubernetesObject);
    }
  });
  afterAll(() => controller?.stop({ stop: cleanUp }));

  /** While the controller runs, which alone takes its finalizers off. */
  async function cleanUp(): Promise<void> {
    const names = made
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => metadata!.name!);
    for (const object of made.filter(({ kind }) => kind !== 'Namespace')) {
      await cluster.delete(object);
    }
    for (const name of new Set(names)) await gone(name);
  }

  /** The controller runs outside the cluster, where the cluster's own name for its API means nothing. */
  function outside(object: KubernetesObject): KubernetesObject {
    return JSON.parse(
      JSON.stringify(object).replace('"url":"kubernetes.default"', `"url":"${cluster.server}"`),
    ) as KubernetesObject;
  }

  it('an environment has the secrets of its project', async () => {
    const at = `${ours}-pr-1`;
    await namespace(at, { 'k8s-ee/type': 'ephemeral', 'k8s-ee/project-id': ours });
    await wish(at, ours);
    expect(await readiness(at)).toBe('True');
    const { data } = (await secret('project-env', at)) ?? {};
    expect(Buffer.from(data?.TOKEN ?? '', 'base64').toString()).toBe(`of ${ours}`);
  });

  it.each([
    ['of another project', { 'k8s-ee/type': 'ephemeral', 'k8s-ee/project-id': theirs }],
    ['that is no environment', { 'k8s-ee/project-id': ours }],
    ['without labels', {}],
  ])('a namespace %s has not', async (_, labels) => {
    const at = 'e2e-stranger';
    await namespace(at, labels);
    await wish(at, ours);
    expect(await readiness(at)).toBe('False');
    expect(await secret('project-env', at)).toBeUndefined();
  });

  it('passwords are what the logins and Grafana can use, made once', async () => {
    await namespace(login);
    const generated = [
      ...objectsOf(platform, 'login-routes'),
      ...objectsOf(platform, 'grafana'),
    ].filter(({ kind }) => kind === 'ExternalSecret' || kind === 'Password');
    for (const { metadata, ...object } of generated) {
      await put({ ...object, metadata: { ...metadata, namespace: login } });
    }
    const cookies = loginsOf(platform, platform.components!).map(cookieSecret);
    const names = [...cookies, TESTS_SECRET, 'grafana-admin'];
    const [one, other, tests, grafana] = await Promise.all(names.map(valuesOf));
    expect(one!['cookie-secret']).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(other!['cookie-secret']).not.toBe(one!['cookie-secret']);
    expect(grafana).toEqual({
      'admin-user': 'admin',
      'admin-password': expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    });
    expect(tests!['users.txt']).toMatch(new RegExp(`^${TESTS_USER}:\\$2[aby]\\$`));
    if (oauth2ProxyProgram !== '') await expectLogin(tests!);
  });

  async function valuesOf(name: string): Promise<Record<string, string>> {
    const found = await until(`the Secret ${name}`, () => secret(name, login), {
      seconds: 30,
      explain: async () => JSON.stringify(await readinessOf(cluster, login, name)),
    });
    expect(found.immutable).toBe(true);
    return Object.fromEntries(
      Object.entries(found.data ?? {}).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString(),
      ]),
    );
  }

  /** The generated password is the one whose hash was generated. */
  async function expectLogin(tests: Record<string, string>): Promise<void> {
    const configuration =
      'provider = "github"\nemail_domains = ["*"]\nupstreams = ["static://202"]\ncookie_secure = false\n';
    const proxy = await startOauth2Proxy(configuration, 'c'.repeat(32), tests['users.txt']);
    try {
      const as = (password: string) => {
        const basic = Buffer.from(`${TESTS_USER}:${password}`).toString('base64');
        return ask(proxy.url, { headers: { authorization: `Basic ${basic}` } });
      };
      expect((await as(tests['password'] ?? '')).status).toBe(202);
      expect((await as('wrong')).status).not.toBe(202);
    } finally {
      await proxy.stop();
    }
  }
});
