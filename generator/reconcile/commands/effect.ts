import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Project } from '../../../apps/platform/config.ts';
import type { PullRequest } from '../../github/client.ts';

/** What a command depends on beside the record. */
export type CommandContext = {
  readonly project: Project;
  readonly pullRequest: PullRequest;
  readonly login: string;
  readonly preservedOthers: number;
  readonly now: Date;
};

/** The record as the command leaves it, as if a person had edited it so; or why nothing comes of it. */
export type Effect =
  | { readonly kind: 'record'; readonly record: EnvironmentRecord }
  | { readonly kind: 'refused'; readonly reason: string };

export function leaves(record: EnvironmentRecord): Effect {
  return { kind: 'record', record };
}

export function refused(reason: string): Effect {
  return { kind: 'refused', reason };
}

/** The record with some fields of its lifecycle set; `undefined` takes one out. */
export function withLifecycle(
  record: EnvironmentRecord,
  change: Partial<EnvironmentRecord['lifecycle']>,
): EnvironmentRecord {
  const merged = Object.entries({ ...record.lifecycle, ...change });
  const present = merged.filter(([, value]) => value !== undefined);
  return {
    ...record,
    lifecycle: Object.fromEntries(present) as EnvironmentRecord['lifecycle'],
  };
}
