import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startGitHub, type GitHubStandIn } from '../../generator/demo/github/stand-in.ts';
import type { Files } from '../../generator/demo/github/world.ts';
import { startGenerator, type Generator } from '../../generator/service.ts';
import { readSettings } from '../../generator/settings.ts';
import { createLog } from '../../generator/telemetry/log.ts';
import { startGitOps, type GitOpsFixture } from './gitops-fixture.ts';

const run = promisify(execFile);

export const SECRET = 'of the webhook';
export const VALID_FILES: Files = {
  'k8s-ee.yaml': 'projectId: shop\napp:\n  port: 8080\ndatabases:\n  postgresql: true\n',
};

/** More than any test asks for. */
const ROOM = 'capacity: { cpu: "1000", memory: 1Ti, storage: 2Ti, pods: 5000, environments: 2000 }';

/** There is a registry in few tests only. */
function policyOf(given = '{}'): string {
  return given.includes('images:') ? given : given.replace('{', '{ images: tag, ');
}

/** GitHub, a GitOps repository and a generator on free ports; no cluster. The project is `shop` of acme/shop. */
export type World = {
  readonly github: GitHubStandIn;
  readonly gitops: GitOpsFixture;
  readonly repository: string;
  readonly platformText: string;
  readonly generator: () => Generator;
  /** Everything that was logged, one JSON line each. */
  readonly logged: readonly string[];
  start(): Promise<Generator>;
  /** A file at the head of the environments branch. */
  read(path: string): Promise<string | undefined>;
  record(number: number): Promise<string | undefined>;
  headHolds(path: string, text: string): Promise<boolean>;
  /** Commits on the environments branch. */
  commits(): Promise<number>;
  /** The generator's comment on a pull request; fails where there are two. */
  comment(number: number): string | undefined;
  until<T>(what: string, look: () => T | Promise<T>, seconds?: number): Promise<NonNullable<T>>;
  stop(): Promise<void>;
};

export async function startWorld(
  options: {
    readonly policy?: string;
    readonly files?: Files;
    /** @default ghcr.io/acme/shop:{sha} */
    readonly image?: string;
    readonly startGenerator?: boolean;
    /** Lines of platform.yaml beside the usual ones. */
    readonly platformLines?: readonly string[];
    /** @default - the generator's own */
    readonly sweepSeconds?: number;
  } = {},
): Promise<World> {
  const repository = 'acme/shop';
  const lines = options.platformLines ?? [];
  const gitops = await startGitOps({ branches: 'none' });
  const github = await startGitHub({ tokens: { 'generator-token': 'previews' } });
  github.createRepository(repository, { files: options.files ?? VALID_FILES });
  const platformText = [
    'domain: acme-previews.dev',
    `gitops: { url: ${gitops.url} }`,
    `github: { apiUrl: ${github.url}/api/v3 }`,
    `policy: ${policyOf(options.policy)}`,
    ...(lines.some((line) => line.startsWith('capacity:')) ? [] : [ROOM]),
    ...lines,
    'projects:',
    `  - { id: shop, repository: ${repository}, image: '${options.image ?? 'ghcr.io/acme/shop:{sha}'}' }`,
    '',
  ].join('\n');
  await gitops.person.push('main', { 'platform.yaml': platformText });
  const bare = gitops.server.directoryOf('gitops');
  const git = async (...args: string[]) =>
    (await run('git', ['--git-dir', bare, ...args], { maxBuffer: 2 ** 28 })).stdout;
  const logged: string[] = [];
  let generator: Generator | undefined;

  async function start(): Promise<Generator> {
    const started = await startGenerator(
      readSettings({
        GITOPS_REPOSITORY_URL: gitops.url,
        GITHUB_WEBHOOK_SECRET: SECRET,
        GITHUB_TOKEN: 'generator-token',
        ARGOCD_WEBHOOK_SECRET: 'of Argo CD',
        PORT: '0',
        STATUS_PORT: '0',
        DATA_DIR: join(gitops.directory, 'data'),
        KUBERNETES: 'off',
        ...(options.sweepSeconds && { SWEEP_SECONDS: String(options.sweepSeconds) }),
      }),
      {
        log: createLog('debug', { write: (line) => void logged.push(line) }),
        environment: process.env,
        paced: false,
      },
    );
    generator = started;
    github.removeHooks();
    github.addHook({ url: `http://127.0.0.1:${started.port}/webhooks/github`, secret: SECRET });
    return started;
  }

  const world: World = {
    ...{ github, gitops, repository, platformText, logged, start },
    generator() {
      if (!generator) throw new Error('the generator was not started');
      return generator;
    },
    read: (path) => git('show', `environments:${path}`).catch(() => undefined),
    record: (number) => world.read(`environments/shop/pr-${number}/environment.yaml`),
    headHolds: async (path, text) => (await world.read(path))?.includes(text) ?? false,
    commits: async () => Number(await git('rev-list', '--count', 'environments')),
    comment(number) {
      const { comments } = github.pullRequest(repository, number);
      const ours = comments.filter(({ author }) => author.login === 'previews');
      if (ours.length > 1) throw new Error(`${ours.length} comments of ours on #${number}`);
      return ours[0]?.body;
    },
    async until(what, look, seconds = 15) {
      const end = Date.now() + seconds * 1000;
      for (;;) {
        const seen = await look();
        if (seen) return seen;
        if (Date.now() > end) {
          throw new Error(`not seen in ${seconds} s: ${what}\n${logged.slice(-12).join('')}`);
        }
        await sleep(25);
      }
    },
    async stop() {
      await generator?.stop();
      await github.stop();
      await gitops.stop();
    },
  };
  if (options.startGenerator !== false) await (await start()).ready();
  return world;
}
