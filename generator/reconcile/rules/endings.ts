import { isLive } from '../../../apps/environment/record.ts';
import { deniedByLabel } from '../admission.ts';
import { isWaiting } from '../pending.ts';
import { isPreserved, keptRecord } from '../next-record.ts';
import { commandsUnknown, destroy, found, nothing, takenDownOnPurpose, type Rule } from './rule.ts';

const unknown: Rule = {
  name: 'pull-request-unknown',
  when: 'GitHub does not say what the pull request is',
  then: 'keep everything as it is, ask again',
  decide: ({ observation: { pullRequest } }) => {
    switch (pullRequest.kind) {
      case 'found':
        return undefined;
      case 'not-asked':
        return {
          reason: 'the pull request was not asked for: nothing is changed',
          outcome: nothing,
          status: 'unchanged',
        };
      case 'unknown':
        return {
          reason: `GitHub does not say what the pull request is (${pullRequest.reason}): nothing is changed`,
          outcome: nothing,
          status: 'unchanged',
          again: 'unknown',
        };
    }
  },
};

const otherRepository: Rule = {
  name: 'repository-changed',
  when: 'the repository of this name is another one than the record’s',
  then: 'keep everything as it is, with an alarm',
  decide: (situation) => {
    const { record } = situation;
    const id = found(situation)?.base.repositoryId;
    if (!record || id === undefined || record.source.repositoryId === id) return undefined;
    return {
      reason: `${record.source.repository} now has the id ${id}, but the environment was made for id ${record.source.repositoryId}: it is kept as it is; set "state: destroying" in its record to remove it`,
      outcome: nothing,
      status: 'unchanged',
      alarm: true,
    };
  },
};

/** A preserve given just before the close is waited for so long where the comments cannot be read. */
const LAST_COMMANDS_MS = 2 * 60_000;

const closed: Rule = {
  name: 'closed',
  when: 'the pull request is closed',
  then: 'destroy, unless preserved and the time is not over; where the comments are unknown, two minutes later',
  decide: (situation) => {
    const { record, project, now } = situation;
    const pullRequest = found(situation);
    if (!project || pullRequest?.state !== 'closed') return undefined;
    const reason = `the pull request was ${pullRequest.merged ? 'merged' : 'closed'}`;
    if (!record) return { reason, outcome: nothing, status: 'skipped', quiet: true };
    if (record.state === 'pending') {
      return { reason, outcome: { kind: 'remove' }, status: 'destroyed' };
    }
    const doubt = commandsUnknown(situation);
    const waited = now.getTime() - Date.parse(pullRequest.updatedAt);
    if (doubt !== undefined && isLive(record) && waited < LAST_COMMANDS_MS) {
      return {
        reason: `${reason}, and GitHub does not say yet whether it is to be preserved (${doubt})`,
        outcome: nothing,
        status: 'unchanged',
        again: 'unknown',
      };
    }
    const kept = keptRecord(record, project, now);
    const until = kept.keep === 'preserved' ? kept.lifecycle.preservedUntil : undefined;
    if (until && Date.parse(until) > now.getTime()) {
      return {
        reason: `${reason}; the environment is preserved until ${until}`,
        outcome: { kind: 'write', record: kept },
        status: 'preserved',
      };
    }
    return destroy(record, { reason: 'closed', by: 'github', now }, reason);
  },
};

const labels: Rule = {
  name: 'denied-by-label',
  when: 'the label `no-preview` is set, or the label that asks for a preview is not',
  then: 'destroy what runs, begin nothing',
  decide: (situation) => {
    const { record, project, now } = situation;
    const pullRequest = found(situation);
    const reason = project && pullRequest && deniedByLabel(pullRequest, project);
    if (!reason || (record?.state === 'pending' && takenDownOnPurpose(record))) return undefined;
    if (isLive(record)) {
      return destroy(record, { reason: 'denied', by: 'github', now }, reason);
    }
    return {
      reason,
      outcome: record ? { kind: 'remove' } : nothing,
      status: 'skipped',
      quiet: true,
    };
  },
};

const heldByCommand: Rule = {
  name: 'held-by-command',
  when: 'somebody said `/preview down` (or set `heldBy` in the record)',
  then: 'destroy what runs, begin nothing, until `/preview up`',
  decide: ({ record, consent, now }) => {
    const by = record ? record.lifecycle.heldBy : consent.heldBy;
    // A cause in a live record: a person brought it back by its state.
    if (by === undefined || record?.cause) return undefined;
    const reason = `${by} took the environment down; comment "/preview up" to bring it back`;
    if (isLive(record)) return destroy(record, { reason: 'held', by, now }, reason);
    return record ? undefined : { reason, outcome: nothing, status: 'skipped', quiet: true };
  },
};

const unreadCommands: Rule = {
  name: 'commands-unknown',
  when: 'GitHub does not say which commands were given, and nothing runs or its time is over',
  then: 'begin nothing, let nothing expire, ask again',
  decide: (situation) => {
    const doubt = commandsUnknown(situation);
    if (doubt === undefined) return undefined;
    const { record, now } = situation;
    const end = isLive(record) ? record.lifecycle.expiresAt : undefined;
    const over = end !== undefined && Date.parse(end) <= now.getTime();
    if (record?.state === 'pending' && !isWaiting(record)) return undefined;
    if (isLive(record) && !over) return undefined;
    return {
      reason: `GitHub does not say which commands were given (${doubt}): nothing is changed`,
      outcome: nothing,
      status: 'unchanged',
      again: 'unknown',
    };
  },
};

/** So long after the end a push may still be on its way: its image is built, or somebody approves it. */
const LAST_BUILD_MS = 60 * 60_000;

const expired: Rule = {
  name: 'expired',
  when: 'its time is over and the head is the one that runs, or was not deployable within an hour',
  then: 'destroy; a push brings it back',
  decide: (situation) => {
    const { record, observation, now } = situation;
    if (!isLive(record) || isPreserved(record, now) || record.cause) return undefined;
    const { expiresAt, pinned } = record.lifecycle;
    if (expiresAt === undefined || Date.parse(expiresAt) > now.getTime()) return undefined;
    const pushed = found(situation)?.head.sha !== record.source.sha;
    const late = now.getTime() - Date.parse(expiresAt) >= LAST_BUILD_MS;
    // What was pushed gives it its time anew, as soon as it is deployed; what never is gives it none.
    if (pushed && !pinned && !late && observation.config.kind !== 'invalid') return undefined;
    const reason = `the environment expired at ${expiresAt}; push to the pull request or comment "/preview up" to bring it back`;
    return destroy(record, { reason: 'expired', by: 'ttl', now }, reason);
  },
};

/** Explicit facts that end an environment; without GitHub's word there are none. */
export const endingRules: readonly Rule[] = [
  unknown,
  otherRepository,
  closed,
  labels,
  heldByCommand,
  unreadCommands,
  expired,
];
