import type { Platform } from '../../apps/platform/config.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { GitHub } from '../github/client.ts';
import type { Wake } from './wake.ts';

/**
 * Compares GitHub with the records: every open pull request and every record is looked at once, so that an
 * event that was lost changes nothing in the end. A list that GitHub does not give whole wakes the records only.
 * The records are read after GitHub was asked: what was written meanwhile is among them.
 */
export async function sweep(
  platform: Platform,
  index: () => RecordIndex,
  github: Pick<GitHub, 'openPullRequests'>,
): Promise<{ readonly wakes: readonly Wake[]; readonly unknown: readonly string[] }> {
  const open: Wake[] = [];
  const unknown: string[] = [];
  for (const project of platform.projects) {
    if (project.state !== 'active') continue;
    const listed = await github.openPullRequests(project.repository);
    if (listed.kind === 'unknown') {
      unknown.push(`${project.repository}: ${listed.reason}`);
      continue;
    }
    for (const { number } of listed.pullRequests) {
      open.push({ project: project.id, number: String(number) });
    }
  }
  const { records, readonly } = index();
  const recorded = [...records.values(), ...readonly.values()].map(({ project, number }): Wake => ({
    project,
    number,
  }));
  return { wakes: [...recorded, ...open], unknown };
}
