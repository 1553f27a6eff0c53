import { join } from 'node:path';
import type { Platform } from '../apps/platform/config.ts';
import { applicationUrl } from '../apps/platform/links.ts';
import { createCluster, type Cluster } from './cluster/cluster.ts';
import { createAcknowledger } from './feedback/acknowledger.ts';
import { createBoard, type Board, type BoardWriter } from './feedback/board.ts';
import { createFindCause } from './feedback/find-cause.ts';
import { logAnswer } from './feedback/log-answer.ts';
import { createLook } from './feedback/look.ts';
import { createReporter } from './feedback/reporter.ts';
import { NOTHING_SEEN, UNSEEN } from './feedback/seen.ts';
import { gitCredentials } from './git-credentials.ts';
import { createGitHub, type GitHub } from './github/client.ts';
import { createAnnouncer } from './gitops/announce.ts';
import { createHeadFile } from './gitops/head-file.ts';
import { createNotifier } from './gitops/notify.ts';
import { createRepository, type GitOpsRepository } from './gitops/repository.ts';
import { authFromFile } from './registry/auth-file.ts';
import { createRegistry } from './registry/registry.ts';
import { createReconciler, type Reconciler } from './reconcile/reconciler.ts';
import type { Settings } from './settings.ts';
import { firstPlatform, readAuth } from './start-up.ts';
import type { Health } from './telemetry/health.ts';
import type { Log } from './telemetry/log.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { environmentHost } from '../constructs/names.ts';
import { systemClock } from './clock.ts';
import { createProbe } from './probe/probe.ts';
import { createTraffic } from './traffic/prometheus.ts';
import { VERSION } from './version.ts';

/** Whom the generator's commits are by. */
const AUTHOR = { name: 'k8s-ephemeral-environments', email: 'generator@k8s-ee.invalid' };

export type LoopDeps = {
  readonly log: Log;
  readonly health: Health;
  readonly metrics: Metrics;
  /** Aborted: opening is given up. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Of the process, for git: PATH, proxies, certificates. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whether to write to GitHub at the pace it asks for; only a stand-in needs none. */
  readonly paced: boolean;
  /** Certificates the ready probe trusts beside those of Node, as PEM. @default - none */
  readonly probeCa?: string;
};

export type Loop = {
  readonly reconciler: Reconciler;
  readonly github: GitHub;
  readonly cluster: Cluster;
  readonly board: Board & BoardWriter;
  readonly repository: GitOpsRepository;
};

/** Opens everything the reconcile loop works with. Nothing is decided yet. Throws `InvalidPlatform`. */
export async function openLoop(settings: Settings, deps: LoopDeps): Promise<Loop> {
  const { log, health, metrics, environment } = deps;
  const auth = await readAuth(settings);
  const connect = (apiUrl: string) =>
    createGitHub({
      ...{ apiUrl, auth, log, throttle: deps.paced, userAgent: AUTHOR.name },
      onQuota: (left) => metrics.quota.set(left),
    });
  const credentials = gitCredentials(settings, auth, connect);
  const canSign = settings.argocdWebhookSecret !== undefined;
  const place = {
    url: settings.gitopsUrl,
    branch: settings.gitopsBranch,
    directory: join(settings.dataDirectory, 'gitops'),
    author: AUTHOR,
    environment,
    ...(credentials && { credentials }),
  };
  const platform = await firstPlatform(place, { ...deps, canSign });
  let current = (): Platform => platform;

  const github = connect(platform.github.apiUrl);
  const cluster = createCluster(
    settings.kubernetes.mode === 'off'
      ? settings.kubernetes
      : { ...settings.kubernetes, argocdNamespace: () => current().argocd.namespace },
  );
  const repository = createRepository({
    ...place,
    environmentsBranch: platform.gitops.environmentsBranch,
    headFile: join(settings.dataDirectory, 'head'),
    acceptHead: () => current().gitops.acceptHead,
    mayCreateBranch: () => mayCreateBranch(settings, cluster, current()),
  });
  const announcer = createAnnouncer({
    repository,
    notifier: createNotifier({ secret: settings.argocdWebhookSecret ?? '', fetch }),
    memory: createHeadFile(join(settings.dataDirectory, 'notified')),
    onDelivery({ target, ok, detail }) {
      metrics.notifications.inc({ target, result: ok ? 'ok' : 'failed' });
      if (!ok) log.warn({ target, reason: detail }, 'Argo CD was not told; it polls every 240 s');
    },
    onError: (error) => log.error({ err: error }, 'Argo CD was not told; it polls every 240 s'),
  });
  const reporter = createReporter({
    github,
    log,
    pauseMs: deps.paced ? 10_000 : 0,
    onOther: (surface, result) => metrics.surfaces.inc({ surface, result }),
    onResult(view, result) {
      metrics.comments.inc({ result });
      // The end was told, so the tombstone has done its work.
      if (view.finalOf !== undefined && result !== 'failed') reconciler.wake(view.key);
    },
  });
  const { now } = deps;
  const branch = settings.gitopsBranch;
  const traffic = createTraffic({ url: () => current().prometheus?.url, fetch });
  const acknowledger = createAcknowledger({
    ...{ github, log },
    logs: async ({ id, publicly }) =>
      logAnswer({
        fact: publicly ? { kind: 'off' } : await cluster.serviceLogs(id),
        ...{ publicly, argocdUrl: applicationUrl(current(), id) },
      }),
  });
  const registry = createRegistry({ auth: authFromFile(settings.registryAuthFile) });
  const look = createLook({
    ...{ cluster, repository, clock: systemClock },
    probe: createProbe({
      connect: () => current().probe?.connect,
      ...(deps.probeCa !== undefined && { ca: deps.probeCa }),
    }),
    diagnose: createFindCause({
      ...{ cluster, now: deps.now },
      onUnknown: (environment, reason) => log.warn({ environment, reason }, 'not diagnosed'),
    }),
    url: (record) => `https://${environmentHost(record.id, current().domain)}`,
  });
  const board = createBoard({
    ...{ look, clock: systemClock },
    platform: () => reconciler.platform(),
    record: (id) => reconciler.records()?.records.get(id),
    report: reporter.report,
    unseen: settings.kubernetes.mode === 'off' ? NOTHING_SEEN : UNSEEN,
    onSettled: (key) => reconciler.wake(key),
    onError: (id, error) => log.warn({ environment: id, err: error }, 'not seen: looked at later'),
  });
  const parts = {
    board,
    repository,
    github,
    cluster,
    registry,
    traffic,
    reporter,
    acknowledger,
    announcer,
  };
  const reconciler: Reconciler = createReconciler({
    ...parts,
    ...{ health, log, metrics, now, branch, canSign, version: VERSION },
  });
  current = () => reconciler.platform() ?? platform;
  return { reconciler, github, cluster, board, repository };
}

/** A missing branch is created only where no environment can be lost with it; unobserved, the head file alone tells. */
async function mayCreateBranch(
  { kubernetes }: Settings,
  cluster: Cluster,
  { projects }: Platform,
): Promise<boolean | undefined> {
  if (kubernetes.mode === 'off') return true;
  const has = await cluster.hasApplications(projects.map(({ id }) => id));
  return has === undefined ? undefined : !has;
}
