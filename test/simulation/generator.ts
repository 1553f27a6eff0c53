import { formatRecord, isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Rendered } from '../../apps/environment/render.ts';
import type { Clock } from '../../generator/clock.ts';
import { createAcknowledger } from '../../generator/feedback/acknowledger.ts';
import { createBoard } from '../../generator/feedback/board.ts';
import { createLook } from '../../generator/feedback/look.ts';
import { UNSEEN } from '../../generator/feedback/seen.ts';
import { createReporter } from '../../generator/feedback/reporter.ts';
import type { ProbeFact } from '../../generator/probe/probe.ts';
import { createReconciler, type Reconciler } from '../../generator/reconcile/reconciler.ts';
import type { DigestFact, Registry } from '../../generator/registry/registry.ts';
import { parseEnvironmentId } from '../../constructs/names.ts';
import { createHealth } from '../../generator/telemetry/health.ts';
import { createLog } from '../../generator/telemetry/log.ts';
import { createMetrics } from '../../generator/telemetry/metrics.ts';
import type { SimulatedArgoCD } from './argocd.ts';
import { openClone, type Disk, type Remote } from './git.ts';
import type { SimulatedGitHub } from './github.ts';
import { createProcess, type Faults, type Process } from './process.ts';
import type { Random } from './random.ts';
import type { SimulatedTime } from './time.ts';

const POLL_MS = 15_000;
const SWEEP_MS = 300_000;

export type World = {
  readonly time: SimulatedTime;
  readonly random: Random;
  readonly remote: Remote;
  readonly github: SimulatedGitHub;
  readonly argocd: SimulatedArgoCD;
  readonly faults: () => Faults;
  /** Images that were built, by the commit. */
  readonly built: ReadonlySet<string>;
  /** Hears what the generator logs as an error. */
  readonly onLog: (line: string) => void;
};

export type Running = { readonly process: Process; readonly reconciler: Reconciler };

/** Telemetry costs more than all else here, and nothing reads it. */
const metrics = createMetrics();

/** The real loop over a simulated world, as `service.ts` starts it. */
export function startGenerator(world: World, disk: Disk): Running {
  const { time, random, remote, github, argocd } = world;
  const process = createProcess(time, random, world.faults);
  const { call } = process;
  const clock: Clock = process.clock;
  const log = createLog('error', { write: world.onLog });
  const client = github.client(call, random);
  const cluster = argocd.cluster(call);
  const registry: Registry = {
    digest: (image) =>
      call<DigestFact>(
        'registry',
        () =>
          world.built.has(image.slice(image.lastIndexOf(':') + 1))
            ? ({ kind: 'found', digest: `sha256:${image.slice(-40).padStart(64, '0')}` } as const)
            : ({ kind: 'missing', reason: 'no such image' } as const),
        () => ({ kind: 'unknown' as const, reason: '503' }),
      ),
  };
  const reporter = createReporter({
    ...{ github: client, log, clock, pauseMs: 2_000 },
    onResult(view, result) {
      if (view.finalOf !== undefined && result !== 'failed') reconciler.wake(view.key);
    },
  });
  const repository = openClone(remote, disk, call);
  const board = createBoard({
    platform: () => reconciler.platform(),
    record: (id) => reconciler.records()?.records.get(id),
    look: createLook({
      ...{ cluster, repository, clock },
      probe: (url) => probe(new URL(url).hostname.split('.')[0] ?? ''),
      diagnose: () => Promise.resolve([]),
      url: ({ id }) => `https://${id}.acme-previews.dev`,
    }),
    ...{ report: reporter.report, onError: () => undefined, clock },
    ...{ unseen: UNSEEN, onSettled: (key) => reconciler.wake(key) },
  });
  const probe = (id: string) =>
    call<ProbeFact>(
      'cluster',
      () =>
        argocd.namespaces.get(id) === 'present'
          ? { kind: 'answers', status: 200 }
          : { kind: 'silent', reason: 'nothing but the status page answers' },
      () => ({ kind: 'silent', reason: 'no answer within 5 s' }),
    );
  const reconciler: Reconciler = createReconciler({
    ...{ repository, board },
    ...{ github: client, cluster, registry, reporter, log, metrics, clock, now: clock.now },
    traffic: { requestsWithin: () => Promise.resolve({ kind: 'unknown', reason: 'none' }) },
    acknowledger: createAcknowledger({ github: client, log, logs: () => Promise.resolve('') }),
    announcer: {
      // Told or not: Argo CD polls.
      async announce(_platform, head, forward) {
        const told = await call(
          'cluster',
          () => true,
          () => false,
        );
        if (!told) return;
        if (disk.notified !== head) argocd.wakeApplications();
        if (disk.notified !== head || forward.length > 0) argocd.wakeSets();
        disk.notified = head;
      },
      idle: () => Promise.resolve(),
    },
    ...{ health: createHealth(), version: '1.0.0', branch: 'main', canSign: true },
    render,
    check: () => [],
  });
  const every = (ms: number, act: () => Promise<void>) =>
    void clock.after(ms, () => {
      act().catch(() => undefined);
      every(ms, act);
    });
  reconciler.remoteMoved();
  every(POLL_MS, reconciler.pollRemote);
  every(SWEEP_MS, reconciler.sweep);
  const onFailure = (id: string) => {
    const key = parseEnvironmentId(id);
    if (process.alive() && key) reconciler.wake(key);
  };
  const onChange = (id: string) => {
    if (process.alive()) board.changed(id);
  };
  void cluster.applications.follow({ onFailure, onChange }, new AbortController().signal);
  return { process, reconciler };
}

/** The template reduced to what Argo CD tells apart. */
function render(record: EnvironmentRecord): Rendered {
  const requests = { cpu: '0', memory: '0', storage: '0', pods: 0 };
  const file = { path: 'environment.yaml', content: formatRecord({ ...record, requests }) };
  const { state, images, lifecycle, data } = record;
  const pods = JSON.stringify({ state, images, attempt: lifecycle.attempt ?? 0, data });
  const manifests = isLive(record)
    ? [{ path: 'manifests/app.yaml', content: `pods: ${pods}\n` }]
    : [{ path: 'manifests/.keep', content: '' }];
  return { files: [file, ...manifests], requests, objects: [] };
}
