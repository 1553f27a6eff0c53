import { isLive, readRecord, type RecordReading } from '../../apps/environment/record.ts';
import { lookBack, type Range, type Sight } from './look-back.ts';
import type { GitOpsRepository } from './repository.ts';

/** A record as an older commit holds it. */
export type LastGood = {
  readonly commit: string;
  readonly text: string;
  readonly reading: Exclude<RecordReading, { kind: 'bad' }>;
};

/**
 * The newest version of each record that is not bad, or that is good altogether where `whole`. None is found for what was never good, and for what
 * was rightly removed before: a preview that had ended does not come back.
 */
export async function findLastGood(
  repository: Pick<GitOpsRepository, 'commitsBetween' | 'history' | 'readFileAt'>,
  paths: readonly string[],
  range: Range,
  { whole = false }: { readonly whole?: boolean } = {},
): Promise<ReadonlyMap<string, LastGood>> {
  const removed = new Set<string>();
  return lookBack(repository, { paths, range }, async (path, commit): Promise<Sight<LastGood>> => {
    const text = await repository.readFileAt(commit, path);
    if (text === undefined) {
      removed.add(path);
      return commit === range.since ? 'nothing' : 'older';
    }
    const reading = readRecord(text, path);
    if (reading.kind === 'bad' || (whole && reading.kind === 'readonly')) return 'older';
    const ended = reading.kind === 'good' && !isLive(reading.record);
    return removed.has(path) && ended ? 'nothing' : { found: { commit, text, reading } };
  });
}
