import { DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import type { EnvironmentConfig } from './config.ts';
import { seededService } from './demands.ts';
import type { EnvironmentRecord } from './record-type.ts';

type Data = EnvironmentRecord['data'];

/**
 * What stays as it was when it was first rendered: Kubernetes refuses to change the size of a StatefulSet's
 * volume or the image of a Job, and one refused object fails the whole sync. A database's size is frozen from
 * the day it is added until the day it is removed, the seed's image until the next start from nothing.
 */
export function frozenData(
  config: EnvironmentConfig,
  images: Readonly<Record<string, string>>,
  previous: Data | undefined,
): Data {
  const { seedImage: before, leaving: _before, ...kept } = previous ?? {};
  const seeded = seededService(config);
  const seedImage = seeded && (before ?? images[seeded.name]);
  const storage = DATABASE_NAMES.flatMap((name) => {
    const wanted = config.databases[name]?.storage;
    return wanted === undefined ? [] : [[name, previous?.storage[name] ?? wanted]];
  });
  return {
    ...kept,
    epoch: previous?.epoch ?? 1,
    storage: Object.fromEntries(storage) as Data['storage'],
    ...(seedImage !== undefined && { seedImage }),
  };
}

/** What the file asks for and Kubernetes cannot do, one sentence each. */
export function frozenNotes({
  config,
  data,
}: Pick<EnvironmentRecord, 'config' | 'data'>): string[] {
  return DATABASE_NAMES.flatMap((name) => {
    const [wanted, kept] = [config.databases[name]?.storage, data.storage[name]];
    if (wanted === undefined || kept === undefined || wanted === kept) return [];
    return [
      `databases.${name}.storage: the volume stays at ${kept}, because Kubernetes cannot change it to ${wanted}; to get it, remove the database in one push and add it again in the next, which loses its data`,
    ];
  });
}
