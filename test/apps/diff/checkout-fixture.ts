import { Yaml } from 'cdk8s';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { diffCheckout, type Diff } from '../../../apps/diff/diff.ts';
import { boundsOf, parseEnvironmentConfig } from '../../../apps/environment/config.ts';
import { environmentDirectory, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { parsePlatform } from '../../../apps/platform/config.ts';
import { formatProblem, type Parsed } from '../../../apps/problems.ts';
import { ended, sampleRecord } from '../../generator/gitops/sample-record.ts';

const platformText = `domain: acme-previews.dev
gitops: {url: "https://github.com/acme/previews.git"}
projects:
  - {id: shop, repository: acme/shop, image: "ghcr.io/acme/shop:{sha}"}
  - {id: blog, repository: acme/blog, image: "ghcr.io/acme/blog:{sha}"}
`;

/** A live environment; `databases` as in a `k8s-ee.yaml`. */
export function liveRecord(project: string, number: string, databases = '{}'): EnvironmentRecord {
  const bounds = {
    ...boundsOf(platform().projects[0]!, platform()),
    projectId: project,
  };
  const text = `projectId: ${project}\napp: {port: 3000}\ndatabases: ${databases}\n`;
  return sampleRecord(number, {
    project,
    id: `${project}-pr-${number}`,
    config: valueOf(parseEnvironmentConfig(text, bounds)),
  });
}

export const tombstone = (project: string, number: string): EnvironmentRecord => ({
  ...liveRecord(project, number),
  ...ended,
});

export type GitopsCheckout = {
  readonly directory: string;
  diff(): Promise<Diff>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Changes one object of an environment as it was committed. */
  edit(id: string, object: string, change: (fields: Fields) => void): Promise<void>;
  /** Takes one out, so that the template brings it. */
  take(id: string, object: string): Promise<void>;
  /** Puts another one in, so that the template takes it away. */
  put(id: string, fields: Fields): Promise<void>;
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Fields = Record<string, any>;

/** A checkout in a directory of its own, as the generator leaves it with the template as it is. */
export async function createCheckout(
  records: readonly EnvironmentRecord[],
): Promise<GitopsCheckout> {
  const directory = await mkdtemp(join(tmpdir(), 'diff-'));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  await write('platform.yaml', platformText);
  await mkdir(join(directory, 'environments'));
  for (const record of records) {
    for (const { path, content } of renderEnvironment(record, platform()).files) {
      await write(`${environmentDirectory(record)}/${path}`, content);
    }
  }
  const replace = async (id: string, object: string, by: (found: Fields) => Fields[]) => {
    for (const file of await readdir(join(directory, manifestsOf(id)))) {
      const path = `${manifestsOf(id)}/${file}`;
      const text = await readFile(join(directory, path), 'utf8');
      const objects = parseAllDocuments(text).map((one) => one.toJS() as Fields);
      const at = objects.findIndex(({ kind, metadata }) => `${kind} ${metadata.name}` === object);
      const found = objects[at];
      if (found) return write(path, Yaml.stringify(...objects.toSpliced(at, 1, ...by(found))));
    }
    throw new Error(`no ${object} in ${manifestsOf(id)}`);
  };
  return {
    directory,
    write,
    diff: async () => {
      const diff = await diffCheckout(directory, join(directory, 'platform.yaml'));
      if (!diff.ok) throw new Error(diff.problems.join('\n'));
      return diff.value;
    },
    remove: (path) => rm(join(directory, path), { recursive: true }),
    edit: (id, object, change) =>
      replace(id, object, (found) => {
        change(found);
        return [found];
      }),
    take: (id, object) => replace(id, object, () => []),
    put: (id, fields) =>
      write(`${manifestsOf(id)}/${fields.metadata.name}.yaml`, Yaml.stringify(fields)),
  };
}

const manifestsOf = (id: string) => `environments/${id.replace('-pr-', '/pr-')}/manifests`;

function platform() {
  return valueOf(parsePlatform(platformText));
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}
