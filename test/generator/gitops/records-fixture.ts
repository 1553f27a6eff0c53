import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  refreshRecords,
  type RecordIndex,
  type Refreshed,
} from '../../../generator/gitops/records.ts';
import type { GitOpsRepository } from '../../../generator/gitops/repository.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { openRepository } from '../../support/repository-fixture.ts';
import { ended, manifestPath, recordPath, sampleFiles } from './sample-record.ts';

export type RecordsFixture = {
  readonly gitops: GitOpsFixture;
  readonly repository: GitOpsRepository;
  /** A person's push of these files, `undefined` deletes; answers the head. */
  push(files: Readonly<Record<string, string | undefined>>): Promise<string>;
  read(path: string): Promise<string | undefined>;
  /** As a round does: fetches, validates, commits the repairs and validates what came of it. */
  round(previous?: RecordIndex): Promise<Refreshed>;
  /** Starts anew, with the data directory or without. */
  restart(memory: 'kept' | 'lost'): Promise<void>;
  stop(): Promise<void>;
};

/** A GitOps repository with the live environments 7 and 8, the tombstone 9 and the pending 10. */
export async function startRecords(): Promise<RecordsFixture> {
  const gitops = await startGitOps();
  let repository = openRepository(gitops);
  const push = (files: Readonly<Record<string, string | undefined>>) =>
    gitops.person.push('environments', files);
  // The tombstone was live before.
  await push({ ...sampleFiles('7'), ...sampleFiles('8'), ...sampleFiles('9') });
  await push({ [recordPath('9')]: undefined, [manifestPath('9')]: undefined });
  await push({
    ...sampleFiles('9', ended),
    ...sampleFiles('10', {
      state: 'pending',
      cause: { reason: 'held', since: '2026-01-03T03:04:05.000Z' },
    }),
  });
  await repository.sync();
  return {
    gitops,
    get repository() {
      return repository;
    },
    push,
    read: (path) => gitops.person.read('environments', path),
    async round(previous) {
      await repository.sync();
      const found = await refreshRecords(repository, previous);
      const result = await repository.commitAndPush(
        found.repairs.map(({ change }) => change),
        () => found.repairs.map(({ id, reason }) => `${id}: ${reason}`).join('\n'),
      );
      if (result.kind !== 'pushed') return found;
      const after = await refreshRecords(repository, found.index);
      expect(after.repairs).toEqual([]);
      expect([...after.index.records]).toEqual(expect.arrayContaining([...found.index.records]));
      expect(after.index.records.size).toBe(found.index.records.size);
      expect(sorted(after.index.readonly.keys())).toEqual(sorted(found.index.readonly.keys()));
      return { ...found, index: after.index };
    },
    async restart(memory) {
      if (memory === 'lost') {
        await rm(join(gitops.directory, 'data'), { recursive: true, force: true });
      }
      repository = openRepository(gitops);
      await repository.sync();
    },
    stop: () => gitops.stop(),
  };
}

export function sorted(texts: Iterable<string>): string[] {
  return [...texts].sort();
}
