import { isLive } from '../../apps/environment/record.ts';
import { obey } from './commands/obey.ts';
import { settle } from './commands/settle.ts';
import type { Decision, Judged, Situation } from './decision.ts';
import { withAttempt } from './failed-sync.ts';
import { keptRecord } from './next-record.ts';
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
  const obeyed = obey(situation);
  const decision = settle(decideByRules(obeyed.judged), obeyed, situation);
  return withAttempt(withStanding(decision, obeyed.judged), situation);
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
