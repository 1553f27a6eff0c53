import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGitHub, type GitHubStandIn } from '../../../generator/demo/github/stand-in.ts';
import type { Files } from '../../../generator/demo/github/world.ts';
import { startGenerator, type Generator } from '../../../generator/service.ts';
import { readSettings, type Settings } from '../../../generator/settings.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { readBed, type Bed } from './bed.ts';
import { ARGOCD, connectCluster, type Cluster } from './cluster.ts';
import { startEdge } from './edge.ts';
import { DOMAIN, installByRoot, installDirectly, platformText, uninstall } from './platform.ts';

/** Who asks the stand-in, as its counters and faults name them. */
export const ARGOCD_LOGIN = 'argocd';
export const GENERATOR_LOGIN = 'previews';
const tokens = { 'argocd-token': ARGOCD_LOGIN, 'generator-token': GENERATOR_LOGIN };
const WEBHOOK_SECRET = 'of the webhook at GitHub';
const READY_MS = 60_000;

/** One project with everything around the cluster: GitHub, the GitOps repository and the generator. */
export type World = {
  readonly project: string;
  /** owner/name at the stand-in. */
  readonly repository: string;
  readonly github: GitHubStandIn;
  readonly gitops: GitOpsFixture;
  readonly cluster: Cluster;
  /** Port of the status page at this machine; absent without a generator. */
  readonly statusPort: number | undefined;
  /** Also where none was started. */
  stopGenerator(): Promise<void>;
  /** The generator's newest warnings and errors. */
  complaints(): string[];
  /** Removes everything, from the cluster too. */
  stop(): Promise<void>;
};

type Options = {
  readonly project: string;
  readonly files: Files;
  readonly root?: boolean;
  readonly generator?: boolean;
  readonly private?: boolean;
};

/**
 * Starts a world and puts its project on the cluster; `root`: by the root Application, of which a cluster
 * has one. `files` are those of the project's repository. `generator: false`: people alone write the records.
 */
export async function startWorld(options: Options): Promise<World> {
  const bed = readBed(process.env);
  const ends: (() => Promise<void>)[] = [];
  const stop = async () => {
    const failures: unknown[] = [];
    // What cannot be removed must not keep servers of the rest running: Jest would wait for them without end.
    for (let end = ends.pop(); end; end = ends.pop()) {
      await end().catch((error: unknown) => void failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  };
  try {
    return { ...(await start(bed, options, ends)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What has been started is ended by `ends`, the last first. */
async function start(
  bed: Bed,
  { project, files, root = false, generator: wanted = true, private: hidden = false }: Options,
  ends: (() => Promise<void>)[],
): Promise<Omit<World, 'stop'>> {
  const repository = `acme/${project}`;
  const cluster = connectCluster(bed.kubeconfig);
  await uninstall(cluster, project, { root });

  const github = await startGitHub({ host: bed.host, tokens });
  ends.push(github.stop);
  github.createRepository(repository, { files, private: hidden });
  const gitops = await startGitOps({ host: bed.host, name: `gitops-${project}`, branches: 'none' });
  ends.push(gitops.stop);

  ends.push(() => uninstall(cluster, project, { root }));
  await cluster.put(credential(project));
  const edge = await startEdge(cluster, DOMAIN);
  ends.push(edge.stop);
  const urls = { gitopsUrl: gitops.url, githubUrl: github.url, edge: edge.address };
  const text = platformText(bed, { project, ...urls });
  await (root ? installByRoot : installDirectly)(bed, gitops, text);

  const complaints: string[] = [];
  const generator = wanted
    ? await startOurs(bed, gitops, { complaints, probeCa: edge.ca })
    : undefined;
  if (generator) {
    ends.push(generator.stop);
    await readyOr(generator, complaints);
    const url = `http://127.0.0.1:${generator.port}/webhooks/github`;
    github.addHook({ url, secret: WEBHOOK_SECRET });
  }

  return {
    ...{ project, repository, github, gitops, cluster, statusPort: generator?.statusPort },
    complaints: () => complaints.slice(-15),
    async stopGenerator() {
      github.removeHooks();
      await generator?.stop();
    },
  };
}

function startOurs(
  bed: Bed,
  gitops: GitOpsFixture,
  { complaints, probeCa }: { readonly complaints: string[]; readonly probeCa: string },
): Promise<Generator> {
  const log = createLog('warn', { write: (line) => void complaints.push(line.trim()) });
  const settings = generatorSettings(bed, gitops);
  return startGenerator(settings, { log, environment: process.env, paced: false, probeCa });
}

/** Argo CD's own credential at the stand-in; the label is what lets it be used. */
function credential(project: string) {
  return {
    ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
    metadata: {
      name: project,
      namespace: ARGOCD,
      labels: { 'argocd.argoproj.io/secret-type': 'scm-creds' },
    },
    stringData: { token: 'argocd-token' },
  };
}

function generatorSettings(bed: Bed, gitops: GitOpsFixture): Settings {
  return readSettings({
    GITOPS_REPOSITORY_URL: gitops.url,
    GITHUB_WEBHOOK_SECRET: WEBHOOK_SECRET,
    GITHUB_TOKEN: 'generator-token',
    ARGOCD_WEBHOOK_SECRET: bed.webhookSecret,
    PORT: '0',
    STATUS_PORT: '0',
    DATA_DIR: join(gitops.directory, 'data'),
    KUBECONFIG: bed.kubeconfig,
  });
}

async function readyOr(generator: Generator, complaints: readonly string[]): Promise<void> {
  const late = sleep(READY_MS, 'late', { ref: false });
  if ((await Promise.race([generator.ready(), late])) === 'late') {
    throw new Error(`the generator was not ready after ${READY_MS} ms\n${complaints.join('\n')}`);
  }
}
