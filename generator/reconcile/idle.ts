import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Project } from '../../apps/platform/config.ts';
import { parseDuration } from '../../constructs/duration.ts';

/**
 * How long nobody may have asked for an environment before it sleeps, in milliseconds; `undefined` where it
 * does not sleep, or has not been awake for so long.
 */
export function idleTime(
  { state, config, lifecycle }: EnvironmentRecord,
  project: Project,
  now: Date,
): number | undefined {
  const sleepAfter = config.sleepAfter ?? project.policy.sleepAfter;
  if (state !== 'active' || lifecycle.pinned || sleepAfter === 'never') return undefined;
  const { createdAt, pushedAt, wokenAt = createdAt } = lifecycle;
  const awakeSince = Math.max(...[createdAt, pushedAt, wokenAt].map((time) => Date.parse(time)));
  const time = parseDuration(sleepAfter);
  return now.getTime() - awakeSince >= time ? time : undefined;
}
