import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createActions } from './actions.ts';
import { createCallers, type AppAccount } from './callers.ts';
import { createDeliveries, type DeliveryOptions } from './deliveries.ts';
import { createFaults, type Call } from './faults.ts';
import { buildEvent, pingEvent, type BuildEvent } from './payloads.ts';
import { createPage, type PageOptions } from './page/routes.ts';
import { createRest } from './rest.ts';
import {
  account,
  addCommit,
  createWorld,
  findPullRequest,
  findRepository,
  takeId,
  type Files,
  type Hook,
  type PullRequest,
  type Repository,
} from './world.ts';

export type GitHubOptions = {
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** @default - any free one */
  readonly port?: number;
  /** Token → login; a login that ends in `[bot]` stands for an installation. @default - none: reading public repositories needs no token, writing does */
  readonly tokens?: Readonly<Record<string, string>>;
  /** A GitHub App installed everywhere. @default - none */
  readonly app?: AppAccount;
  /** Prefix of links, where others reach the stand-in under another address. @default - `url` */
  readonly publicUrl?: string;
  /** The pages for people, at `/`. */
  readonly page?: PageOptions;
};

/** What the webhook of a generator subscribes to. */
const HOOK_EVENTS = [
  ...['pull_request', 'issue_comment'],
  ...['workflow_run', 'check_suite', 'registry_package'],
];

/** A running stand-in for GitHub. */
export type GitHubStandIn = Awaited<ReturnType<typeof startGitHub>>;

/**
 * Starts a stand-in for GitHub: its REST calls (with and without `/api/v3`), its webhooks and people's actions.
 * Everything is in memory and gone when it stops.
 */
export async function startGitHub(options: GitHubOptions = {}) {
  const host = options.host ?? '127.0.0.1';
  const app = express().disable('x-powered-by').disable('etag');
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = options.publicUrl ?? `http://${host}:${port}`;

  const world = createWorld();
  const urls = { api: `${url}/api/v3`, html: url };
  const faults = createFaults();
  const deliveries = createDeliveries(world.hooks);
  const callers = createCallers(options.tokens ?? {}, options.app);
  const rest = createRest({ world, urls, callers, app: options.app, faults, deliveries });
  const actions = createActions(world, deliveries, urls);
  const hosts = [`localhost:${port}`, `127.0.0.1:${port}`, `${host}:${port}`, new URL(url).host];
  const pageOptions = options.page ?? {};
  app.use(createPage({ world, actions, deliveries: deliveries.log, hosts, options: pageOptions }));
  app.use('/api/v3', rest);
  app.use(rest);

  return {
    url,
    port,
    ...actions,

    /** Makes a repository `owner/name` whose default branch holds `files`. */
    createRepository(
      fullName: string,
      given: {
        files?: Files;
        defaultBranch?: string;
        private?: boolean;
        id?: number;
        /** Logins with write permission. @default ['alice'] */
        writers?: readonly string[];
      } = {},
    ): Repository {
      const [owner = '', name = ''] = fullName.split('/');
      const repository: Repository = {
        id: given.id ?? takeId(world),
        fullName,
        owner: account(world, owner, 'Organization'),
        name,
        private: given.private ?? false,
        defaultBranch: given.defaultBranch ?? 'main',
        branches: new Map(),
        commits: new Map(),
        pullRequests: new Map(),
        ...{ deployments: [], checkRuns: [], statuses: [] },
        permissions: new Map((given.writers ?? ['alice']).map((login) => [login, 'write'])),
        createdAt: new Date(),
      };
      world.repositories.set(fullName.toLowerCase(), repository);
      const sha = addCommit(repository, given.files ?? {}, 'first');
      repository.branches.set(repository.defaultBranch, sha);
      return repository;
    },

    repository: (fullName: string): Repository => findRepository(world, fullName),
    pullRequest: (fullName: string, number: number): PullRequest =>
      findPullRequest(findRepository(world, fullName), number),

    /** Registers a webhook for all repositories; nothing is sent yet. */
    addHook(hook: { url: string; secret: string; events?: string[] }): void {
      world.hooks.push({ events: HOOK_EVENTS, ...hook } satisfies Hook);
    },
    removeHooks(): void {
      world.hooks.length = 0;
    },
    /** Sends what GitHub sends when something was built. */
    built(fullName: string, event: BuildEvent, delivery?: DeliveryOptions) {
      const repository = findRepository(world, fullName);
      return deliveries.deliver(buildEvent(repository, event, urls), delivery);
    },
    /** Sends the `ping` that follows the creation of a hook. */
    async ping(fullName: string, delivery?: DeliveryOptions) {
      const repository = findRepository(world, fullName);
      const sent = world.hooks.map((hook) =>
        deliveries.deliver(pingEvent(repository, hook, urls), delivery),
      );
      return (await Promise.all(sent)).flat();
    },
    deliveries: deliveries.log,
    redeliver: deliveries.redeliver,

    fail: faults.fail,
    heal: faults.heal,
    calls: faults.calls,
    /** How many calls fit, e.g. `countCalls({ caller: 'argocd' })`. */
    countCalls(match: Partial<Pick<Call, 'caller' | 'method' | 'path'>> = {}): number {
      const wanted = Object.entries(match);
      return faults.calls.filter((call) =>
        wanted.every(([key, value]) => call[key as keyof Call] === value),
      ).length;
    },

    async stop(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
