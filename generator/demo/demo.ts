import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parsePlatform, type Platform } from '../../apps/platform/config.ts';
import { renderPlatform, renderRoot } from '../../apps/platform/render.ts';
import { formatProblem } from '../../apps/problems.ts';
import { ENVIRONMENTS_README } from '../gitops/environments-branch.ts';
import { startGenerator } from '../service.ts';
import { readSettings } from '../settings.ts';
import { createLog } from '../telemetry/log.ts';
import { openBareRepository } from './bare-repository.ts';
import { gitEnvironment } from './git-http-backend.ts';
import { startGitServer } from './git-server.ts';
import { startGitHub } from './github/stand-in.ts';
import { sampleFiles } from './github/page/sample-files.ts';
import { environmentPanels } from './panels.ts';

const REPOSITORY = 'acme/shop';
const SECRET = 'known to the stand-in and the generator only';
const TOKEN = 'token-of-the-demo';

export type DemoOptions = {
  /** Everything below `demo` in it is made anew. */
  readonly directory: string;
  /** Of the page; 0: any free one. */
  readonly port: number;
  /** Under which a cluster reaches this machine; others than this machine are served only with it. */
  readonly host: string | undefined;
  readonly kubeconfig: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Progress, one line each. */
  readonly say: (line: string) => void;
};

export type Demo = {
  readonly url: string;
  readonly gitopsUrl: string;
  readonly generatorUrl: string;
  /** The status page of the first environment. */
  readonly statusUrl: string;
  /** The file that lets a cluster follow along. */
  readonly rootFile: string;
  stop(): Promise<void>;
};

/** Starts a stand-in for GitHub, a GitOps repository and the generator, and opens a first pull request. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { say, environment } = options;
  const directory = join(options.directory, 'demo');
  const bind = options.host === undefined ? '127.0.0.1' : '0.0.0.0';
  const name = options.host ?? 'localhost';
  // Before anything is removed: it may be a demo that still runs.
  await assertFree(options.port, bind);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });

  const root = join(directory, 'remotes');
  const git = await startGitServer({ root, host: bind });
  await git.createRepository('previews');
  const gitopsUrl = `http://${name}:${new URL(git.url).port}/previews.git`;
  const place = git.directoryOf('previews');
  const path = environment.PATH ?? '/usr/local/bin:/usr/bin:/bin';
  const bare = openBareRepository(place, gitEnvironment(path, root));
  say('Made a GitOps repository');

  const github = await startGitHub({
    host: bind,
    port: options.port,
    tokens: { [TOKEN]: 'preview-bot' },
    page: {
      panels: ({ number }) => environmentPanels(bare, { project: 'shop', number: String(number) }),
    },
  });
  const files = sampleFiles(REPOSITORY, { config: 'valid', postgresql: true });
  github.createRepository(REPOSITORY, { files: present(files) });
  const url = `http://localhost:${github.port}`;
  const apiUrl = `http://${name}:${github.port}`;
  const platform = demoPlatform({ gitopsUrl, apiUrl });
  await bare.commit('main', mainFiles(platform), 'The platform of the demo');
  // Here, because the generator makes none while it cannot ask a cluster whether there ever was one.
  await bare.commit('environments', { 'README.md': ENVIRONMENTS_README }, 'Records and manifests');
  const rootFile = join(directory, 'root-application.yaml');
  await writeFile(rootFile, renderRoot(platform.value));

  const generator = await startGenerator(
    readSettings({
      GITOPS_REPOSITORY_URL: gitopsUrl,
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_TOKEN: TOKEN,
      PORT: '0',
      STATUS_PORT: '0',
      DATA_DIR: join(directory, 'generator'),
      ...(options.kubeconfig ? { KUBECONFIG: options.kubeconfig } : { KUBERNETES: 'off' }),
    }),
    { log: createLog('warn'), environment, paced: false },
  );
  await generator.ready();
  say('Started the generator');
  github.addHook({ url: `http://127.0.0.1:${generator.port}/webhooks/github`, secret: SECRET });
  await github.openPullRequest(REPOSITORY, { title: 'Add the cart', branch: 'feature/cart' });
  say('Opened pull request 1 of acme/shop; its environment is committed in a moment');

  return {
    ...{ url, gitopsUrl, rootFile, generatorUrl: `http://localhost:${generator.port}` },
    statusUrl: `http://shop-pr-1.previews.localhost:${generator.statusPort}`,
    async stop() {
      await generator.stop();
      await github.stop();
      await git.stop();
    },
  };
}

/** Rejects where a port is taken; 0 never is. */
async function assertFree(port: number, host: string): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await once(server.listen(port, host), 'listening');
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

function demoPlatform(urls: { gitopsUrl: string; apiUrl: string }): {
  readonly text: string;
  readonly value: Platform;
} {
  const text = [
    '# The platform of the demo.',
    'domain: previews.localhost',
    `gitops: { url: ${urls.gitopsUrl} }`,
    `github: { apiUrl: ${urls.apiUrl} }`,
    '# There is no registry here to ask for the digests of images.',
    'policy: { images: tag }',
    'projects:',
    `  - { id: shop, repository: ${REPOSITORY}, image: 'ghcr.io/acme/shop:{sha}' }`,
    '',
  ].join('\n');
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return { text, value: parsed.value };
}

function mainFiles({ text, value }: ReturnType<typeof demoPlatform>): Record<string, string> {
  const rendered = renderPlatform(value).map(({ path, content }) => [path, content] as const);
  return { 'platform.yaml': text, ...Object.fromEntries(rendered) };
}

function present<T>(files: Readonly<Record<string, T | undefined>>): Record<string, T> {
  const entries = Object.entries(files).filter(
    (entry): entry is [string, T] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries);
}
