import { isDeepStrictEqual } from 'node:util';
import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Decision, Situation } from './decision.ts';
import { syncedRecord } from './observation.ts';
import { attemptedAgain } from './next-record.ts';

/** How long after a failure the same commit is tried again: Argo CD never does. Milliseconds. */
const ATTEMPT_DELAYS_MS = [1, 5, 15, 60, 60, 60].map((minutes) => minutes * 60_000);

/**
 * The decision with another attempt where the last sync of what it leaves as it is failed, once it is time.
 * After the last one it stays failed until a push or a person's word.
 */
export function withAttempt(
  decision: Decision,
  { observation: { sync }, record: before, now }: Situation,
): Decision {
  const { outcome } = decision;
  if (sync.kind !== 'failed' || outcome.kind !== 'write' || !isLive(outcome.record)) {
    return decision;
  }
  // What changes is tried by Argo CD for the first time.
  if (!before || !rendersTheSame(before, outcome.record)) return decision;
  // Seen of an earlier one: nothing is known of this one yet.
  if (!isDeepStrictEqual(syncedRecord(before), sync.of)) return decision;
  const { record } = outcome;
  const { retries = 0 } = record.lifecycle;
  const delay = ATTEMPT_DELAYS_MS[retries];
  const problems = [{ path: 'Argo CD', message: sync.message }];
  if (delay === undefined) {
    return {
      ...decision,
      reason: `Argo CD could not sync it, ${retries + 1} times; push a fix, or comment "/preview redeploy" to have it tried again`,
      status: 'failed',
      problems,
    };
  }
  const dueAt = new Date(Date.parse(sync.at) + delay);
  const wait = `Argo CD could not sync it, which is tried again (${retries + 1} of ${ATTEMPT_DELAYS_MS.length})`;
  if (dueAt > now) {
    return {
      ...decision,
      reason: `${wait} at ${dueAt.toISOString()}`,
      problems,
      dueAt: dueAt.toISOString(),
    };
  }
  const attempted = attemptedAgain(record);
  const lifecycle = {
    ...attempted.lifecycle,
    retries: retries + 1,
    attemptedAt: now.toISOString(),
  };
  return {
    ...decision,
    reason: wait,
    problems,
    outcome: { kind: 'write', record: { ...attempted, lifecycle } },
  };
}

function rendersTheSame(before: EnvironmentRecord, after: EnvironmentRecord): boolean {
  const rendered = ({ state, source, images, config, data, lifecycle }: EnvironmentRecord) => ({
    ...{ state, sha: source.sha, images, config, data, attempt: lifecycle.attempt },
  });
  return isDeepStrictEqual(rendered(before), rendered(after));
}
