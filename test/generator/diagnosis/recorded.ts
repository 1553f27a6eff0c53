import { readdirSync, readFileSync } from 'node:fs';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import {
  readObjects,
  type ContainerLog,
  type Evidence,
  type RawObjects,
} from '../../../generator/diagnosis/evidence.ts';
import { recordOf } from '../../apps/environment/samples.ts';

const folder = new URL('../../fixtures/diagnosis/', import.meta.url);

/** One environment that failed, as it was recorded. */
export type Recorded = RawObjects & {
  readonly case: string;
  /** Its `k8s-ee.yaml`. */
  readonly config: string;
  readonly at: string;
  readonly logs: readonly ContainerLog[];
  readonly syncFailure?: string;
};

/** What `diagnose` is given. */
export type Given = { readonly evidence: Evidence; readonly record: EnvironmentRecord };

/** Names of all recordings. */
export function recordings(): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** A recording as it stands in its file. Throws where there is none. */
export function readRecording(name: string): Recorded {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Recorded;
}

/** The same with changes, as the service would have read it. */
export function given(recorded: Recorded, change: Partial<EnvironmentRecord> = {}): Given {
  const { at, logs, syncFailure, config, ...raw } = recorded;
  return {
    evidence: { at, ...readObjects(raw), logs, syncFailure },
    record: recordOf(config, change),
  };
}

/** A recording whose JSON has other texts wherever they stand. */
export function reworded(name: string, words: readonly (readonly [string, string])[]): Recorded {
  const text = words.reduce(
    (rest, [from, to]) => rest.replaceAll(from, to),
    JSON.stringify(readRecording(name)),
  );
  return JSON.parse(text) as Recorded;
}
