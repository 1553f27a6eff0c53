import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Project } from '../../apps/platform/config.ts';
import { parseDuration } from '../../constructs/duration.ts';

/** So long without a request is idle where others wait for a place. Milliseconds. */
export const PRESSURE_MS = 15 * 60_000;

/** What its own file says, or else the project's policy: a duration, or `never`. */
export function sleepAfterOf({ config }: EnvironmentRecord, project: Project): string {
  return config.sleepAfter ?? project.policy.sleepAfter;
}

/** How long it has been awake, in milliseconds; `undefined` where it does not run, or never sleeps. */
export function awakeFor(
  record: EnvironmentRecord,
  project: Project,
  now: Date,
): number | undefined {
  const { state, lifecycle } = record;
  if (state !== 'active' || lifecycle.pinned || sleepAfterOf(record, project) === 'never') {
    return undefined;
  }
  const { createdAt, pushedAt, wokenAt = createdAt } = lifecycle;
  const since = Math.max(...[createdAt, pushedAt, wokenAt].map((time) => Date.parse(time)));
  return now.getTime() - since;
}

/**
 * How long nobody may have asked for an environment before it sleeps, in milliseconds; `undefined` where it
 * does not sleep, or has not been awake for so long.
 */
export function idleTime(
  record: EnvironmentRecord,
  project: Project,
  { now, pressure = false }: { readonly now: Date; readonly pressure?: boolean },
): number | undefined {
  const awake = awakeFor(record, project, now);
  if (awake === undefined) return undefined;
  const own = parseDuration(sleepAfterOf(record, project));
  const time = pressure ? Math.min(own, PRESSURE_MS) : own;
  return awake >= time ? time : undefined;
}
