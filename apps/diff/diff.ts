import { createCheck } from '../environment/check/check.ts';
import { readCheckout, readPlace, type Read } from './checkout.ts';
import { compareEnvironment, type Change } from './compare.ts';
import { groupChanges, type Group } from './groups.ts';
import { withPlaceholders } from './placeholders.ts';

/** What an edited template would change. */
export type Diff = {
  /** Of all environments that could be compared. */
  readonly environments: number;
  /** Ids of those something changes in. */
  readonly changed: readonly string[];
  /** Environments' own ids and commits stand as `{id}`, `{sha}` and `{sha7}`. */
  readonly groups: readonly Group[];
  readonly failed: readonly { readonly name: string; readonly problems: readonly string[] }[];
};

/**
 * Renders every record of a checkout with the template as it is now, and compares with what was committed.
 *
 * @param progress told how many of all environments are done, before each
 */
export async function diffCheckout(
  directory: string,
  platformFile: string,
  progress: (done: number, all: number) => void = () => undefined,
): Promise<Read<Diff>> {
  const checkout = await readCheckout(directory, platformFile);
  if (!checkout.ok) return checkout;
  const { platform, places } = checkout.value;
  const check = createCheck();
  const changes: { environment: string; change: Change }[] = [];
  const failed: { name: string; problems: readonly string[] }[] = [];
  for (const [index, place] of places.entries()) {
    progress(index, places.length);
    const committed = await readPlace(directory, place);
    if (!committed.ok) {
      failed.push({ name: place.name, problems: committed.problems });
      continue;
    }
    const compared = compareEnvironment(committed.value, platform, check);
    if (compared.kind === 'failed') {
      const problems = compared.problems.map((one) => `${place.directory}: ${one}`);
      failed.push({ name: place.name, problems });
      continue;
    }
    for (const change of compared.changes) {
      changes.push({
        environment: place.name,
        change: withPlaceholders(change, committed.value.record),
      });
    }
  }
  const diff = {
    environments: places.length - failed.length,
    changed: [...new Set(changes.map(({ environment }) => environment))],
    groups: groupChanges(changes),
    failed,
  };
  return { ok: true, value: diff };
}
