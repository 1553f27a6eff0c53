import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { KubernetesObject } from '@kubernetes/client-node';
import { externalSecretsProgram, readBed } from './bed.ts';
import { connectCluster, type Cluster, type Condition, type ExternalSecret } from './cluster.ts';
import { until } from './wait.ts';

type Ending = { stop(): Promise<void> };
type Stage = KubernetesObject & { spec: { resourceRef: { kind: string } } };

/** External Secrets' own controller, as a process beside the cluster. */
export type ExternalSecrets = {
  /** Ends the process; what it has done in the cluster stays. */
  down(): Promise<void>;
  /** Starts it where it does not run, and resolves once it works. */
  up(): Promise<void>;
  /**
   * Ends what has been started meanwhile, then the process, which alone can take its finalizers off the
   * ExternalSecrets; then gives its stand-in the work back.
   */
  stop(...meanwhile: readonly (Ending | undefined)[]): Promise<void>;
};

export const externalSecretId = (namespace: string, name: string) => ({
  apiVersion: 'external-secrets.io/v1',
  kind: 'ExternalSecret',
  metadata: { name, namespace },
});

/** What the controller says of an ExternalSecret, and of which one: another of that name has another uid. */
export async function readinessOf(
  cluster: Cluster,
  namespace: string,
  name: string,
): Promise<(Condition & { readonly uid?: string }) | undefined> {
  const { apiVersion, kind, metadata } = externalSecretId(namespace, name);
  const found = await cluster.read<ExternalSecret>(apiVersion, kind, metadata);
  const ready = found?.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready && { ...ready, uid: found?.metadata?.uid };
}

const WORKS = '"Starting workers","controller":"externalsecret"';
const STAGE = ['kwok.x-k8s.io/v1alpha1', 'Stage'] as const;

/**
 * Starts the controller. What plays it on a cluster without nodes, a Stage of kwok that calls every
 * ExternalSecret ready, is taken away meanwhile.
 */
export async function startExternalSecrets(): Promise<ExternalSecrets> {
  const { kubeconfig } = readBed(process.env);
  const cluster = connectCluster(kubeconfig);
  const flags = await flagsOf(externalSecretsProgram);
  const stages = await standIns(cluster);
  for (const stage of stages) await cluster.delete(stage);
  let log = '';
  let running: ChildProcess | undefined;

  async function up(): Promise<void> {
    if (running?.exitCode === null) return;
    const env = { ...process.env, KUBECONFIG: kubeconfig };
    running = spawn(externalSecretsProgram, flags, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    log = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-20_000)));
    }
    await once(running, 'spawn');
    await until(`${externalSecretsProgram} works`, async () => log.includes(WORKS), {
      seconds: 60,
      explain: async () => log,
    });
  }

  async function down(): Promise<void> {
    const ending = running;
    running = undefined;
    if (!ending || ending.exitCode !== null) return;
    ending.kill('SIGTERM');
    await once(ending, 'exit');
  }

  async function end(): Promise<void> {
    await down();
    for (const { metadata, ...stage } of stages) {
      await cluster.put({ ...stage, metadata: { name: metadata?.name } });
    }
  }

  async function stop(...meanwhile: readonly (Ending | undefined)[]): Promise<void> {
    try {
      await up();
      for (const one of meanwhile) await one?.stop();
    } finally {
      await end();
    }
  }

  try {
    await up();
  } catch (error) {
    await end();
    throw error;
  }
  return { up, down, stop };
}

/** Without ports of its own: nobody asks for its metrics and its health here. */
async function flagsOf(program: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(program, ['--help']);
  const flags = ['--metrics-addr=0', '--concurrent=4'];
  // Older versions have no such port.
  return stdout.includes('--live-addr') ? [...flags, '--live-addr=0'] : flags;
}

async function standIns(cluster: Cluster): Promise<Stage[]> {
  const stages = await cluster.list<Stage>(...STAGE, {}).catch(() => []);
  const [apiVersion, kind] = STAGE;
  return stages
    .filter(({ spec }) => spec.resourceRef.kind === 'ExternalSecret')
    .map((stage) => ({ ...stage, apiVersion, kind }));
}
