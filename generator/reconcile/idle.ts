import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Project } from '../../apps/platform/config.ts';
import { parseDuration } from '../../constructs/duration.ts';

/** What its own file says, or else the project's policy: a duration, or `never`. */
export function sleepAfterOf({ config }: EnvironmentRecord, project: Project): string {
  return config.sleepAfter ?? project.policy.sleepAfter;
}

/**
 * How long nobody may have asked for an environment before it sleeps, in milliseconds; `undefined` where it
 * does not sleep, or has not been awake for so long.
 */
export function idleTime(
  record: EnvironmentRecord,
  project: Project,
  now: Date,
): number | undefined {
  const { state, lifecycle } = record;
  const sleepAfter = sleepAfterOf(record, project);
  if (state !== 'active' || lifecycle.pinned || sleepAfter === 'never') return undefined;
  const { createdAt, pushedAt, wokenAt = createdAt } = lifecycle;
  const awakeSince = Math.max(...[createdAt, pushedAt, wokenAt].map((time) => Date.parse(time)));
  const time = parseDuration(sleepAfter);
  return now.getTime() - awakeSince >= time ? time : undefined;
}
