import type { Problem } from '../../apps/problems.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Project } from '../../apps/platform/config.ts';
import type { Amount } from './capacity/amount.ts';
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
  /** How many other environments of the project are preserved. */
  readonly preservedOthers: number;
  readonly now: Date;
};

/** What people said on the pull request about whether it is to have an environment. */
export type Consent = {
  /** Who asked for one last, if nobody took it back since. */
  readonly requestedBy?: string | undefined;
  /** Who took it back, if nobody asked since. Only where no record remembers it. */
  readonly heldBy?: string | undefined;
  readonly approvedSha?: string | undefined;
  readonly approvedBy?: string | undefined;
  /** The last comment whose command counts, and who wrote it. */
  readonly lastComment?: number | undefined;
  readonly lastCommandBy?: string | undefined;
};

/** A situation in which the commands are obeyed: `record` is the one they leave. */
export type Judged = Situation & { readonly consent: Consent };

/** What becomes of one command, to be told where it was given. */
export type Answer = {
  readonly commentId: number;
  readonly login: string;
  readonly text: string;
  readonly verb: string;
  /** `repeated`: it was taken in an earlier round, and only the answer is owed. */
  readonly result: 'done' | 'refused' | 'repeated' | 'help' | 'logs';
  /** Why it was refused. */
  readonly reason?: string;
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
  | 'awaiting-approval'
  | 'queued'
  | 'building'
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
  /** A line that somebody may post as a comment, ready to copy. */
  readonly copy?: string;
  /** What its next version changes besides images and commit, a line each. */
  readonly changes?: readonly string[];
  /** To the commands that were read. */
  readonly answers?: readonly Answer[];
  /** What stays where there is no place for what the outcome makes of it: what the commands left of what runs. */
  readonly standing?: EnvironmentRecord;
  /** There is no place: where in the queue it waits, or what lacks to what runs. */
  readonly place?: { readonly position: number } | { readonly lacks: Amount };
  /** Needs a person: shown as an alarm in log and metrics. */
  readonly alarm?: boolean;
  /** Nobody asked for a preview: a comment that stands is corrected, none is begun. */
  readonly quiet?: boolean;
  /** Facts were missing: look again soon, without an event. */
  readonly again?: 'unknown' | 'remains' | 'image';
  /** Time alone changes what is decided: look again then, in ISO 8601. */
  readonly dueAt?: string;
};

/** A decision with what it was made for and what came of it. */
export type Decided = {
  readonly key: EnvironmentKey;
  readonly observation: Observation;
  readonly decision: Decision;
  /** The record that stood before. */
  readonly before: EnvironmentRecord | undefined;
};
