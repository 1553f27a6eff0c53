import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import { describeWithPods, readBed } from './support/bed.ts';
import { connectCluster, type Cluster, type Service } from './support/cluster.ts';
import { applyEnvironment } from './support/direct-environment.ts';
import { createImages } from './support/images.ts';
import { listenHere, listenOnNode, type Listener } from './support/listeners.ts';
import { say } from './support/measure.ts';
import { askApp } from './support/real-environment.ts';
import { until } from './support/wait.ts';

const PROJECT = 'e2e-isolation';
const [ONE, OTHER, OPEN] = [`${PROJECT}-pr-1`, `${PROJECT}-pr-2`, `${PROJECT}-open`] as const;
/** Addresses of the test bed that play the internet, and a name of one. */
const [OUTSIDE, OUTSIDE_NAME] = ['198.51.100.10', 'one.outside.test'];
/** Of the node, beside its own: the metadata service of a cloud, a carrier's network, private networks. */
const NOT_PUBLIC = ['169.254.169.254', '100.64.7.7', '172.16.7.7', '192.168.7.7', '10.7.7.7'];

type Answers = Readonly<Record<string, string>>;

// Without Argo CD, which would bring back what the bed cannot do: its network has no IPv6.
describeWithPods('from inside the pods of an environment', () => {
  let cluster: Cluster;
  const listeners: Listener[] = [];
  const program = process.env.TESTBED ?? '';
  const sha = createHash('sha1').update(randomBytes(8)).digest('hex');
  /** What must be out of reach, and what must not, as `HOST:PORT`. */
  let [neighbour, elsewhere, allowed]: [string[], string[], string[]] = [[], [], []];

  const wait = <T>(what: string, look: () => Promise<T | undefined | false>, seconds: number) =>
    until(what, look, {
      seconds,
      explain: async () => {
        const pods = [...(await cluster.pods(ONE)), ...(await cluster.pods(OTHER))];
        return JSON.stringify(pods.map(({ metadata, status }) => [metadata?.name, status]));
      },
    });

  beforeAll(async () => {
    cluster = connectCluster(readBed(process.env).kubeconfig);
    const images = createImages(program);
    await images.database('postgresql');
    await images.app(`ghcr.io/acme/${PROJECT}:${sha}`, sha);
    for (const [number, namespace] of [['1', ONE] as const, ['2', OTHER] as const]) {
      await applyEnvironment(cluster, { project: PROJECT, number, sha });
      await wait(`${namespace} answers`, () => askApp<object>(cluster, namespace, '/'), 180);
    }
    listeners.push(await listenHere(OUTSIDE, 18_000));
    for (const host of NOT_PUBLIC) listeners.push(await listenOnNode(program, host, 18_001));
    allowed = [
      'postgresql:5432',
      `${await serviceAddress(ONE, 'postgresql')}:5432`,
      `${OUTSIDE}:18000`,
      `${OUTSIDE_NAME}:18000`,
    ];
    const node = (await cluster.pods(ONE))[0]?.status?.hostIP;
    neighbour = [
      `app.${OTHER}:80`,
      `postgresql.${OTHER}:5432`,
      `${await serviceAddress(OTHER, 'app')}:80`,
      `${await serviceAddress(OTHER, 'postgresql')}:5432`,
      ...(await podAddresses(OTHER)),
    ];
    elsewhere = [
      `${node}:10250`,
      'kubernetes.default.svc:443',
      `${await serviceAddress('default', 'kubernetes')}:443`,
      ...(await apiServers()),
      ...NOT_PUBLIC.map((host) => `${host}:18001`),
    ];
  }, 600_000);

  afterAll(async () => {
    for (const listener of listeners) await listener.stop();
    for (const name of [ONE, OTHER, OPEN]) {
      await cluster.delete({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    for (const name of [ONE, OTHER, OPEN]) {
      await wait(`no namespace ${name}`, async () => !(await cluster.namespace(name)), 120);
    }
  }, 300_000);

  it('a pod without policies reaches all of it but the environments, which let nobody in', async () => {
    const address = await startOpenPod();
    const outside = [...elsewhere, `${OUTSIDE}:18000`];
    const answers = await wait(
      'the pod without policies answers',
      () => dial(`http://${address}:8000`, [...outside, ...neighbour]),
      60,
    );
    expect(reachedIn(answers)).toEqual(outside);
  });

  it('an app reaches its own database and the internet, and nothing else', async () => {
    const path = `/dial?${query([...allowed, ...neighbour, ...elsewhere])}`;
    expect(reachedIn(await askApp<Answers>(cluster, ONE, path))).toEqual(allowed);
    say(`       out of reach: ${[...neighbour, ...elsewhere].join(', ')}`);
    // What is out of reach is there all the same: for the neighbour itself.
    const own = await askApp<Answers>(cluster, OTHER, `/dial?${query(['postgresql:5432'])}`);
    expect(reachedIn(own)).toEqual(['postgresql:5432']);
  });

  it('a database reaches nobody, not even by a name', async () => {
    const addresses = [
      `${OUTSIDE}:18000`,
      ...[...neighbour, ...elsewhere].filter((one) => /^\d/.test(one)),
    ];
    const script = addresses
      .map((address) => {
        const [host, port] = address.split(':');
        return `timeout 2 bash -c '</dev/tcp/${host}/${port}' 2>/dev/null && echo ${address}`;
      })
      .join('\n');
    const reached = await inDatabase(`${script}\ntrue`);
    expect(reached).toBe('');
    const self = await inDatabase("bash -c '</dev/tcp/127.0.0.1/5432' && echo itself");
    expect(self.trim()).toBe('itself');
    const named = await inDatabase(`getent hosts ${OUTSIDE_NAME} || echo unknown`);
    expect(named.trim()).toBe('unknown');
  });

  const reachedIn = (answers: Answers) =>
    Object.keys(answers).filter((address) => answers[address] === 'reached');

  const query = (addresses: readonly string[]) =>
    addresses.map((address) => `to=${encodeURIComponent(address)}`).join('&');

  async function dial(url: string, addresses: readonly string[]): Promise<Answers> {
    const response = await fetch(`${url}/dial?${query(addresses)}`, {
      signal: AbortSignal.timeout(20_000),
    });
    return (await response.json()) as Answers;
  }

  async function serviceAddress(namespace: string, name: string): Promise<string> {
    const service = await cluster.read<Service>('v1', 'Service', { name, namespace });
    if (!service) throw new Error(`there is no Service ${name} in ${namespace}`);
    return service.spec.clusterIP;
  }

  async function podAddresses(namespace: string): Promise<string[]> {
    const pods = await cluster.pods(namespace);
    return pods.map(({ metadata, status }) =>
      metadata?.name?.startsWith('postgresql') ? `${status?.podIP}:5432` : `${status?.podIP}:8000`,
    );
  }

  async function apiServers(): Promise<string[]> {
    type Slice = KubernetesObject & {
      readonly endpoints: readonly { readonly addresses: readonly string[] }[];
      readonly ports: readonly { readonly port: number }[];
    };
    const slices = await cluster.list<Slice>('discovery.k8s.io/v1', 'EndpointSlice', {
      namespace: 'default',
      labels: 'kubernetes.io/service-name=kubernetes',
    });
    return slices.flatMap(({ endpoints, ports }) =>
      endpoints.flatMap(({ addresses }) =>
        addresses.flatMap((address) => ports.map(({ port }) => `${address}:${port}`)),
      ),
    );
  }

  async function inDatabase(script: string): Promise<string> {
    const where = ['-n', ONE, 'exec', 'postgresql-0', '--', 'bash', '-c', script];
    const { stdout } = await promisify(execFile)('kubectl', where);
    return stdout;
  }

  /** The same app where no policy is; the pod's address. */
  async function startOpenPod(): Promise<string> {
    await cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: OPEN } });
    const metadata = { name: 'open', namespace: OPEN };
    const containers = [
      {
        ...{ name: 'app', image: `ghcr.io/acme/${PROJECT}:${sha}` },
        env: [{ name: 'PORT', value: '8000' }],
      },
    ];
    await wait(
      'its account',
      () => cluster.read('v1', 'ServiceAccount', { name: 'default', namespace: OPEN }),
      30,
    );
    const spec = { containers, terminationGracePeriodSeconds: 0 };
    await cluster.put({ apiVersion: 'v1', kind: 'Pod', metadata, spec } as KubernetesObject);
    const pod = await wait(
      'a pod without policies',
      async () => (await cluster.pods(OPEN)).find(({ status }) => status?.phase === 'Running'),
      60,
    );
    return pod.status?.podIP ?? '';
  }
});
