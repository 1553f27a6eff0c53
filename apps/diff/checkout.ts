import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { environmentId } from '../../constructs/names.ts';
import { parseRecordPath, readRecord } from '../environment/record.ts';
import { parsePlatform, type Platform } from '../platform/config.ts';
import { formatProblem } from '../problems.ts';
import type { Committed } from './compare.ts';

/** `name` is the environment's id; where nobody can tell it, the directory. */
export type Place = {
  readonly name: string;
  /** `environments/shop/pr-7`. */
  readonly directory: string;
  /** Every file below it, relative to the checkout. */
  readonly files: readonly string[];
  /** What is neither file nor directory there. */
  readonly links: readonly string[];
};

export type Checkout = { readonly platform: Platform; readonly places: readonly Place[] };

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Finds the environments in a checkout of the GitOps repository, and reads the platform they are on. */
export async function readCheckout(
  directory: string,
  platformFile: string,
): Promise<Read<Checkout>> {
  if (!(await isDirectory(directory))) {
    return refuse(`"${directory}" is no directory; expected a checkout of the GitOps repository`);
  }
  if (!(await isDirectory(join(directory, 'environments')))) {
    return refuse(
      `"${directory}" has no environments/; expected a checkout of the GitOps repository's branch of environments`,
    );
  }
  const text = await readFile(platformFile, 'utf8').catch(() => undefined);
  if (text === undefined) {
    return refuse(
      `cannot read "${platformFile}"; expected the platform.yaml of the GitOps repository. Where it is on another branch, name it with --platform FILE`,
    );
  }
  const platform = parsePlatform(text);
  if (!platform.ok) {
    const problems = platform.problems.map((one) => `${platformFile}: ${formatProblem(one)}`);
    return { ok: false, problems };
  }
  return { ok: true, value: { platform: platform.value, places: await findPlaces(directory) } };
}

/** What was committed of one environment; else why it cannot be compared. */
export async function readPlace(directory: string, place: Place): Promise<Read<Committed>> {
  const path = `${place.directory}/environment.yaml`;
  const links = place.links.map((link) => `${link}: is a link; replace it by the file itself`);
  if (links.length > 0) return { ok: false, problems: links };
  if (!place.files.includes(path)) {
    return refuse(`${path}: is missing; the generator restores it, or remove the directory`);
  }
  const text = await readFile(join(directory, path), 'utf8');
  const reading = readRecord(text, path);
  if (reading.kind !== 'good') {
    return { ok: false, problems: reading.problems.map((one) => `${path}: ${formatProblem(one)}`) };
  }
  const manifests = await Promise.all(
    place.files
      .filter((file) => file.startsWith(`${place.directory}/manifests/`))
      .map(async (file) => ({
        path: file.slice(place.directory.length + 1),
        content: await readFile(join(directory, file), 'utf8'),
      })),
  );
  return { ok: true, value: { record: reading.record, text, manifests } };
}

async function findPlaces(root: string): Promise<Place[]> {
  const places = new Map<string, { files: string[]; links: string[] }>();
  const options = { recursive: true, withFileTypes: true } as const;
  for (const entry of await readdir(join(root, 'environments'), options)) {
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    const [, home] = /^(environments\/[^/]+\/[^/]+)\/./.exec(path) ?? [];
    if (home === undefined || entry.isDirectory()) continue;
    const place = places.get(home) ?? { files: [], links: [] };
    places.set(home, place);
    (entry.isFile() ? place.files : place.links).push(path);
  }
  return [...places]
    .map(([directory, { files, links }]) => ({
      name: nameOf(directory),
      directory,
      files: files.sort(),
      links: links.sort(),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
}

function nameOf(directory: string): string {
  const key = parseRecordPath(`${directory}/environment.yaml`);
  return key === undefined ? directory : environmentId(key.project, key.number);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function refuse(problem: string): { ok: false; problems: string[] } {
  return { ok: false, problems: [problem] };
}
