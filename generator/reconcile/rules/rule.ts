import type { CauseReason, EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { PullRequest } from '../../github/client.ts';
import type { Decision, Judged, Situation } from '../decision.ts';
import { tombstone } from '../next-record.ts';

export type Verdict = Omit<Decision, 'rule'>;

/** One line of the decision table: it decides, or leaves the situation to the rules below it. */
export type Rule = {
  readonly name: string;
  /** When it applies, for the table in the docs. */
  readonly when: string;
  /** What then happens, for the table in the docs. */
  readonly then: string;
  decide(situation: Judged): Verdict | undefined;
};

export const nothing = { kind: 'none' } as const;

/** The pull request where GitHub answered with one. */
export function found({ observation }: Situation): PullRequest | undefined {
  const fact = observation.pullRequest;
  return fact.kind === 'found' ? fact.pullRequest : undefined;
}

/** Why there may be commands that nobody has read. */
export function commandsUnknown({ observation: { commands } }: Situation): string | undefined {
  if (commands.kind === 'unknown') return commands.reason;
  return commands.kind === 'read' ? commands.unknown : undefined;
}

/** Somebody or time took it down although the pull request is open: it does not come back by itself. */
export function takenDownOnPurpose({ cause }: EnvironmentRecord): boolean {
  return cause?.reason === 'held' || cause?.reason === 'expired';
}

/** The first of two steps: a tombstone, which empties the namespace through Git alone. */
export function destroy(
  record: EnvironmentRecord,
  cause: { readonly reason: CauseReason; readonly by: string; readonly now: Date },
  reason: string,
): Verdict {
  return {
    reason,
    outcome: { kind: 'write', record: tombstone(record, cause) },
    status: 'destroying',
    again: 'remains',
  };
}
