import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderRoot } from '../../apps/platform/render.ts';
import { ENVIRONMENTS_README } from '../gitops/environments-branch.ts';
import { startGenerator, type Generator } from '../service.ts';
import { readSettings } from '../settings.ts';
import { createLog } from '../telemetry/log.ts';
import { openBareRepository } from './bare-repository.ts';
import { startCluster, webhookUrls, type ClusterStandIn } from './cluster/stand-in.ts';
import { certificateFor } from './edge/certificate.ts';
import { startEdge } from './edge/edge.ts';
import { createEnds, type Ends } from './ends.ts';
import { gitEnvironment } from './git-http-backend.ts';
import { startGitServer } from './git-server.ts';
import type { Link } from './github/page/layout.ts';
import type { PageOptions } from './github/page/routes.ts';
import { sampleFiles } from './github/page/sample-files.ts';
import { startGitHub } from './github/stand-in.ts';
import { guide, previewCard, previewUrl, type Addresses } from './guide.ts';
import { environmentPanels } from './panels.ts';
import { demoPlatform, mainFiles } from './platform.ts';

const REPOSITORY = 'acme/shop';
const DOMAIN = 'previews.localhost';
const SECRET = 'known to the stand-in and the generator only';
const ARGOCD_SECRET = 'known to the generator and the stand-in for Argo CD only';
const TOKEN = 'token-of-the-demo';

export type DemoOptions = {
  /** Of the demo is one directory in it, which is made anew and removed at the end. */
  readonly directory: string;
  /** Of the page; 0: any free one. Previews and dashboard are at the next one, where that is free. */
  readonly port: number;
  /** Under which a cluster reaches this machine; others than this machine are served only with it. */
  readonly host: string | undefined;
  /** Of a cluster that is asked. @default - a stand-in plays it */
  readonly kubeconfig: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Progress, one line each. */
  readonly say: (line: string) => void;
  /** Hears of the directory once it is this demo's own. */
  readonly onDirectory: (directory: string) => void;
};

export type Demo = {
  readonly url: string;
  readonly gitopsUrl: string;
  readonly generatorUrl: string;
  readonly dashboardUrl: string;
  /** Of the first environment: its app, or the status page. */
  readonly previewUrl: string;
  /** The file that lets a cluster follow along. */
  readonly rootFile: string;
  stop(): Promise<void>;
};

/** Starts stand-ins for GitHub and a cluster, a GitOps repository and the generator, and opens a first pull request. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const ends = createEnds();
  try {
    return await start(options, ends);
  } catch (error) {
    await ends.run();
    throw error;
  }
}

async function start(options: DemoOptions, ends: Ends): Promise<Demo> {
  const { say, environment, kubeconfig } = options;
  const bind = options.host === undefined ? '127.0.0.1' : '0.0.0.0';
  const name = options.host ?? 'localhost';

  const page: { options: PageOptions } = { options: {} };
  const links: Link[] = [];
  // First of all: while it has the port, the directory named after that is nobody else's.
  const github = await startGitHub({
    ...{ host: bind, port: options.port, tokens: { [TOKEN]: 'preview-bot' } },
    page: {
      links,
      panels: (pull) => page.options.panels?.(pull) ?? Promise.resolve([]),
      guide: () => page.options.guide?.() ?? { html: '' },
      preview: (pull) => page.options.preview?.(pull) ?? { html: '' },
      openable: (text) => page.options.openable?.(text) ?? text,
    },
  });
  ends.push(github.stop);
  const directory = await makeDirectory(options, github.port, ends);

  const root = join(directory, 'remotes');
  const git = await startGitServer({ root, host: bind });
  ends.push(git.stop);
  await git.createRepository('previews');
  const gitopsUrl = `http://${name}:${new URL(git.url).port}/previews.git`;
  const path = environment.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  const bare = openBareRepository(git.directoryOf('previews'), gitEnvironment(path, root));
  say('Made a GitOps repository');

  const app = github.createRepository(REPOSITORY, { files: present(firstFiles()) });
  const cluster = kubeconfig
    ? undefined
    : await startCluster({
        ...{ bare, argocdNamespace: 'argocd', webhookSecret: ARGOCD_SECRET },
        filesOf: (sha) => app.commits.get(sha),
      });
  if (cluster) ends.push(cluster.stop);
  const certificate = certificateFor(DOMAIN, new Date());
  const running: { generator?: Generator } = {};
  const edge = await startEdge({
    ...{ domain: DOMAIN, certificate, port: options.port === 0 ? 0 : options.port + 1 },
    namespaces: cluster?.namespaces ?? { get: () => undefined, podFor: () => undefined },
    ports: () => running.generator && portsOf(running.generator),
  });
  ends.push(edge.stop);

  const platform = demoPlatform({
    ...{ domain: DOMAIN, repository: REPOSITORY, gitopsUrl },
    apiUrl: `http://${name}:${github.port}`,
    cluster: cluster && { ...webhookUrls(cluster.url), probeAddress: edge.tlsAddress },
  });
  await bare.commit('main', mainFiles(platform), 'The platform of the demo');
  // Here, because the generator makes none while it cannot ask a cluster whether there ever was one.
  await bare.commit('environments', { 'README.md': ENVIRONMENTS_README }, 'Records and manifests');
  const rootFile = join(directory, 'root-application.yaml');
  await writeFile(rootFile, renderRoot(platform.value));
  const clusterFile = join(directory, 'kubeconfig');
  if (cluster) {
    await writeFile(clusterFile, cluster.kubeconfig);
    cluster.follow({
      projects: platform.value.projects,
      environmentsBranch: platform.value.gitops.environmentsBranch,
      apiUrl: `http://127.0.0.1:${github.port}`,
    });
    say('Started a stand-in for a cluster with Argo CD');
  }

  const generator = await startGenerator(
    readSettings({
      GITOPS_REPOSITORY_URL: gitopsUrl,
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_TOKEN: TOKEN,
      ...(cluster && { ARGOCD_WEBHOOK_SECRET: ARGOCD_SECRET }),
      PORT: '0',
      STATUS_PORT: '0',
      DATA_DIR: join(directory, 'generator'),
      KUBECONFIG: kubeconfig ? kubeconfig : clusterFile,
    }),
    { log: createLog('warn'), environment, paced: false, probeCa: certificate.cert },
  );
  ends.push(generator.stop);
  running.generator = generator;
  await generator.ready();
  say('Started the generator');

  const dashboardUrl = `http://localhost:${edge.port}`;
  const addresses = {
    domain: DOMAIN,
    dashboard: dashboardUrl,
    edgePort: edge.port,
    gitops: gitopsUrl,
  };
  links.push({ title: 'Dashboard', url: dashboardUrl });
  page.options = pageOptions(addresses, { bare, cluster, openable: edge.openable });
  github.addHook({ url: `http://127.0.0.1:${generator.port}/webhooks/github`, secret: SECRET });
  await github.openPullRequest(REPOSITORY, { title: 'Add the cart', branch: 'feature/cart' });
  say('Opened pull request 1 of acme/shop');

  return {
    ...{ url: `http://localhost:${github.port}`, gitopsUrl, rootFile, dashboardUrl },
    generatorUrl: `http://localhost:${generator.port}`,
    previewUrl: previewUrl('shop-pr-1', addresses),
    stop: ends.run,
  };
}

function portsOf({ port, statusPort }: Generator) {
  return { dashboard: port, status: statusPort };
}

/** Makes the directory of this demo anew; at the end it goes, and what was made to hold it. */
async function makeDirectory(options: DemoOptions, port: number, ends: Ends): Promise<string> {
  const directory = join(options.directory, `demo-${port}`);
  if ((await mkdir(options.directory, { recursive: true })) !== undefined) {
    // Not where something else came to be there meanwhile.
    ends.push(() => rmdir(options.directory));
  }
  options.onDirectory(directory);
  await rm(directory, { recursive: true, force: true });
  ends.push(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  await mkdir(directory);
  return directory;
}

function pageOptions(
  addresses: Addresses,
  parts: {
    readonly bare: ReturnType<typeof openBareRepository>;
    readonly cluster: ClusterStandIn | undefined;
    readonly openable: (text: string) => string;
  },
): PageOptions {
  const { bare, cluster, openable } = parts;
  return {
    panels: ({ number }) =>
      environmentPanels(bare, cluster, { project: 'shop', number: String(number) }),
    guide: () => guide(addresses, cluster !== undefined),
    preview: ({ number }) => previewCard(number, addresses, cluster),
    openable,
  };
}

function firstFiles() {
  return sampleFiles(REPOSITORY, { config: 'valid', postgresql: true });
}

function present<T>(files: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const entries = Object.entries(files).filter(
    (entry): entry is [string, T] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
