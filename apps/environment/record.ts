import { z } from 'zod';
import { environmentId, isProjectId } from '../../constructs/names.ts';
import type { Parsed, Problem } from '../problems.ts';
import { parseYaml } from '../yaml-document.ts';
import { identityShape, NUMBER_PATTERN, recordSchema } from './record-schema.ts';
import type { EnvironmentRecord, RecordState } from './record-type.ts';

export { formatRecord } from './record-format.ts';
export type { CauseReason, EnvironmentRecord, RecordState, Requests } from './record-type.ts';

/**
 * `bad`: unreadable, or what says which environment this is and whether it lives is wrong: to be restored.
 * `readonly`: that much is right, another field is not.
 */
export type RecordReading =
  | { readonly kind: 'good'; readonly record: EnvironmentRecord }
  | { readonly kind: 'bad'; readonly problems: readonly Problem[] }
  | {
      readonly kind: 'readonly';
      readonly project: string;
      readonly number: string;
      readonly state: RecordState;
      readonly keep: EnvironmentRecord['keep'];
      readonly problems: readonly Problem[];
    };

/** Whether the environment has an Application: it runs, or sleeps with its data. */
export function isLive<T extends { readonly state: RecordState }>(
  record: T | undefined,
): record is T & { readonly state: 'active' | 'sleeping' } {
  return record?.state === 'active' || record?.state === 'sleeping';
}

type Key = { readonly project: string; readonly number: string };

const options = { maxBytes: 256 * 1024, name: 'environment.yaml' };
const identitySchema = z.looseObject(identityShape);

/** Reads a record that stands at `path` in the GitOps repository. */
export function readRecord(text: string, path: string): RecordReading {
  const key = parseRecordPath(path);
  if (!key) {
    const message = 'records stand at environments/PROJECT/pr-NUMBER/environment.yaml';
    return { kind: 'bad', problems: [{ path, message }] };
  }
  // The schema wants the version and storage of every database, which its type does not say.
  const schema = recordSchema as unknown as z.ZodType<EnvironmentRecord>;
  const parsed: Parsed<EnvironmentRecord> = parseYaml(text, schema, options);
  const identity = parsed.ok ? parsed : parseYaml(text, identitySchema, options);
  if (!identity.ok) return { kind: 'bad', problems: identity.problems };
  const misfits = misfitsOf(identity.value, key);
  if (misfits.length > 0) return { kind: 'bad', problems: misfits };
  if (!parsed.ok) {
    const { state, keep } = identity.value;
    return { kind: 'readonly', ...key, state, keep, problems: parsed.problems };
  }
  return { kind: 'good', record: parsed.value };
}

function misfitsOf(
  identity: { readonly number: string; readonly project: string; readonly id: string },
  key: Key,
): Problem[] {
  const expected = { ...key, id: environmentId(key.project, key.number) };
  return (['number', 'project', 'id'] as const)
    .filter((field) => identity[field] !== expected[field])
    .map((field) => ({
      path: field,
      message: `expected "${expected[field]}", as its path says, got "${identity[field]}"`,
    }));
}

/** `environments/shop/pr-7`, the directory of a record and its manifests. */
export function environmentDirectory({ project, number }: Key): string {
  return `environments/${project}/pr-${number}`;
}

/** The key of a record's path; `undefined` where no record may stand. */
export function parseRecordPath(path: string): Key | undefined {
  const [, project = '', number = ''] =
    /^environments\/([^/]+)\/pr-([^/]+)\/environment\.yaml$/.exec(path) ?? [];
  return isProjectId(project) && NUMBER_PATTERN.test(number) ? { project, number } : undefined;
}
