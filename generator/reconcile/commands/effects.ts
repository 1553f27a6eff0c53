import { frozenData } from '../../../apps/environment/frozen-data.ts';
import { isLive, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Command } from '../../intake/commands.ts';
import { leaves, refused, withLifecycle, type CommandContext, type Effect } from './effect.ts';
import { notToBegin } from '../admission.ts';
import { isDeployed, isWaiting } from '../pending.ts';
import { attemptedAgain, unpreserved } from '../next-record.ts';
import { extend, preserve } from './time.ts';

/** What a command makes of a record. Only those that policy lets give commands come here. */
export function effectOf(
  command: Exclude<Command, { verb: 'help' | 'logs' }>,
  record: EnvironmentRecord,
  context: CommandContext,
): Effect {
  switch (command.verb) {
    case 'approve':
      return approve(record, command.sha, context);
    case 'up':
      return up(record, context);
    case 'down':
      return down(record, context);
    default:
      if (isWaiting(record)) return refused('nothing runs yet; it waits for its image or a place');
      return isLive(record)
        ? effectOnLive(command, record, context)
        : refused('no environment runs; /preview up brings it back');
  }
}

function effectOnLive(
  command: Exclude<Command, { verb: 'help' | 'logs' | 'approve' | 'up' | 'down' }>,
  record: EnvironmentRecord,
  context: CommandContext,
): Effect {
  switch (command.verb) {
    case 'sleep':
      return leaves({ ...record, state: 'sleeping' });
    case 'wake':
      return leaves({ ...record, state: 'active' });
    case 'redeploy':
      return leaves(redeployed({ ...record, state: 'active' }, context.now));
    case 'reset-db':
      return resetDatabases(record);
    case 'extend':
      return extend(record, command.duration, context);
    case 'preserve':
      return preserve(record, command.duration, context);
    case 'unpreserve':
      return record.keep === 'preserved'
        ? leaves(unpreserved(record))
        : refused('the environment is not preserved');
  }
}

/** A person's word begins the count of what is tried by itself anew. */
function redeployed(record: EnvironmentRecord, now: Date): EnvironmentRecord {
  const attemptedAt = now.toISOString();
  return withLifecycle(attemptedAgain(record), { retries: undefined, attemptedAt });
}

function approve(
  record: EnvironmentRecord,
  sha: string,
  { pullRequest, login }: CommandContext,
): Effect {
  const head = pullRequest.head.sha;
  if (pullRequest.state !== 'open') return refused('the pull request is closed');
  if (sha !== head) return refused(notTheHead(head));
  return leaves(withLifecycle(record, { approvedSha: sha, approvedBy: login }));
}

export function notTheHead(head: string): string {
  return `this is not the newest commit of the pull request, which is ${head}; look at it, then comment "/preview approve ${head}"`;
}

function up(record: EnvironmentRecord, { project, pullRequest, login }: CommandContext): Effect {
  if (pullRequest.state !== 'open') {
    return refused('the pull request is closed; reopen it to get a preview');
  }
  const wanted = withLifecycle(record, { requestedBy: login, heldBy: undefined });
  // Whether it comes back, or its turn comes, is not for a command to say.
  const denied = record.cause?.reason === 'closed' || record.cause?.reason === 'denied';
  if ((record.state === 'destroying' && denied) || isWaiting(record)) return leaves(wanted);
  // What was taken down or has expired begins anew: policy has to give it.
  const refusal = isDeployed(record)
    ? undefined
    : notToBegin(pullRequest, project, wanted.lifecycle);
  return refusal === undefined ? leaves({ ...wanted, state: 'active' }) : refused(refusal);
}

function down(record: EnvironmentRecord, { login }: CommandContext): Effect {
  const { cause } = record;
  const given = withLifecycle(unpreserved(record), { requestedBy: undefined, heldBy: login });
  if (isLive(record) || !cause) return leaves(given);
  // It goes or is gone already; from now on it stays so.
  return leaves({ ...given, cause: { ...cause, reason: 'held', by: login } });
}

function resetDatabases(record: EnvironmentRecord): Effect {
  const { config, images, data } = record;
  if (Object.keys(config.databases).length === 0) {
    return refused('the environment has no database');
  }
  const fresh = frozenData(config, images, undefined);
  return leaves({ ...record, data: { ...data, ...fresh, epoch: data.epoch + 1 } });
}
