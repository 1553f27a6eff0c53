import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { GitHub } from '../github/client.ts';
import type { Wake } from './wake.ts';

/** What needs no look although nobody woke it. */
export type Quiet = {
  /** Whether a pull request, last changed at `updatedAt`, was looked at since. */
  unchanged(id: string, updatedAt: string): boolean;
  /** Whether time alone may change what is decided on the record. */
  due(record: EnvironmentRecord): boolean;
};

/**
 * Compares GitHub with the records: every open pull request and every record is looked at once, so that an
 * event that was lost changes nothing in the end. What `quiet` knows to be as it was is left out: a pull
 * request that is listed with the time of its last change, which moves with pushes, labels and comments. A list that GitHub does not give whole wakes the records only.
 * The records are read after GitHub was asked: what was written meanwhile is among them.
 */
export async function sweep(
  platform: Platform,
  index: () => RecordIndex,
  github: Pick<GitHub, 'openPullRequests'>,
  quiet: Quiet = { unchanged: () => false, due: () => true },
): Promise<{ readonly wakes: readonly Wake[]; readonly unknown: readonly string[] }> {
  const open: Wake[] = [];
  const unknown: string[] = [];
  const same = new Set<string>();
  for (const project of platform.projects) {
    if (project.state !== 'active') continue;
    const listed = await github.openPullRequests(project.repository);
    if (listed.kind === 'unknown') {
      unknown.push(`${project.repository}: ${listed.reason}`);
      continue;
    }
    for (const { number, updatedAt } of listed.pullRequests) {
      const wake = { project: project.id, number: String(number) };
      const id = environmentId(wake.project, wake.number);
      if (quiet.unchanged(id, updatedAt)) same.add(id);
      else open.push(wake);
    }
  }
  const { records, readonly } = index();
  const due = [...records.values()].filter(
    (record) => !same.has(environmentId(record.project, record.number)) || quiet.due(record),
  );
  const recorded = [...due, ...readonly.values()].map(({ project, number }): Wake => ({
    project,
    number,
  }));
  return { wakes: [...recorded, ...open], unknown };
}
