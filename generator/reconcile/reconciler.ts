import { createCheck, type Check } from '../../apps/environment/check/check.ts';
import { renderEnvironment } from '../../apps/environment/render.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Clock } from '../clock.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Acknowledger } from '../feedback/acknowledger.ts';
import type { BoardWriter } from '../feedback/board.ts';
import type { Reporter } from '../feedback/reporter.ts';
import type { GitHub } from '../github/client.ts';
import type { PushAnnouncer } from '../gitops/announce.ts';
import { refreshRecords, type RecordIndex } from '../gitops/records.ts';
import type { GitOpsRepository } from '../gitops/repository.ts';
import type { Health } from '../telemetry/health.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Registry } from '../registry/registry.ts';
import type { Traffic } from '../traffic/prometheus.ts';
import { createNeeds } from './capacity/need.ts';
import { createWaitingList } from './capacity/waiting-list.ts';
import { createAllowedKinds } from './allowed-kinds.ts';
import { createAftermath } from './aftermath.ts';
import { retryDelay } from './backoff.ts';
import { createConfigReader } from './config-reader.ts';
import { createLookedAt, isDue } from './looked-at.ts';
import { observe, type Observed } from './observe.ts';
import { nothingObserved } from './observation.ts';
import { createPlatformFile } from './platform-file.ts';
import { createQueue, type Queue } from './queue.ts';
import { runRound, type RoundResult } from './round.ts';
import { sweep } from './sweep.ts';
import type { Wake } from './wake.ts';
import { createUpgrades } from './upgrades.ts';
import { createWriter, type ReadyEntry, type Writer } from './writer.ts';

const OBSERVERS = 10;
/** GitHub may answer with something older than the event it sent: asked again after these pauses. */
const STALE_DELAYS_MS = [2_000, 5_000, 15_000] as const;

export type ReconcilerDeps = {
  readonly repository: GitOpsRepository;
  readonly github: GitHub;
  readonly cluster: Cluster;
  readonly registry: Registry;
  readonly traffic: Traffic;
  readonly reporter: Pick<Reporter, 'toldEnd' | 'idle'>;
  readonly board: Pick<BoardWriter, 'decided' | 'settled'>;
  readonly acknowledger: Acknowledger;
  readonly announcer: PushAnnouncer;
  readonly health: Health;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly now: () => Date;
  /** @default - the system's */
  readonly clock?: Clock;
  /** What a record becomes. @default - the template */
  readonly render?: typeof renderEnvironment;
  /** @default - all that is checked before a commit */
  readonly check?: Check;
  readonly version: string;
  /** The branch that holds `platform.yaml`. */
  readonly branch: string;
  /** Whether there is a secret to sign with what Argo CD is told. */
  readonly canSign: boolean;
};

/** The loop: wakes are observed several at once, decided, rendered and pushed by one writer, then told. */
export type Reconciler = {
  wake(wake: Wake): void;
  /** Something was built for a project: those who wait for an image are looked at. */
  built(project: string): void;
  /** Somebody pushed to the GitOps repository. */
  remoteMoved(): void;
  /** Asks the remote for its heads; a foreign head starts a round. */
  pollRemote(): Promise<void>;
  sweep(): Promise<void>;
  /** The platform in effect; `undefined` before the first round. */
  platform(): Platform | undefined;
  records(): RecordIndex | undefined;
  /** Environments that wait or are being looked at. */
  queueLength(): number;
  /** Finishes what was accepted: observes, commits, pushes, tells. Retries that are not due are dropped. */
  drain(): Promise<void>;
};

export function createReconciler(deps: ReconcilerDeps): Reconciler {
  const { repository, github, health, log, metrics } = deps;
  const platformFile = createPlatformFile(deps);
  const allowedKinds = createAllowedKinds(repository);
  const { render = renderEnvironment, check = createCheck() } = deps;
  const lookedAt = createLookedAt();
  const readConfig = createConfigReader();
  const needs = createNeeds();
  const waiting = createWaitingList(needs);
  const upgrades = createUpgrades({ ...deps, next: () => writer.again() });
  const timing = deps.clock ? { clock: deps.clock } : {};
  let index: RecordIndex | undefined;

  const queue: Queue = createQueue({ concurrency: OBSERVERS, handle: look, ...timing });
  const aftermath = createAftermath({ ...deps, queue, platform: platformFile.current });
  const writer: Writer = createWriter({
    ...timing,
    observing: () => queue.size(),
    round: async (ready, start) => {
      const pushed = metrics.roundSeconds.startTimer();
      const result = await runRound(ready, start, {
        repository,
        refreshRecords: (previous) => refreshRecords(repository, previous),
        refreshPlatform: platformFile.refresh,
        allowedKinds,
        ...{ check, render },
        ...{ needs, stuck: waiting.stuck, upgrading: upgrades.chosen },
        now: deps.now,
        version: deps.version,
      });
      if (result.commit) pushed();
      return result;
    },
    done: roundDone,
    failed: roundFailed,
  });

  async function look(wake: Wake): Promise<void> {
    const observed = await observe(wake, {
      github,
      cluster: deps.cluster,
      registry: deps.registry,
      traffic: deps.traffic,
      now: deps.now,
      ...{ repository, readConfig },
      settled: deps.board.settled,
      platform: platformFile.inEffect,
      record: (key) => index?.records.get(environmentId(key.project, key.number)),
      finalCommentWritten: ({ id, cause }) =>
        cause !== undefined && deps.reporter.toldEnd(id, cause.since),
    }).catch((error: unknown): Observed => {
      log.error({ err: error, ...keyOf(wake) }, 'observing failed');
      const reason = 'the observation failed, see the log of the generator';
      const pullRequest = { kind: 'unknown' as const, reason };
      return { kind: 'observation', observation: { ...nothingObserved, pullRequest } };
    });
    const tries = wake.tries ?? 0;
    const staleDelay = observed.kind === 'stale' ? STALE_DELAYS_MS[tries] : undefined;
    if (staleDelay !== undefined) {
      queue.addLater({ ...wake, tries: tries + 1 }, staleDelay);
      return;
    }
    noteGitHub(observed);
    noteTraffic(wake, observed);
    writer.ready({ key: keyOf(wake), wake, observation: observed.observation });
  }

  function noteGitHub({ observation: { pullRequest } }: Observed): void {
    if (pullRequest.kind === 'found') health.report('github', { ok: true, detail: 'answers' });
    if (pullRequest.kind !== 'unknown') return;
    metrics.unknowns.inc();
    health.report('github', { ok: false, detail: pullRequest.reason });
  }

  /** Without a word `sleepAfter` would do nothing, and nobody would know. */
  function noteTraffic(wake: Wake, { observation: { traffic } }: Observed): void {
    if (traffic.kind !== 'unknown') return;
    const { reason } = traffic;
    log.warn({ ...keyOf(wake), reason }, 'whether anybody asks for it is unknown: it stays awake');
  }

  function roundDone(result: RoundResult, ready: ReadonlyMap<string, ReadyEntry>): void {
    const everythingAnew = platformFile.takeChange() || index === undefined;
    index = result.index;
    health.report('git', { ok: true, detail: `at ${result.index.head.slice(0, 12)}` });
    aftermath(result, ready);
    lookedAt.note(result.decided, deps.now());
    if (everythingAnew) {
      lookedAt.forget();
      void sweepNow();
    }
    wakeWaiting(result);
    upgrades.advance(result, platformFile.current(), repository.heads().platform);
  }

  /** Who waits is looked at as soon as there is a place, or a reason to make one. */
  function wakeWaiting({ decided, index: known }: RoundResult): void {
    waiting.note(decided, known);
    const platform = platformFile.current();
    if (!platform) return;
    for (const wake of waiting.toWake(known, platform, deps.now())) queue.add(wake);
  }

  function roundFailed(error: unknown, ready: ReadonlyMap<string, ReadyEntry>): void {
    metrics.rounds.inc({ result: 'failed' });
    const detail = error instanceof Error ? error.message : String(error);
    health.report('git', { ok: false, detail });
    log.error({ err: error }, 'the round changed nothing and is tried again');
    for (const { wake } of ready.values()) {
      const tries = wake.tries ?? 0;
      queue.addLater({ ...wake, tries: tries + 1 }, retryDelay('unknown', tries));
    }
  }

  async function sweepNow(): Promise<void> {
    const platform = platformFile.current();
    if (!platform || !index) return;
    const known = index;
    const now = deps.now();
    const whole = lookedAt.takeWhole(now);
    const { wakes, unknown } = await sweep(platform, () => index ?? known, github, {
      unchanged: (id, updatedAt) => !whole && lookedAt.unchanged(id, updatedAt),
      due: (record) => isDue(record, findProject(platform, record.project), now),
    });
    for (const reason of unknown) log.warn({ reason }, 'open pull requests unknown: kept');
    for (const wake of wakes) queue.add(wake);
  }

  return {
    wake: (wake) => queue.add(wake),
    built(project) {
      for (const key of lookedAt.withoutImage(project)) queue.add(key);
    },
    remoteMoved: () => writer.remoteMoved(),
    async pollRemote() {
      const before = repository.heads();
      const remote = await repository.remoteHeads();
      const same =
        before.environments === remote.environments && before.platform === remote.platform;
      if (!same) writer.remoteMoved();
    },
    sweep: sweepNow,
    platform: platformFile.current,
    records: () => index,
    queueLength: queue.size,
    async drain() {
      queue.close();
      await queue.idle();
      await writer.idle();
      await deps.announcer.idle();
      await deps.acknowledger.idle();
      await deps.reporter.idle();
    },
  };
}

function keyOf({ project, number }: Wake) {
  return { project, number };
}
