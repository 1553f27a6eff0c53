import { findProject, type Platform } from '../../../apps/platform/config.ts';
import type { RecordIndex } from '../../gitops/records.ts';
import { awakeFor, PRESSURE_MS } from '../idle.ts';

/** An environment that was looked at for others' sake is not looked at again for so long. Milliseconds. */
const LOOKED_MS = 5 * 60_000;

/** Environments that may be idle and could make room for those who wait, the longest awake first. */
export function idleOnes(
  { records }: RecordIndex,
  platform: Platform,
  {
    now,
    pressed,
    most,
  }: { readonly now: Date; readonly pressed: Map<string, number>; readonly most: number },
): string[] {
  if (most <= 0 || platform.prometheus?.url === undefined) return [];
  const eligible = [...records].flatMap(([id, record]) => {
    const project = findProject(platform, record.project);
    const awake = project && awakeFor(record, project, now);
    const recently = now.getTime() - (pressed.get(id) ?? -Infinity) < LOOKED_MS;
    return awake !== undefined && awake >= PRESSURE_MS && !recently ? [{ id, awake }] : [];
  });
  const chosen = eligible.sort((a, b) => b.awake - a.awake).slice(0, most);
  for (const { id } of chosen) pressed.set(id, now.getTime());
  return chosen.map(({ id }) => id);
}
