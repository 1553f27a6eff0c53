import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import { describeWithPods } from './support/bed.ts';
import type { Service } from './support/cluster.ts';
import { createImages, type Images } from './support/images.ts';
import { listenHere, listenOnNode, type Listener } from './support/listeners.ts';
import { say } from './support/measure.ts';
import { realEnvironment, type RealEnvironment } from './support/real-environment.ts';
import { startWorld, type World } from './support/world.ts';

const OPEN = 'e2e-isolation-open';
/** Addresses of the test bed that play the internet, and a name of one. */
const [OUTSIDE, OUTSIDE_NAME] = ['198.51.100.10', 'one.outside.test'];
/** Of the node, beside its own: the metadata service of a cloud, a carrier's network, private networks. */
const NOT_PUBLIC = ['169.254.169.254', '100.64.7.7', '172.16.7.7', '192.168.7.7', '10.7.7.7'];

type Answers = Readonly<Record<string, string>>;

describeWithPods('from inside the pods of an environment', () => {
  let world: World;
  let images: Images;
  let [one, other] = [] as unknown as [RealEnvironment, RealEnvironment];
  const listeners: Listener[] = [];
  const program = process.env.TESTBED ?? '';
  /** What must be out of reach, and what must not, as `HOST:PORT`. */
  let [forbidden, allowed]: [string[], string[]] = [[], []];

  beforeAll(async () => {
    images = createImages(program);
    await images.database('postgresql');
    world = await startWorld({
      project: 'e2e-isolation',
      files: {
        'k8s-ee.yaml': `projectId: e2e-isolation
app: {port: 8000}
databases: {postgresql: true}
`,
        'run.txt': randomBytes(8).toString('hex'),
      },
    });
    one = realEnvironment(world, images, 1);
    other = realEnvironment(world, images, 2);
    for (const environment of [one, other]) {
      const sha = await environment.open();
      await environment.makeSecrets(['postgresql']);
      await environment.answers(sha, 180);
    }
    listeners.push(await listenHere(OUTSIDE, 18_000));
    for (const host of NOT_PUBLIC) listeners.push(await listenOnNode(program, host, 18_001));
    allowed = [
      'postgresql:5432',
      `${await serviceAddress(one.id, 'postgresql')}:5432`,
      `${OUTSIDE}:18000`,
      `${OUTSIDE_NAME}:18000`,
    ];
    const node = (await world.cluster.pods(one.id))[0]?.status?.hostIP;
    forbidden = [
      `app.${other.id}:80`,
      `postgresql.${other.id}:5432`,
      ...(await Promise.all(
        ['app:80', 'postgresql:5432'].map(async (text) => {
          const [name = '', port] = text.split(':');
          return `${await serviceAddress(other.id, name)}:${port}`;
        }),
      )),
      ...(await podAddresses(other.id)),
      `${node}:10250`,
      'kubernetes.default.svc:443',
      `${await serviceAddress('default', 'kubernetes')}:443`,
      ...(await apiServers()),
      ...NOT_PUBLIC.map((host) => `${host}:18001`),
    ];
  }, 600_000);

  afterAll(async () => {
    for (const listener of listeners) await listener.stop();
    await world?.cluster.erase({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: OPEN } });
    await world?.stop();
  });

  it('without policies all of this can be reached: who is held back is held back by a policy', async () => {
    const pod = await startOpenPod();
    const reached = await world.cluster.read<KubernetesObject & { status?: { podIP?: string } }>(
      ...(['v1', 'Pod', { name: pod, namespace: OPEN }] as const),
    );
    const addresses = [...forbidden, `${OUTSIDE}:18000`];
    const answers = await dial(`http://${reached?.status?.podIP}:8000`, addresses);
    expect(answers).toEqual(Object.fromEntries(addresses.map((address) => [address, 'reached'])));
  });

  it('an app reaches its own database and the internet, and nothing else', async () => {
    const answers = await one.ask<Answers>(`/dial?${query([...allowed, ...forbidden])}`);
    const reached = Object.keys(answers).filter((address) => answers[address] === 'reached');
    expect(reached).toEqual(allowed);
    say(`       ${forbidden.length} addresses out of reach: ${forbidden.join(', ')}`);
  });

  it('a database reaches nobody, not even by a name', async () => {
    const addresses = [`${OUTSIDE}:18000`, ...forbidden.filter((one) => /^\d/.test(one))];
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

  const query = (addresses: readonly string[]) =>
    addresses.map((address) => `to=${encodeURIComponent(address)}`).join('&');

  async function dial(url: string, addresses: readonly string[]): Promise<Answers> {
    const response = await fetch(`${url}/dial?${query(addresses)}`, {
      signal: AbortSignal.timeout(20_000),
    });
    return (await response.json()) as Answers;
  }

  async function serviceAddress(namespace: string, name: string): Promise<string> {
    const service = await world.cluster.read<Service>('v1', 'Service', { name, namespace });
    if (!service) throw new Error(`there is no Service ${name} in ${namespace}`);
    return service.spec.clusterIP;
  }

  async function podAddresses(namespace: string): Promise<string[]> {
    const pods = await world.cluster.pods(namespace);
    return pods.map(({ metadata, status }) =>
      metadata?.name?.startsWith('postgresql') ? `${status?.podIP}:5432` : `${status?.podIP}:8000`,
    );
  }

  async function apiServers(): Promise<string[]> {
    type Slice = KubernetesObject & {
      readonly endpoints: readonly { readonly addresses: readonly string[] }[];
      readonly ports: readonly { readonly port: number }[];
    };
    const slices = await world.cluster.list<Slice>('discovery.k8s.io/v1', 'EndpointSlice', {
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
    const where = ['-n', one.id, 'exec', 'postgresql-0', '--', 'bash', '-c', script];
    const { stdout } = await promisify(execFile)('kubectl', where);
    return stdout;
  }

  /** The same app where no policy is. */
  async function startOpenPod(): Promise<string> {
    const { cluster } = world;
    const [pod] = (await cluster.pods(one.id)).filter(
      ({ metadata }) => !metadata?.name?.startsWith('postgresql'),
    );
    await cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: OPEN } });
    const containers = [
      {
        ...{ name: 'app', image: pod?.spec.containers[0]?.image ?? '' },
        env: [{ name: 'PORT', value: '8000' }],
      },
    ];
    const metadata = { name: 'open', namespace: OPEN };
    await one.wait(
      'a pod without policies',
      async () => {
        const found = await cluster.read<KubernetesObject & { status?: { phase?: string } }>(
          ...(['v1', 'Pod', metadata] as const),
        );
        if (found) return found.status?.phase === 'Running';
        const spec = { containers, terminationGracePeriodSeconds: 0 };
        await cluster.put({ apiVersion: 'v1', kind: 'Pod', metadata, spec });
        return false;
      },
      60,
    );
    return metadata.name;
  }
});
