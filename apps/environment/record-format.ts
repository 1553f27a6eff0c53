import { DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { yamlText } from '../yaml-text.ts';
import type { EnvironmentRecord } from './record-type.ts';

const HEADER =
  '# Desired state of one preview. Written by the generator; edit and push to change it.\n';

/** The keys in the order in which people read them; nested mappings by the path of their keys. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  '': [
    ...['number', 'project', 'id', 'state', 'keep', 'cause', 'source', 'images'],
    ...['config', 'data', 'lifecycle', 'template', 'requests'],
  ],
  cause: ['reason', 'since', 'head', 'by'],
  source: ['repository', 'repositoryId', 'sha', 'branch', 'base', 'author', 'fork'],
  config: [
    ...['projectId', 'trigger', 'app', 'image', 'resources', 'env', 'envFrom', 'writableDirs'],
    ...['migrate', 'ingress', 'metrics', 'services', 'seed', 'databases'],
  ],
  'config.app': ['port', 'healthPath'],
  'config.databases': DATABASE_NAMES,
  data: ['epoch', 'storage', 'seedImage', 'leaving'],
  'data.storage': DATABASE_NAMES,
  lifecycle: ['createdAt', 'pushedAt', 'preservedUntil', 'pinned'],
  requests: ['cpu', 'memory', 'storage', 'pods'],
  ...Object.fromEntries(
    DATABASE_NAMES.map((name) => [`config.databases.${name}`, ['version', 'storage']]),
  ),
};
/** Mappings whose order is a person's and has a meaning: the first service is the main one. */
const AS_WRITTEN: readonly string[] = ['config.services', 'images'];

/** The text of `environment.yaml`: known keys in a fixed order, then the others by name. */
export function formatRecord(record: EnvironmentRecord): string {
  // Argo CD reads YAML 1.1: what would be no string there is quoted.
  const text = yamlText(ordered(record, ''), { compat: 'yaml-1.1' });
  return HEADER + text;
}

function ordered(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return value;
  const known = ORDER[path] ?? [];
  const rank = (key: string) => (known.includes(key) ? known.indexOf(key) : known.length);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (AS_WRITTEN.includes(path) ? 0 : rank(a) - rank(b) || (a < b ? -1 : 1)));
  return Object.fromEntries(
    entries.map(([key, item]) => [key, ordered(item, path === '' ? key : `${path}.${key}`)]),
  );
}
