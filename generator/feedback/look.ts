import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Clock } from '../clock.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { Probe } from '../probe/probe.ts';
import type { Look } from './board.ts';
import { observeRun, type RunDeps } from './observe-run.ts';
import { deploymentOf, seenOf, type Answer, type Run, type Seen, NOTHING_SEEN } from './seen.ts';

/** How long pods may take before anybody asks why. Milliseconds. */
const UNASKED_MS = 10_000;

/** How long Kubernetes may be silent before what was seen is not known any more. Milliseconds. */
const SILENCE_MS = 300_000;

export type LookDeps = RunDeps & {
  readonly probe: Probe;
  /** What is wrong with its objects; none where that cannot be told. */
  readonly diagnose: (record: EnvironmentRecord, run: Run) => Promise<readonly Finding[]>;
  /** The address to ask. */
  readonly url: (record: EnvironmentRecord) => string;
  readonly clock: Clock;
};

/**
 * Sees what Argo CD, the cluster and the URL say of an environment. The URL is asked until it answers for this
 * deployment, and what is wrong is looked for only while something is.
 */
export function createLook(deps: LookDeps): Look {
  return async (record, earlier) => {
    const now = deps.clock.now();
    const deployment = deploymentOf(record);
    const before = seenOf(record, earlier);
    const run = await observeRun(record, deps);
    if (run.kind === 'unknown' && isRecent(before, now)) {
      const unknownSince = before.unknownSince ?? now.toISOString();
      return { seen: { ...before, unknownSince }, againMs: 15_000 };
    }
    if (record.state === 'sleeping') return { seen: { ...NOTHING_SEEN, run, deployment } };
    const syncedAt = run.kind === 'synced' ? (before.syncedAt ?? now.toISOString()) : undefined;
    const waitedMs = syncedAt === undefined ? 0 : now.getTime() - Date.parse(syncedAt);
    const isHealthy = run.kind === 'synced' && run.health === 'Healthy';
    const isBroken = isBrokenAfter(run, waitedMs);
    const asked = isBroken || (isHealthy && before.answer.kind !== 'answers');
    const seen: Seen = {
      ...{ run, deployment, syncedAt, waitedMs },
      answer: asked ? await ask(deps.probe, deps.url(record)) : answerOf(before, isHealthy),
      runningSha: isHealthy ? record.source.sha : before.runningSha,
      findings: isBroken ? await deps.diagnose(record, run) : [],
    };
    const againMs = pauseAfter(seen, isHealthy);
    return { seen, ...(againMs !== undefined && { againMs }) };
  };
}

/** A moment's silence of Kubernetes takes nothing back of what was seen. */
function isRecent({ run, unknownSince }: Seen, now: Date): boolean {
  if (run.kind !== 'synced') return false;
  return unknownSince === undefined || now.getTime() - Date.parse(unknownSince) < SILENCE_MS;
}

/** Pods may take a while; what Kubernetes or Argo CD gave up is broken at once. */
function isBrokenAfter(run: Run, waitedMs: number): boolean {
  if (run.kind !== 'synced') return run.kind === 'failed';
  if (run.health === 'Healthy') return false;
  return run.health === 'Degraded' || waitedMs >= UNASKED_MS;
}

/** It answered before; what is not healthy has to answer anew. */
function answerOf(before: Seen, isHealthy: boolean): Answer {
  return isHealthy ? before.answer : { kind: 'not-asked' };
}

async function ask(probe: Probe, url: string): Promise<Answer> {
  const fact = await probe(url);
  return fact.kind === 'answers' ? { kind: 'answers' } : fact;
}

/** Changes of the Application are heard of; all else has to be asked for. `undefined`: nothing is left to ask. */
function pauseAfter({ run, answer, waitedMs }: Seen, isHealthy: boolean): number | undefined {
  if (run.kind === 'off' || (isHealthy && answer.kind === 'answers')) return undefined;
  if (run.kind === 'failed' || run.kind === 'absent') return 60_000;
  if (run.kind !== 'synced') return 15_000;
  if (waitedMs < 120_000) return 3_000;
  return waitedMs < 1_800_000 ? 15_000 : 300_000;
}
