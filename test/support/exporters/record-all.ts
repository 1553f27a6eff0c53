import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SEED_CLIENT } from '../../../constructs/environment/seed-job.ts';
import { readBed } from '../../e2e/support/bed.ts';
import { connectCluster } from '../../e2e/support/cluster.ts';
import { createImages } from '../../e2e/support/images.ts';
import { DOMAIN } from '../../e2e/support/platform.ts';
import { startTraefikWorld } from '../../e2e/support/traefik-cluster.ts';
import { until } from '../../e2e/support/wait.ts';
import { startWorld, type World } from '../../e2e/support/world.ts';
import { freePort } from '../free-port.ts';
import { endSync, makeFailingSet, removeFailingSet } from './argocd.ts';
import { BY_HAND, makeByHand, removeByHand } from './by-hand.ts';
import { PREVIEWS } from './previews.ts';
import { record } from './recording.ts';
import { scrape, startExporter, type Running } from './running.ts';
import { bringAbout, spoilSync } from './scenario.ts';
import type { Exporter } from './selections.ts';

const run = promisify(execFile);
/** Without `NODE_EXPORTER`: Debian's. */
const { NODE_EXPORTER = '/usr/bin/prometheus-node-exporter', ...env } = process.env;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ofArgoCD = (port: 'CONTROLLER' | 'APPSET' | 'REPO') =>
  scrape(`http://127.0.0.1:${env[`TESTBED_PORT_${port}_METRICS`]}/metrics`);
const stood = [
  'What stood in the cluster:',
  ...PREVIEWS.map(({ number, shows }) => `  shop-pr-${number}: ${shows}`),
  ...Object.entries(BY_HAND).map(([namespace, what]) => `  ${namespace}, by hand: ${what}`),
];

/** Of the API server, or of the kubelet by way of it. */
async function raw(path: string): Promise<string> {
  const options = { maxBuffer: 2 ** 28 };
  return (await run('kubectl', ['get', '--raw', path], options)).stdout;
}

async function save(name: Exporter, program: string, text: string, told: readonly string[] = []) {
  say(await record(name, text, { program, told, at: new Date() }));
}

function needed<T extends string>(...names: readonly T[]): Record<T, string> {
  const missing = names.filter((name) => !env[name]);
  if (missing.length > 0) throw new Error(`not set: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, env[name] ?? ''])) as Record<T, string>;
}

const programs = needed('TESTBED', 'KUBE_STATE_METRICS');
/** Without them, External Secrets and Traefik are not recorded. */
const { EXTERNAL_SECRETS_CONTROLLER: secretsProgram, TRAEFIK: traefikProgram } = env;
const bed = readBed(env);
const cluster = connectCluster(bed.kubeconfig);
const images = createImages(programs.TESTBED);
const ends: (() => Promise<unknown>)[] = [];

async function start(program: string, flags: (port: number) => string[]): Promise<Running> {
  const port = await freePort();
  const running = await startExporter(program, flags(port), { port });
  ends.push(running.stop);
  return running;
}

async function recordNode(): Promise<void> {
  const node = await start(NODE_EXPORTER, (port) => [`--web.listen-address=127.0.0.1:${port}`]);
  const [, version] =
    /node_exporter_build_info\{.*version="([^"]+)"/.exec(await node.metrics()) ?? [];
  const told = ['Debian\u2019s package, on a virtual machine with two processors.'];
  await save('node-exporter', `node-exporter ${version}`, await node.metrics(), told);
}

/** What shows only while the generator runs, and then what it would mend. */
async function recordWorld(world: World): Promise<void> {
  await bringAbout(world, { images, secrets: secretsProgram !== undefined });
  const address = new URL(world.github.deliveries[0]?.hook ?? '').origin;
  const generator = () => scrape(`${address}/metrics`);
  const counted = /^k8s_ee_unknown_observations_total [1-9]/m;
  await until('GitHub said nothing', async () => counted.test(await generator()), {
    seconds: 60,
    explain: generator,
  });
  await save('generator', 'the generator', await generator(), stood);
  const { sha } = world.github.pullRequest(world.repository, 7).head;
  await makeByHand(cluster, `ghcr.io/acme/${world.project}:${sha}`);
  await spoilSync(world, () => ofArgoCD('CONTROLLER'));
  await makeFailingSet(cluster, world.gitops.url.replace(/[^/]+$/, 'absent.git'));
}

/** Its visitors come to an app that answers, or breaks off, to one that is asleep, and to what is not there. */
async function recordTraefik(): Promise<void> {
  const { traefik, stop } = await startTraefikWorld(bed.kubeconfig);
  ends.push(stop);
  const visits = [
    ...Array<[string, string]>(20).fill(['shop-pr-7', '/health']),
    ...Array<[string, string]>(3).fill(['shop-pr-7', '/breaks-off']),
    ...Array<[string, string]>(4).fill(['shop-pr-12', '/health']),
    ...Array<[string, string]>(2).fill(['shop-pr-15', '/']),
    ['nobody', '/'] as const,
  ];
  for (const [name, path] of visits) await traefik.visit(`${name}.${DOMAIN}`, path);
  const told = [
    'With the arguments that the values of our platform give it. Its visitors came to shop-pr-7, which answered or',
    'broke off, and shop-pr-12; to shop-pr-15, which is asleep, and to what is not there: to the status page.',
  ];
  await save('traefik', 'Traefik 3.7.13', await scrape(`http://${traefik.metrics}/metrics`), told);
}

async function recordArgoCD(): Promise<void> {
  const argocd = 'Argo CD 3.5.3';
  await save('argocd-application-controller', argocd, await ofArgoCD('CONTROLLER'), stood);
  const sets = ['With applicationsetcontroller.enable.github.api.metrics.', ...stood];
  await save('argocd-applicationset-controller', argocd, await ofArgoCD('APPSET'), sets);
  await save('argocd-repo-server', argocd, await ofArgoCD('REPO'));
}

async function recordKubernetes(): Promise<void> {
  const objects = await start(programs.KUBE_STATE_METRICS, (port) => [
    ...['--kubeconfig', bed.kubeconfig, '--host', '127.0.0.1', '--port', String(port)],
    ...['--telemetry-host', '127.0.0.1', '--telemetry-port', '0'],
    ...['--metric-labels-allowlist', 'namespaces=[k8s-ee/type,k8s-ee/project-id,k8s-ee/pr-number]'],
  ]);
  // It answers before it has read everything, kind by kind.
  const kinds = ['pod', 'job', 'node', 'persistentvolumeclaim', 'ingress'].map(
    (kind) => `${kind}_info`,
  );
  const first = [
    ...kinds,
    'resourcequota',
    'namespace_labels',
    'deployment_created',
    'statefulset_created',
  ];
  await until(
    'kube-state-metrics has read the cluster',
    async () => {
      const text = await objects.metrics();
      return first.every((name) => text.includes(`\nkube_${name}{`));
    },
    { seconds: 60, explain: async () => objects.log() },
  );
  await save('kube-state-metrics', 'kube-state-metrics 2.20.0', await objects.metrics(), stood);
  const kubernetes = 'Kubernetes 1.36.3';
  const kubelet = '/api/v1/nodes/real-1/proxy/metrics';
  await save('cadvisor', `the kubelet of ${kubernetes}`, await raw(`${kubelet}/cadvisor`), stood);
  await save('kubelet', `the kubelet of ${kubernetes}`, await raw(kubelet));
  await save('apiserver', `the API server of ${kubernetes}`, await raw('/metrics'));
}

/** What plays External Secrets on the test bed: it calls everything ready. */
const standIn = {
  apiVersion: 'kwok.x-k8s.io/v1alpha1',
  kind: 'Stage',
  metadata: { name: 'external-secret-ready' },
};

async function recordEach(): Promise<void> {
  await recordNode();
  if (secretsProgram) await cluster.delete(standIn);
  const secrets = secretsProgram
    ? await start(secretsProgram, (port) => [`--metrics-addr=127.0.0.1:${port}`, '--live-addr=0'])
    : undefined;
  await images.database('postgresql');
  await run(programs.TESTBED, ['image', SEED_CLIENT, '--debian', 'wget,dash,coreutils']);
  const world = await startWorld({
    project: 'shop',
    files: { 'k8s-ee.yaml': 'projectId: shop\n' },
  });
  ends.push(
    world.stop,
    () => endSync(cluster, 'shop-pr-12'),
    () => removeByHand(cluster),
    () => removeFailingSet(cluster),
  );
  await recordWorld(world);
  await recordKubernetes();
  await recordArgoCD();
  if (traefikProgram) await recordTraefik();
  if (!secrets) return;
  await save('external-secrets', 'External Secrets 0.20.4', await secrets.metrics(), stood);
}

/** Brings everything about in the bed, records it, and takes it away again. */
export async function recordAll(): Promise<void> {
  try {
    await recordEach();
  } finally {
    for (let end = ends.pop(); end; end = ends.pop()) {
      await end().catch((error: Error) => say(`left behind: ${error.message}`));
    }
  }
}
