import { isLive, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Answer, Decision, Situation } from '../decision.ts';
import { keptRecord } from '../next-record.ts';
import { withLifecycle } from './effect.ts';
import { followed, refusal, type Obeyed } from './obey.ts';

/**
 * The decision with what the commands left: a record remembers which were taken, or they would be obeyed
 * again, and each of them is answered.
 */
export function settle(decision: Decision, obeyed: Obeyed, { record, now }: Situation): Decision {
  const outcome = outcomeWith(decision, obeyed, record);
  const answers = [...obeyed.answers, ...openAnswers(decision, obeyed, now)];
  return { ...decision, outcome, ...(answers.length > 0 && { answers }) };
}

function outcomeWith(
  { outcome }: Decision,
  { judged }: Obeyed,
  before: EnvironmentRecord | undefined,
): Decision['outcome'] {
  const { record, consent, project, now } = judged;
  // Also what waits remembers who asked for it and which commit may run.
  if (outcome.kind === 'write' && outcome.record.state !== 'destroying') {
    const { heldBy: _only, ...remembered } = consent;
    return { kind: 'write', record: withLifecycle(outcome.record, { ...remembered }) };
  }
  if (outcome.kind !== 'none' || !record || record === before) return outcome;
  const kept = isLive(record) && project ? keptRecord(record, project, now) : record;
  return { kind: 'write', record: kept };
}

function openAnswers(
  { outcome, again, status, reason }: Decision,
  { open, judged }: Obeyed,
  now: Date,
): Answer[] {
  // Not enough is known yet: they are asked about again.
  if (again === 'unknown') return [];
  return open.flatMap((posted) => {
    const down = posted.command?.verb === 'down';
    if (down || outcome.kind === 'write') return [followed(posted)];
    // Taken back by a later one, or one of several that are needed.
    const superseded = posted.command?.verb === 'up' && judged.consent.heldBy !== undefined;
    const needsMore = posted.command?.verb === 'approve' && status === 'skipped';
    if (superseded || needsMore) return [followed(posted)];
    return refusal(posted, reason, now);
  });
}
