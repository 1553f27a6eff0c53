import {
  environmentDirectory,
  formatRecord,
  type EnvironmentRecord,
  type RecordReading,
} from '../../apps/environment/record.ts';
import { formatProblem, type Problem } from '../../apps/problems.ts';
import type { LastGood } from './last-good.ts';
import type { TreeChange } from './repository.ts';

/** A change that undoes damage, to be committed with the round that found it. */
export type Repair = {
  readonly change: TreeChange;
  /** One sentence for people, for commit and log. */
  readonly reason: string;
  /** Of the environment; the path of a file that belongs to none. */
  readonly id: string;
};

/** Where the record of an environment stands. */
export type RecordPlace = {
  readonly id: string;
  readonly path: string;
  readonly key: { readonly project: string; readonly number: string };
};

/** A record that cannot stand as it is; no problems: it was deleted. */
export type SpoiledRecord = RecordPlace & { readonly problems: readonly Problem[] | undefined };

/** Puts the last good version back, or removes what never had one. Nothing: its deletion is as it should be. */
export function repairRecord(
  { id, path, key, problems }: SpoiledRecord,
  lastGood: LastGood | undefined,
): Repair[] {
  const [first] = problems ?? [];
  const problem = first ? ` (${formatProblem(first)})` : '';
  if (lastGood) {
    const what = problems
      ? `the record was spoiled${problem}`
      : 'the record was deleted, though only "state: destroying" removes a preview';
    const reason = `${what}; put back as of commit ${lastGood.commit.slice(0, 12)}`;
    return [{ id, reason, change: { file: path, content: lastGood.text } }];
  }
  if (!problems) return [];
  const reason = `a record that was never valid was removed${problem}`;
  return [{ id, reason, change: { directory: environmentDirectory(key), files: [] } }];
}

/** A record of which a field is invalid that only the generator writes, while people's are readable. */
export type DamagedRecord = RecordPlace & {
  readonly reading: Extract<RecordReading, { kind: 'readonly' }>;
};

/** Puts the last good version back with what people say in the new one: its state, and whether it is kept. */
export function mendRecord(
  { id, path, reading }: DamagedRecord,
  lastGood: LastGood | undefined,
): { readonly repair: Repair; readonly record: EnvironmentRecord } | undefined {
  // Never good as this release sees it: left to people, with an alarm.
  if (lastGood?.reading.kind !== 'good') return undefined;
  const { state, keep, problems } = reading;
  const record = { ...lastGood.reading.record, state, keep };
  const problem = problems[0] ? ` (${formatProblem(problems[0])})` : '';
  const reason = `the record was spoiled${problem}; put back as of commit ${lastGood.commit.slice(0, 12)}, with the new state`;
  return { record, repair: { id, reason, change: { file: path, content: formatRecord(record) } } };
}

/** Removes a record file that stands where none belongs. */
export function removeMisplaced(path: string): Repair {
  return {
    id: path.replace(/\p{Cc}/gu, '?'),
    reason:
      'a record file stood where none belongs and was removed; records are environments/{project}/pr-{number}/environment.yaml',
    change: { file: path, content: undefined },
  };
}
