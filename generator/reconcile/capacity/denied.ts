import { isLive, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Decided, Decision } from '../decision.ts';
import { refusedAnswers } from '../answers.ts';
import { withLifecycle } from '../commands/effect.ts';
import { waitingRecord } from '../next-record.ts';
import { isGone } from '../remains.ts';
import { formatPart, type Amount, type lacking } from './amount.ts';
import { isQueued } from '../pending.ts';
import { isAsleep } from './need.ts';

type Asked = { readonly decided: Decided; readonly extra: Amount; readonly whole: Amount };
type Kinds = ReturnType<typeof lacking>;

/** A newcomer for which there is no place yet. */
export function queued(
  { decided, extra }: Asked,
  why: {
    readonly kinds: Kinds;
    readonly free: Amount;
    readonly position: number;
    readonly of: number;
    readonly now: Date;
  },
): Decided {
  const { decision, before } = decided;
  if (decision.outcome.kind !== 'write') return decided;
  const { record } = decision.outcome;
  const lacks =
    why.kinds.length > 0 ? lack(extra, why.free, why.kinds) : 'those before it come first';
  const since = before && isQueued(before) ? before.cause?.since : undefined;
  const waits = waitingRecord(record, before, {
    reason: 'queued',
    since: since ?? why.now.toISOString(),
    head: record.source.sha,
    by: 'capacity',
  });
  return {
    ...decided,
    decision: {
      ...decision,
      rule: 'queued',
      reason: `it waits for a place, at position ${why.position} of ${why.of}: ${lacks}`,
      outcome: { kind: 'write', record: waits },
      status: 'queued',
      place: { position: why.position },
    },
  };
}

/** Something is deployed and stays as it is: there is no place for what it was to become. */
export function notPlaced(
  { decided, extra }: Asked,
  why: { readonly kinds: Kinds; readonly free: Amount; readonly now: Date },
): Decided {
  const { before, observation } = decided;
  const lacks = lack(extra, why.free, why.kinds);
  if (before?.state !== 'destroying') {
    return stays(decided, `there is no place for it to change: ${lacks}`, { extra });
  }
  if (isGone({ record: before, observation, now: why.now })) {
    return queued({ decided, extra, whole: extra }, { ...why, position: 1, of: 1 });
  }
  return {
    ...decided,
    decision: {
      rule: 'no-place',
      reason: `the pull request is open again; it is deployed once what was there is gone and there is a place: ${lacks}`,
      outcome: { kind: 'none' },
      status: 'destroying',
      again: 'remains',
      ...refusedAnswers(decided.decision.answers, `there is no place: ${lacks}`),
    },
  };
}

/** It would not fit into an empty cluster. */
export function tooLarge(
  { decided, whole }: Asked,
  why: { readonly kinds: Kinds; readonly whole: Amount; readonly now: Date },
): Decided {
  const { before, observation } = decided;
  const wants = why.kinds.map(
    (kind) => `${formatPart(whole, kind)} (of ${formatPart(why.whole, kind)})`,
  );
  const reason = `it needs more than all previews together may have: ${wants.join(', ')}; ask for less in k8s-ee.yaml, or raise "capacity" in platform.yaml`;
  const problems = [{ path: 'environment', message: reason }];
  if (isLive(before)) return stays(decided, reason, { problems });
  const goes =
    before?.state === 'destroying' && !isGone({ record: before, observation, now: why.now });
  return {
    ...decided,
    decision: {
      rule: 'too-large',
      reason: 'there will never be a place for it; nothing is deployed',
      outcome: before && !goes ? { kind: 'remove' } : { kind: 'none' },
      status: 'failed',
      ...(goes && { again: 'remains' }),
      problems,
      ...refusedAnswers(decided.decision.answers, reason),
    },
  };
}

/** Commands that may make an environment larger. */
const TAKES_MORE: ReadonlySet<string> = new Set(['wake', 'up', 'redeploy', 'reset-db']);

/** Only what would make it larger is left undone. */
function stays(
  decided: Decided,
  reason: string,
  more: { readonly problems?: Decision['problems']; readonly extra?: Amount },
): Decided {
  const { before, decision } = decided;
  const { standing = before, answers } = decision;
  if (!before || !standing) return decided;
  const runs = before.source.sha.slice(0, 7);
  return {
    ...decided,
    decision: {
      rule: 'no-place',
      reason: isAsleep(before)
        ? `it keeps sleeping, ${reason}`
        : `${runs} stays deployed, ${reason}`,
      outcome: isLive(before)
        ? { kind: 'write', record: asItWas(standing, before) }
        : { kind: 'none' },
      status: isAsleep(before) ? 'sleeping' : 'deploying',
      ...(more.problems && { problems: more.problems }),
      ...(more.extra && { place: { lacks: more.extra } }),
      ...refusedAnswers(answers, reason, (verb) => TAKES_MORE.has(verb)),
    },
  };
}

/** With what commands changed, but neither awake nor deployed anew nor with anything else that takes more. */
function asItWas(standing: EnvironmentRecord, before: EnvironmentRecord): EnvironmentRecord {
  const { attempt, attemptedAt, retries, sleptAt, wokenAt } = before.lifecycle;
  return {
    ...withLifecycle(standing, { attempt, attemptedAt, retries, sleptAt, wokenAt }),
    state: isAsleep(before) ? 'sleeping' : before.state,
    data: before.data,
  };
}

/** `it needs memory 2Gi more (memory 512Mi free)`. */
function lack(extra: Amount, free: Amount, kinds: Kinds): string {
  return kinds
    .map((kind) => `it needs ${formatPart(extra, kind)} more (${formatPart(free, kind)} free)`)
    .join(', ');
}
