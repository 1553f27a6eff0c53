import { isLive } from '../../apps/environment/record.ts';
import { obey } from './commands/obey.ts';
import { settle } from './commands/settle.ts';
import type { Decision, Judged, Situation } from './decision.ts';
import { withAttempt } from './failed-sync.ts';
import { keptRecord, settledRecord } from './next-record.ts';
import { deploymentRules } from './rules/deployments.ts';
import { endingRules } from './rules/endings.ts';
import type { Rule } from './rules/rule.ts';
import { safetyRules } from './rules/safety.ts';
import { tombstoneRules } from './rules/tombstones.ts';

/** The decision table, in order: the first rule that decides makes the decision. */
export const rules: readonly Rule[] = [
  ...safetyRules,
  ...tombstoneRules,
  ...endingRules,
  ...deploymentRules,
];

/** Decides on one environment, as its commands left it. Total: every situation has a decision with a reason. */
export function decide(situation: Situation): Decision {
  const obeyed = obey(settled(woken(situation)));
  const decision = settle(decideByRules(obeyed.judged), obeyed, situation);
  return withEnd(withAttempt(withStanding(decision, obeyed.judged), situation), situation.now);
}

/** A visit to its page wakes what sleeps, as `/preview wake` does; nothing is changed on a doubt. */
function woken(situation: Situation): Situation {
  const { observation, project, record } = situation;
  const { pullRequest, visited } = observation;
  if (!visited || record?.state !== 'sleeping' || project?.state !== 'active') return situation;
  const isKnown =
    pullRequest.kind === 'found' &&
    pullRequest.pullRequest.base.repositoryId === record.source.repositoryId;
  return isKnown ? { ...situation, record: { ...record, state: 'active' } } : situation;
}

function settled(situation: Situation): Situation {
  const { observation, record } = situation;
  return observation.settled && record
    ? { ...situation, record: settledRecord(record) }
    : situation;
}

/** Longer than until the next look at everything. Milliseconds. */
const AHEAD_MS = 65 * 60_000;

/** What ends soon is looked at in that moment, not only by the next sweep. */
function withEnd(decision: Decision, now: Date): Decision {
  const { outcome, dueAt } = decision;
  if (dueAt !== undefined || outcome.kind !== 'write' || !isLive(outcome.record)) return decision;
  const { keep, lifecycle } = outcome.record;
  const end = keep === 'preserved' ? lifecycle.preservedUntil : lifecycle.expiresAt;
  const left = end === undefined ? Infinity : Date.parse(end) - now.getTime();
  return end !== undefined && left > 0 && left <= AHEAD_MS ? { ...decision, dueAt: end } : decision;
}

function withStanding(decision: Decision, { record, project, now }: Judged): Decision {
  if (decision.outcome.kind !== 'write' || !isLive(record) || !project) return decision;
  return { ...decision, standing: keptRecord(record, project, now) };
}

function decideByRules(situation: Judged): Decision {
  for (const rule of rules) {
    const verdict = rule.decide(situation);
    if (verdict) return { rule: rule.name, ...verdict };
  }
  return {
    rule: 'none',
    reason: 'no rule applies: nothing is changed',
    outcome: { kind: 'none' },
    status: 'unchanged',
    alarm: true,
  };
}
