import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnvironmentId } from '../constructs/names.ts';
import { createPreviewNamespaces } from './cluster/preview-namespaces.ts';
import type { GitHub } from './github/client.ts';
import type { Intent } from './intake/events.ts';
import { createServer } from './intake/server.ts';
import { createVerify } from './intake/signature.ts';
import { openLoop, type Loop } from './loop.ts';
import type { Reconciler } from './reconcile/reconciler.ts';
import { every, untilItWorks } from './repeat.ts';
import type { Settings } from './settings.ts';
import { createHealth, type Health } from './telemetry/health.ts';
import type { Log } from './telemetry/log.ts';
import { measureLifecycle } from './telemetry/lifecycle.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { measureOrphans } from './telemetry/orphans.ts';
import { createPages, type Pages } from './web/pages.ts';
import { STATUS_MARKER } from './web/status/marker.ts';

/** How often the GitOps remote is asked whether somebody pushed. Milliseconds. */
const POLL_MS = 15_000;
/** How long what was accepted may take after the order to stop; then the next start's sweep covers it. */
const DRAIN_MS = 25_000;

export type GeneratorDeps = {
  readonly log: Log;
  /** Of the process, for git: PATH, proxies, certificates. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** @default - the clock */
  readonly now?: () => Date;
  /** Whether to write to GitHub at the pace it asks for; only a stand-in needs none. @default true */
  readonly paced?: boolean;
  /** Certificates the ready probe trusts beside those of Node, as PEM. @default - none */
  readonly probeCa?: string;
};

/** A generator that listens. */
export type Generator = {
  readonly port: number;
  /** Of the status page. */
  readonly statusPort: number;
  /** Resolves once everything has answered. Rejects with what makes running impossible: then `stop` it. */
  ready(): Promise<void>;
  /** Takes nothing more, finishes what was accepted (25 s at most), then stops listening. */
  stop(): Promise<void>;
};

/**
 * Starts the generator. It listens at once and says on `/readyz` what it still waits for; a remote that does
 * not answer is asked again and again. Rejects only when the port cannot be had.
 */
export async function startGenerator(settings: Settings, deps: GeneratorDeps): Promise<Generator> {
  const { log } = deps;
  const health = createHealth();
  const metrics = createMetrics();
  const startedAt = (deps.now ?? (() => new Date()))();
  const halt = new AbortController();
  const { signal } = halt;
  let reconciler: Reconciler | undefined;
  let pages: Pages | undefined;
  let draining = false;

  const server = createHttpServer(
    createServer({
      verify: createVerify(settings.webhookSecrets),
      platform: () => (reconciler?.records() ? reconciler.platform() : undefined),
      draining: () => draining,
      accept: (intent) => reconciler && accept(intent, reconciler),
      queueLength: () => reconciler?.queueLength() ?? 0,
      health,
      metrics,
      pages: () => pages?.team,
    }),
  );
  const statusServer = createHttpServer((request, response) => {
    if (pages) pages.status(request, response);
    else response.writeHead(503, { [STATUS_MARKER]: 'starting', 'retry-after': '5' }).end();
  });
  const port = await listen(server, settings.port);
  const statusPort = await listen(statusServer, settings.statusPort).catch((error: unknown) => {
    server.close();
    throw error;
  });

  const opened = openLoop(settings, {
    ...{ log, health, metrics, signal, environment: deps.environment },
    now: deps.now ?? (() => new Date()),
    paced: deps.paced ?? true,
    ...(deps.probeCa !== undefined && { probeCa: deps.probeCa }),
  }).then((loop) => {
    if (draining) return;
    reconciler = loop.reconciler;
    pages = createPages({ ...loop, health, draining: () => draining, stopping: signal });
    measureLifecycle(loop.board, metrics, { now: deps.now ?? (() => new Date()), startedAt });
    const now = deps.now ?? (() => new Date());
    run(loop, { settings, health, metrics, log, signal, now });
  });
  // Told by `ready`, whenever that is asked.
  opened.catch(() => undefined);

  return {
    ...{ port, statusPort },
    ready: async () => {
      await opened;
      await health.whenReady();
    },
    async stop() {
      draining = true;
      halt.abort(new Error('the generator was told to stop'));
      const drained = Promise.all([opened.catch(() => undefined), reconciler?.drain()]);
      await Promise.race([drained, sleep(DRAIN_MS, undefined, { ref: false })]);
      await Promise.all([server, statusServer].map(close));
    },
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

function accept(intent: Exclude<Intent, { kind: 'ignored' }>, reconciler: Reconciler): void {
  switch (intent.kind) {
    case 'wake':
      return reconciler.wake(intent.wake);
    case 'built':
      return reconciler.built(intent.project);
    case 'remote-moved':
      return reconciler.remoteMoved();
  }
}

/** Sets the loop going: the first round reads the repository, and a sweep follows it. */
function run(
  { reconciler, github, cluster, board }: Loop,
  context: {
    readonly settings: Settings;
    readonly health: Health;
    readonly metrics: Metrics;
    readonly log: Log;
    readonly signal: AbortSignal;
    readonly now: () => Date;
  },
): void {
  const { settings, log, metrics, now, signal } = context;
  const quietly = (what: string, act: () => Promise<void>) => () =>
    act().catch((error: unknown) => log.warn({ err: error }, `${what} failed, it is tried again`));
  reconciler.remoteMoved();
  every(POLL_MS, quietly('asking the GitOps remote', reconciler.pollRemote), signal);
  every(settings.sweepSeconds * 1000, quietly('the sweep', reconciler.sweep), signal);
  if (settings.kubernetes.mode === 'on') {
    const namespaces = createPreviewNamespaces(settings.kubernetes);
    const records = () => reconciler.records()?.records;
    const count = () => measureOrphans({ namespaces, records, metrics, now });
    every(settings.sweepSeconds * 1000, quietly('counting orphans', count), signal);
  }
  const onFailure = (id: string) => {
    const key = parseEnvironmentId(id);
    if (key) reconciler.wake(key);
  };
  void cluster.applications.follow({ onFailure, onChange: board.changed }, signal);
  void cluster.applicationSets.follow(board.projectChanged, signal);
  void untilItWorks(() => identify(github, context.health), {
    signal,
    onFailure: (error) => log.warn({ reason: String(error) }, 'GitHub does not answer yet'),
  }).catch(() => undefined);
}

async function identify(github: GitHub, health: Health): Promise<void> {
  const fact = await github.identity();
  const ok = fact.kind === 'identity';
  health.report('github', { ok, detail: ok ? `answers; we are ${fact.login}` : fact.reason });
  if (!ok) throw new Error(fact.reason);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return (server.address() as AddressInfo).port;
}
