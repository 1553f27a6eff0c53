import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { environmentId } from '../../constructs/names.ts';
import { environmentDirectory, parseRecordPath, readRecord } from '../environment/record.ts';
import { parsePlatform } from '../platform/config.ts';
import { formatProblem } from '../problems.ts';
import { manifestProblems } from './manifests.ts';

const RECORD = 'environment.yaml';

/** `problems` are lines, each with its file, as a person reads them. */
export type Checked = { readonly records: number; readonly problems: readonly string[] };

/**
 * Checks a checkout of the GitOps repository, either branch: every record, where it stands, the
 * manifests beside it, and `platform.yaml` where there is one.
 *
 * One unreadable record stops Argo CD from creating and removing any environment of its project.
 */
export async function checkRecords(directory: string): Promise<Checked> {
  const problems = await platformProblems(directory);
  const { files, links } = await survey(directory, 'environments');
  problems.push(...links.map((path) => `${path}: is a link; replace it by the file itself`));
  const records = files.filter((file) => basename(file) === RECORD);
  for (const file of records) problems.push(...(await recordProblems(directory, file)));
  const ids = new Map(records.flatMap((file) => placeOf(file)));
  for (const file of files) {
    const [, home] = /^(environments\/[^/]+\/[^/]+)\/manifests\//.exec(file) ?? [];
    if (home === undefined) continue;
    const id = ids.get(home);
    if (id === undefined) {
      problems.push(`${file}: has no ${home}/${RECORD} beside it; ${remedyForDeleted}`);
    } else if (file.endsWith('.yaml')) {
      const text = await readFile(join(directory, file), 'utf8');
      problems.push(...manifestProblems(text, id).map((problem) => `${file}: ${problem}`));
    }
  }
  return { records: records.length, problems: [...new Set(problems)] };
}

const remedyForDeleted = 'to remove an environment set "state: destroying" in its record';

async function platformProblems(directory: string): Promise<string[]> {
  const file = join(directory, 'platform.yaml');
  if (!existsSync(file)) return [];
  const parsed = parsePlatform(await readFile(file, 'utf8'));
  if (parsed.ok) return [];
  return parsed.problems.map((problem) => `platform.yaml: ${formatProblem(problem)}`);
}

async function recordProblems(directory: string, file: string): Promise<string[]> {
  if (parseRecordPath(file) === undefined) {
    return [
      `${file}: records stand at environments/PROJECT/pr-NUMBER/${RECORD}; move or remove it`,
    ];
  }
  const reading = readRecord(await readFile(join(directory, file), 'utf8'), file);
  if (reading.kind === 'good') return [];
  return reading.problems.map((problem) => `${file}: ${formatProblem(problem)}`);
}

/** The directory of a record and the id of its environment. */
function placeOf(file: string): [string, string][] {
  const key = parseRecordPath(file);
  return key === undefined
    ? []
    : [[environmentDirectory(key), environmentId(key.project, key.number)]];
}

/** What a directory holds at any depth, sorted; links are not followed. */
async function survey(
  root: string,
  directory: string,
): Promise<{ files: string[]; links: string[] }> {
  const found = { files: [] as string[], links: [] as string[] };
  if (!existsSync(join(root, directory))) return found;
  for (const entry of await readdir(join(root, directory), { withFileTypes: true })) {
    const path = `${directory}/${entry.name}`;
    if (entry.isDirectory()) {
      const { files, links } = await survey(root, path);
      found.files.push(...files);
      found.links.push(...links);
    } else if (entry.isFile()) found.files.push(path);
    else found.links.push(path);
  }
  return { files: found.files.sort(), links: found.links.sort() };
}
