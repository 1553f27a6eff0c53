import { setImmediate } from 'node:timers/promises';
import {
  environmentDirectory,
  isLive,
  parseRecordPath,
  readRecord,
  type EnvironmentRecord,
  type RecordReading,
} from '../../apps/environment/record.ts';
import type { Problem } from '../../apps/problems.ts';
import { environmentId } from '../../constructs/names.ts';
import { findLastGood } from './last-good.ts';
import { repairManifests, withoutManifests, type Live } from './manifests-repair.ts';
import {
  mendRecord,
  removeMisplaced,
  type DamagedRecord,
  repairRecord,
  type RecordPlace,
  type Repair,
  type SpoiledRecord,
} from './record-repair.ts';
import type { GitOpsRepository } from './repository.ts';
import { surveyRepository, type Survey } from './survey.ts';

export type { Repair } from './record-repair.ts';

/** The validated records at a head of the environments branch, by the id of their environment. */
export type RecordIndex = {
  readonly head: string;
  readonly records: ReadonlyMap<string, EnvironmentRecord>;
  /** Left alone: the identity is good, but a field that is not the generator's to repair is invalid. */
  readonly readonly: ReadonlyMap<string, ReadonlyRecord>;
};

export type ReadonlyRecord = {
  readonly project: string;
  readonly number: string;
  readonly problems: readonly Problem[];
};

export type Refreshed = {
  /** Already as it is once the repairs are committed. */
  readonly index: RecordIndex;
  /** To be committed in the same round. */
  readonly repairs: readonly Repair[];
  /** Ids of environments whose record or manifests somebody changed, or that are repaired. */
  readonly changed: readonly string[];
};

/** Parsing takes about a millisecond each; other work gets its turn in between. */
const PARSED_AT_ONCE = 20;

/**
 * Validates the records: what changed since `previous`, or all of them. One bad record would stop the whole
 * ApplicationSet or delete a live environment, so what is bad is not waited for: the last good version of a
 * record goes back, and so do a live one that was deleted and its manifests. Throws `GitUnavailable`.
 */
export async function refreshRecords(
  repository: GitOpsRepository,
  previous: RecordIndex | undefined,
): Promise<Refreshed> {
  if (previous?.head === repository.heads().environments) {
    return { index: previous, repairs: [], changed: [] };
  }
  const survey = await surveyRepository(repository, previous?.head);
  const shelf = createShelf(survey.partial ? previous : undefined);
  const spoiled: SpoiledRecord[] = survey.gone
    .flatMap(placeOf)
    .map((place) => ({ ...place, problems: undefined }));
  const damaged: DamagedRecord[] = [];
  for await (const { place, reading } of readRecords(repository, survey)) {
    if (reading.kind === 'bad') spoiled.push({ ...place, problems: reading.problems });
    else shelf.put(place.id, reading);
    if (reading.kind === 'readonly') damaged.push({ ...place, reading });
  }
  const misplaced = survey.present.filter((path) => !parseRecordPath(path));
  // Git itself refuses to check such a path out; nobody reads what stands there.
  const repairs = misplaced.filter((path) => !/(^|\/)\.git\//i.test(path)).map(removeMisplaced);
  const paths = spoiled.map(({ path }) => path);
  const good = await findLastGood(repository, paths, survey);
  for (const record of spoiled) {
    const lastGood = good.get(record.path);
    if (lastGood) shelf.put(record.id, lastGood.reading);
    else shelf.remove(record.id);
    repairs.push(...repairRecord(record, lastGood));
  }
  const whole = await findLastGood(
    repository,
    damaged.map(({ path }) => path),
    survey,
    { whole: true },
  );
  for (const one of damaged) {
    const mended = mendRecord(one, whole.get(one.path));
    if (!mended) continue;
    shelf.put(one.id, { kind: 'good', record: mended.record });
    repairs.push(mended.repair);
  }
  const index = { head: survey.head, records: shelf.records, readonly: shelf.readonly };
  const lost = await findLost(repository, survey, index);
  repairs.push(...(await repairManifests(repository, lost, survey)));
  const repaired = repairs.map(({ id }) => id).filter((id) => shelf.has(id));
  return { index, repairs, changed: [...new Set([...survey.touched, ...repaired])] };
}

function placeOf(path: string): RecordPlace[] {
  const key = parseRecordPath(path);
  return key ? [{ path, key, id: environmentId(key.project, key.number) }] : [];
}

async function* readRecords(
  repository: GitOpsRepository,
  { head, present }: Survey,
): AsyncGenerator<{ readonly place: RecordPlace; readonly reading: RecordReading }> {
  const places = present.flatMap(placeOf);
  const texts = await Promise.all(places.map(({ path }) => repository.readFileAt(head, path)));
  for (const [i, place] of places.entries()) {
    if (i % PARSED_AT_ONCE === 0) await setImmediate();
    yield { place, reading: readRecord(texts[i] ?? '', place.path) };
  }
}

/** Live environments without manifests; what state a record is in that is left alone is not known. */
async function findLost(
  repository: GitOpsRepository,
  { head, partial, supplied, doubtful }: Survey,
  { records, readonly }: RecordIndex,
): Promise<Live[]> {
  const suspects = [...(partial ? doubtful : [...records.keys(), ...readonly.keys()])]
    .filter((id) => !supplied.has(id))
    .flatMap((id): Live[] => {
      const record = records.get(id);
      const live = isLive(record) ? record : readonly.get(id);
      return live ? [{ id, directory: environmentDirectory(live) }] : [];
    });
  return partial ? withoutManifests(repository, suspects, head) : suspects;
}

/** The index while it is being made: an environment stands in at most one of the two maps. */
function createShelf(previous: RecordIndex | undefined) {
  const records = new Map(previous?.records);
  const readonly = new Map(previous?.readonly);
  function remove(id: string): void {
    records.delete(id);
    readonly.delete(id);
  }
  return {
    records,
    readonly,
    remove,
    has: (id: string) => records.has(id) || readonly.has(id),
    put(id: string, reading: Exclude<RecordReading, { kind: 'bad' }>): void {
      remove(id);
      if (reading.kind === 'good') records.set(id, reading.record);
      else {
        const { project, number, problems } = reading;
        readonly.set(id, { project, number, problems });
      }
    },
  };
}
