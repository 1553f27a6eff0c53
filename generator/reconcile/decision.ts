import type { Problem } from '../../apps/problems.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Project } from '../../apps/platform/config.ts';
import type { Observation } from './observation.ts';
import type { EnvironmentKey } from './wake.ts';

/** Everything a decision depends on. */
export type Situation = {
  readonly key: EnvironmentKey;
  readonly observation: Observation;
  /** The record at the head of the environments branch, validated. */
  readonly record: EnvironmentRecord | undefined;
  /** Problems of a record that is left alone because a field the generator does not repair is invalid. */
  readonly readonly: readonly Problem[] | undefined;
  /** Absent: `platform.yaml` names no such project. */
  readonly project: Project | undefined;
  readonly now: Date;
};

/** What Git must hold afterwards. `write`: this record and the manifests rendered from it. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'write'; readonly record: EnvironmentRecord }
  | { readonly kind: 'remove' };

/** What people are told. `unchanged`: whatever was said last still holds. */
export type Status =
  | 'unchanged'
  | 'skipped'
  | 'failed'
  | 'deploying'
  | 'sleeping'
  | 'preserved'
  | 'destroying'
  | 'destroyed';

/** The pure outcome for one environment, with a reason that a person can read. */
export type Decision = {
  readonly rule: string;
  readonly reason: string;
  readonly outcome: Outcome;
  readonly status: Status;
  /** Why the newest head is not what runs, or nothing runs at all. */
  readonly problems?: readonly Problem[];
  /** Needs a person: shown as an alarm in log and metrics. */
  readonly alarm?: boolean;
  /** Nobody asked for a preview: a comment that stands is corrected, none is begun. */
  readonly quiet?: boolean;
  /** Facts were missing: look again soon, without an event. */
  readonly again?: 'unknown' | 'remains';
};

/** A decision with what it was made for and what came of it. */
export type Decided = {
  readonly key: EnvironmentKey;
  readonly observation: Observation;
  readonly decision: Decision;
  /** The record that stood before. */
  readonly before: EnvironmentRecord | undefined;
};
