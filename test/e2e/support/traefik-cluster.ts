import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { WILDCARD_SECRET } from '../../../apps/platform/components/traefik.ts';
import { certificateFor } from '../../support/certificate.ts';
import { repositoryRoot } from '../../support/source-tree.ts';
import { connectCluster, type Cluster } from './cluster.ts';
import { DOMAIN } from './platform.ts';
import { startTraefik, type Traefik } from './traefik.ts';
import { flagsOf } from './traefik-flags.ts';
import { traefikObjects, unusedDefinitions } from './traefik-objects.ts';
import { startStatusPage } from './traefik-status.ts';
import { answererOf } from './traefik-watch.ts';
import { until } from './wait.ts';

const USED = ['ingressroutes', 'middlewares', 'tlsstores'];
const SYSTEM = 'k8s-ee-system';
const STATUS = 'generator-status';

/** A Traefik before the cluster of the tests, with everything that the platform renders for it. */
export type TraefikWorld = {
  readonly cluster: Cluster;
  readonly traefik: Traefik;
  /** Takes it off the cluster again. */
  stop(): Promise<void>;
};

export async function startTraefikWorld(kubeconfig: string): Promise<TraefikWorld> {
  const cluster = connectCluster(kubeconfig);
  const { cert, key } = await certificateFor(DOMAIN);
  const page = await startStatusPage(cluster);
  const ends = [page.stop];
  const stop = async () => {
    for (let end = ends.pop(); end; end = ends.pop()) await end();
  };
  try {
    const { objects, values } = traefikObjects();
    await addDefinitions(kubeconfig, ends);
    await apply(kubeconfig, [...surroundings({ cert, key, page }), ...objects], ends);
    const traefik = await startTraefik(kubeconfig, { flags: flagsOf(values), ca: cert });
    ends.push(traefik.stop);
    // Until it has read the cluster it shows a certificate of its own.
    await until('Traefik shows the status page', () => showsStatusPage(traefik), {
      seconds: 60,
      explain: async () => traefik.log(),
    });
    return { cluster, traefik, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function showsStatusPage(traefik: Traefik): Promise<boolean> {
  return answererOf(await traefik.visit(`nobody.${DOMAIN}`)) === 'status page';
}

type Ends = (() => Promise<void>)[];

async function addDefinitions(kubeconfig: string, ends: Ends): Promise<void> {
  const files = USED.flatMap((name) => ['-f', `test/support/crds/traefik.io_${name}.yaml`]);
  ends.push(() => kubectl(kubeconfig, ['delete', '--ignore-not-found', ...files]));
  await kubectl(kubeconfig, ['apply', '--server-side', ...files]);
  await apply(kubeconfig, unusedDefinitions(), ends);
  const names = USED.map((name) => `${name}.traefik.io`);
  const established = ['wait', '--for=condition=Established', '--timeout=60s', 'crd'];
  await kubectl(kubeconfig, [...established, ...names]);
}

async function apply(kubeconfig: string, objects: readonly object[], ends: Ends): Promise<void> {
  const items = [...objects];
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  ends.push(() => kubectl(kubeconfig, ['delete', '--ignore-not-found', '-f', '-'], input));
  await kubectl(kubeconfig, ['apply', '-f', '-'], input);
}

async function kubectl(kubeconfig: string, args: readonly string[], input = ''): Promise<void> {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const running = promisify(execFile)('kubectl', args, { cwd: repositoryRoot, env });
  running.child.stdin?.end(input);
  await running;
}

type Surroundings = {
  readonly cert: string;
  readonly key: string;
  readonly page: { readonly host: string; readonly port: number };
};

/** What k3s, the issuer of certificates and the generator’s own component bring. */
function surroundings({ cert, key, page }: Surroundings): object[] {
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SYSTEM } },
    {
      ...{
        apiVersion: 'networking.k8s.io/v1',
        kind: 'IngressClass',
        metadata: { name: 'traefik' },
      },
      spec: { controller: 'traefik.io/ingress-controller' },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls' },
      metadata: { name: WILDCARD_SECRET, namespace: 'kube-system' },
      stringData: { 'tls.crt': cert, 'tls.key': key },
    },
    {
      ...{ apiVersion: 'v1', kind: 'Service', metadata: { name: STATUS, namespace: SYSTEM } },
      spec: { ports: [{ name: 'http', port: 80, targetPort: page.port }] },
    },
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
      metadata: {
        ...{ name: STATUS, namespace: SYSTEM },
        labels: { 'kubernetes.io/service-name': STATUS },
      },
      ports: [{ name: 'http', port: page.port, protocol: 'TCP' }],
      endpoints: [{ addresses: [page.host], conditions: { ready: true } }],
    },
  ];
}
