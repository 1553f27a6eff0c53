import { parseRecordPath } from '../../apps/environment/record.ts';
import { environmentId } from '../../constructs/names.ts';
import type { GitOpsRepository } from './repository.ts';

/** What of the environments branch is to be looked at. */
export type Survey = {
  readonly head: string;
  /** Whether everything untouched was validated before and needs no second look. */
  readonly partial: boolean;
  /** An ancestor whose records were validated; `undefined`: none is known. */
  readonly since: string | undefined;
  /** Record files to read, wherever they stand. */
  readonly present: readonly string[];
  /** Records that stood in their place at `since` and no longer do. */
  readonly gone: readonly string[];
  /** Ids of environments that changed since then. */
  readonly touched: ReadonlySet<string>;
  /** Ids of environments that have manifests at the head; where only changes are known, not of all. */
  readonly supplied: ReadonlySet<string>;
  /** Ids of environments that lost a manifest since then, or whose record changed. */
  readonly doubtful: ReadonlySet<string>;
};

type Source = Pick<
  GitOpsRepository,
  'heads' | 'answeredHead' | 'contains' | 'changesBetween' | 'listFilesAt'
>;

/** Finds out what to read: after `validated` only what changed, without it everything. */
export async function surveyRepository(
  repository: Source,
  validated: string | undefined,
): Promise<Survey> {
  const head = repository.heads().environments;
  const candidate = validated ?? (await repository.answeredHead());
  const known = candidate !== undefined && (await repository.contains(head, candidate));
  const since = known ? candidate : undefined;
  const partial = known && validated !== undefined;
  const changes = since === undefined ? [] : await repository.changesBetween(since, head);
  const removed = changes.filter(({ kind }) => kind === 'removed').map(({ path }) => path);
  const written = changes.filter(({ kind }) => kind !== 'removed').map(({ path }) => path);
  const paths = partial ? written : await repository.listFilesAt(head, 'environments');
  const records = [...written, ...removed].filter((path) => parseRecordPath(path));
  return {
    head,
    partial,
    since,
    present: paths.filter((path) => /^environments\/(.*\/)?environment\.yaml$/s.test(path)),
    gone: removed.filter((path) => parseRecordPath(path)),
    touched: idsOf([...written, ...removed]),
    supplied: idsOf(paths.filter(isManifest)),
    doubtful: idsOf([...removed.filter(isManifest), ...records]),
  };
}

/** The placeholder of a tombstone is none. */
export function isManifest(path: string): boolean {
  return path.split('/')[3] === 'manifests' && !path.endsWith('/manifests/.keep');
}

/** The directory of the environment that a path lies in, if it looks like one. */
export function ownerOf(path: string): string | undefined {
  return /^environments\/[^/]+\/[^/]+(?=\/)/.exec(path)?.[0];
}

function idsOf(paths: readonly string[]): ReadonlySet<string> {
  const owners = new Set(paths.map(ownerOf));
  const keys = [...owners].map((owner) => parseRecordPath(`${owner}/environment.yaml`));
  return new Set(keys.flatMap((key) => (key ? [environmentId(key.project, key.number)] : [])));
}
