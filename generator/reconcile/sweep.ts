import type { Platform } from '../../apps/platform/config.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { GitHub } from '../github/client.ts';
import type { Wake } from './wake.ts';

/**
 * Compares GitHub with the records: every open pull request and every record is looked at once, so that an
 * event that was lost changes nothing in the end. A list that GitHub does not give whole wakes the records only.
 */
export async function sweep(
  platform: Platform,
  index: RecordIndex,
  github: Pick<GitHub, 'openPullRequests'>,
): Promise<{ readonly wakes: readonly Wake[]; readonly unknown: readonly string[] }> {
  const wakes: Wake[] = [...index.records.values(), ...index.readonly.values()].map(
    ({ project, number }) => ({ project, number }),
  );
  const unknown: string[] = [];
  for (const project of platform.projects) {
    if (project.state !== 'active') continue;
    const open = await github.openPullRequests(project.repository);
    if (open.kind === 'unknown') {
      unknown.push(`${project.repository}: ${open.reason}`);
      continue;
    }
    for (const { number } of open.pullRequests) {
      wakes.push({ project: project.id, number: String(number) });
    }
  }
  return { wakes, unknown };
}
