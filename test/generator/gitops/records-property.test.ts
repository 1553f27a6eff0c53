import fc from 'fast-check';
import { formatRecord } from '../../../apps/environment/record.ts';
import { refreshRecords, type RecordIndex } from '../../../generator/gitops/records.ts';
import { sorted, startRecords } from './records-fixture.ts';
import { ended, manifestPath, recordPath, sampleFiles, sampleRecord } from './sample-record.ts';

type Files = Readonly<Record<string, string | undefined>>;

const number = fc.constantFrom('7', '8', '9', '10', '11');
/** Everything people do to a repository, well or badly. */
const edit: fc.Arbitrary<Files> = fc.oneof(
  number.map((n) => sampleFiles(n)),
  number.map((n) => ({ [manifestPath(n)]: undefined, ...sampleFiles(n, ended) })),
  number.map((n) => ({ [recordPath(n)]: formatRecord(sampleRecord(n, ended)) })),
  number.map((n) => ({ [recordPath(n)]: formatRecord(sampleRecord(n, { keep: 'preserved' })) })),
  number.map((n) => ({
    [recordPath(n)]: formatRecord(sampleRecord(n)).replace(/sha: .*/, 'sha: [1]'),
  })),
  number.map((n) => ({ [recordPath(n)]: 'spoiled' })),
  number.map((n) => ({ [recordPath(n)]: formatRecord(sampleRecord('77')) })),
  number.map((n) => ({ [recordPath(n)]: undefined })),
  number.map((n) => ({ [`environments/shop/pr-${n}`]: undefined })),
  number.map((n) => ({ [`environments/shop/pr-${n}/manifests`]: undefined })),
  number.map((n) => ({ [manifestPath(n, 'more.yaml')]: 'more: 1\n' })),
  number.map((n) => ({ [`environments/shop/extra-${n}/environment.yaml`]: 'misplaced' })),
);

/** What counts of an index: everything but the order. */
function essence({ head, records, readonly }: RecordIndex) {
  return {
    head,
    records: Object.fromEntries(records),
    readonly: Object.fromEntries(readonly),
  };
}

it('what changed, read by itself, comes to the same as reading everything', async () => {
  const world = await startRecords();
  try {
    let { index } = await world.round();
    const commit = fc
      .array(edit, { minLength: 1, maxLength: 3 })
      .map((edits): Files => Object.assign({}, ...edits) as Files);
    const rounds = fc.array(fc.array(commit, { minLength: 1, maxLength: 2 }), {
      minLength: 2,
      maxLength: 3,
    });
    let spoiled = 0;
    /**
     * No two spoiled versions are alike. One that was left alone, mended, and spoiled to the same bytes again
     * between two looks has not changed for who compares the two heads: it is left alone, with its alarm,
     * until everything is read.
     */
    const unlikeBefore = (files: Files): Files =>
      Object.fromEntries(
        Object.entries(files).map(([path, text]) => [
          path,
          text?.replace('sha: [1]', () => `sha: [${++spoiled}]`),
        ]),
      );
    await fc.assert(
      fc.asyncProperty(rounds, async (pushes) => {
        for (const commits of pushes) {
          for (const files of commits) await world.push(unlikeBefore(files));
          await world.repository.sync();
          const part = await refreshRecords(world.repository, index);
          const whole = await refreshRecords(world.repository, undefined);
          expect(essence(part.index)).toEqual(essence(whole.index));
          const changes = ({ repairs }: typeof part) =>
            sorted(repairs.map(({ change, id }) => JSON.stringify({ id, change })));
          expect(changes(part)).toEqual(changes(whole));
          expect(sorted(part.changed)).toEqual(sorted(whole.changed));
          ({ index } = await world.round(index));
          // Once repaired nothing is left to repair, whoever looks.
          const again = await refreshRecords(world.repository, undefined);
          expect(again.repairs).toEqual([]);
          expect(essence(again.index)).toEqual(essence(index));
        }
      }),
      { numRuns: 8 },
    );
  } finally {
    await world.stop();
  }
}, 180_000);
