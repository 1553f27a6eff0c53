import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Project } from '../../../apps/platform/config.ts';
import { parseDuration } from '../../../constructs/duration.ts';
import { leaves, refused, withLifecycle, type CommandContext, type Effect } from './effect.ts';

/** Moves the end: that of the preserved where it is preserved, else that of its life. */
export function extend(
  record: EnvironmentRecord,
  duration: string,
  context: CommandContext,
): Effect {
  const { project, now } = context;
  if (record.keep === 'preserved') {
    const until = record.lifecycle.preservedUntil;
    const from = until === undefined ? now.getTime() : Date.parse(until);
    return preserveUntil(record, from + parseDuration(duration), context);
  }
  const { expiresAt } = record.lifecycle;
  if (expiresAt === undefined) return refused('the environment has no end, so nothing is extended');
  const end = Math.max(Date.parse(expiresAt), now.getTime()) + parseDuration(duration);
  const most = longest(project);
  if (end - now.getTime() > parseDuration(most)) {
    return refused(
      `it would end at ${timeOf(end)}, and platform.yaml lets an environment live ${most} from now at most`,
    );
  }
  return leaves(withLifecycle(record, { expiresAt: timeOf(end) }));
}

/** The longer of what a push gives and what people may give. */
function longest({ policy: { ttl, preserve } }: Project): string {
  if (ttl === 'never') return preserve.total;
  return parseDuration(ttl) > parseDuration(preserve.total) ? ttl : preserve.total;
}

export function preserve(
  record: EnvironmentRecord,
  duration: string | undefined,
  context: CommandContext,
): Effect {
  const { project, preservedOthers, now } = context;
  const { preserve: policy } = project.policy;
  if (record.keep !== 'preserved' && preservedOthers >= policy.max) {
    return refused(
      `${preservedOthers} environments of ${project.id} are preserved, and platform.yaml allows ${policy.max}; give one up with /preview unpreserve`,
    );
  }
  const end = now.getTime() + parseDuration(duration ?? policy.duration);
  return preserveUntil(record, end, context);
}

function preserveUntil(
  record: EnvironmentRecord,
  end: number,
  { project, login, now }: CommandContext,
): Effect {
  const since = record.lifecycle.preservedAt ?? now.toISOString();
  const { total } = project.policy.preserve;
  if (end - Date.parse(since) > parseDuration(total)) {
    return refused(
      `it would be preserved until ${timeOf(end)}, and platform.yaml allows ${total} in all (since ${since})`,
    );
  }
  return leaves(
    withLifecycle(
      { ...record, keep: 'preserved' },
      { preservedAt: since, preservedBy: login, preservedUntil: timeOf(end) },
    ),
  );
}

function timeOf(time: number): string {
  return new Date(time).toISOString();
}
