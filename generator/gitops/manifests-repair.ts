import { isLive, readRecord } from '../../apps/environment/record.ts';
import { lookBack, type Range, type Sight } from './look-back.ts';
import type { Repair } from './record-repair.ts';
import type { GitOpsRepository } from './repository.ts';
import { isManifest, ownerOf } from './survey.ts';

type Source = Pick<GitOpsRepository, 'commitsBetween' | 'history' | 'readFileAt' | 'listFilesAt'>;

/** A live environment; `directory` is the one of its record. */
export type Live = { readonly id: string; readonly directory: string };

/** Up to so many directories are listed one by one, more by one list of everything. */
const FEW = 8;

/** Of these environments those that have no manifests in this commit. */
export async function withoutManifests(
  repository: Pick<GitOpsRepository, 'listFilesAt'>,
  environments: readonly Live[],
  commit: string,
): Promise<Live[]> {
  const manifests = createManifestsReader(repository, environments.length);
  const found: Live[] = [];
  for (const environment of environments) {
    const paths = await manifests(environment.directory, commit);
    if (paths.length === 0) found.push(environment);
  }
  return found;
}

/**
 * Puts back the manifests of live environments that have none: only a decision to destroy may empty them.
 * Where they were emptied by one, and the record was made active since, it is the next decision's to render.
 */
export async function repairManifests(
  repository: Source,
  lost: readonly Live[],
  range: Range,
): Promise<Repair[]> {
  const manifests = createManifestsReader(repository, lost.length);
  type Find = { readonly commit: string; readonly paths: readonly string[] };
  // Not the manifests alone: a commit that touched only the record may be the one that ended the environment.
  const directories = lost.map(({ directory }) => directory);
  const finds = await lookBack(
    repository,
    { paths: directories, range },
    async (directory, commit): Promise<Sight<Find>> => {
      const paths = await manifests(directory, commit);
      if (paths.length > 0) return { found: { commit, paths } };
      const record = `${directory}/environment.yaml`;
      const text = await repository.readFileAt(commit, record);
      const reading = text === undefined ? undefined : readRecord(text, record);
      return reading?.kind === 'good' && !isLive(reading.record) ? 'nothing' : 'older';
    },
  );
  const repairs = lost.map(async ({ id, directory }): Promise<Repair[]> => {
    const place = `${directory}/manifests`;
    const find = finds.get(directory);
    if (!find) return [];
    const files = await Promise.all(
      find.paths.map(async (path) => ({
        path: path.slice(place.length + 1),
        content: (await repository.readFileAt(find.commit, path)) ?? '',
      })),
    );
    const reason = `the manifests of a live environment were deleted; put back as of commit ${find.commit.slice(0, 12)}`;
    return [{ id, reason, change: { directory: place, files } }];
  });
  return (await Promise.all(repairs)).flat();
}

/** Paths of an environment's manifests in a commit. */
function createManifestsReader(
  repository: Pick<GitOpsRepository, 'listFilesAt'>,
  count: number,
): (directory: string, commit: string) => Promise<readonly string[]> {
  let listed: { commit: string; manifests: Promise<ReadonlyMap<string, string[]>> } | undefined;

  async function listAll(commit: string): Promise<ReadonlyMap<string, string[]>> {
    return byOwner(await repository.listFilesAt(commit, 'environments'));
  }

  return async (directory, commit) => {
    if (count <= FEW) {
      const paths = await repository.listFilesAt(commit, `${directory}/manifests`);
      return byOwner(paths).get(directory) ?? [];
    }
    if (listed?.commit !== commit) listed = { commit, manifests: listAll(commit) };
    return (await listed.manifests).get(directory) ?? [];
  };
}

function byOwner(paths: readonly string[]): ReadonlyMap<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const path of paths.filter(isManifest)) {
    const owner = ownerOf(path);
    if (owner === undefined) continue;
    const known = owners.get(owner);
    if (known) known.push(path);
    else owners.set(owner, [path]);
  }
  return owners;
}
