import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { PullRequest } from '../../../generator/github/client.ts';
import type { Decision, Situation } from '../../../generator/reconcile/decision.ts';
import type { Observation } from '../../../generator/reconcile/observation.ts';
import { at, found, sampleObservation } from '../decided-fixture.ts';
import { sampleRecord } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

type Cause = EnvironmentRecord['cause'];

export const project = (shop: string) => samplePlatform({ shop }).projects[0];
export const removing = project('state: removing');
export const byLabel = project('policy: {trigger: label}');
export const live = sampleRecord('7');
export const tombstone = (cause: Partial<NonNullable<Cause>> = {}) =>
  sampleRecord('7', {
    state: 'destroying',
    cause: { reason: 'closed', since: at(-5), by: 'github', ...cause },
  });
export const asleep = sampleRecord('7', { state: 'sleeping' });
export const pending = sampleRecord('7', { ...tombstone({ reason: 'held' }), state: 'pending' });
export const preservedUntil = (minutes: number | undefined) =>
  sampleRecord('7', {
    keep: 'preserved',
    lifecycle: {
      ...live.lifecycle,
      ...(minutes !== undefined && { preservedUntil: at(minutes) }),
    },
  });
/** One that ends in so many minutes, unless it is pushed to. */
export const expiresIn = (minutes: number, change: Partial<EnvironmentRecord> = {}) =>
  sampleRecord('7', { lifecycle: { ...live.lifecycle, expiresAt: at(minutes) }, ...change });
/** One that has ended so, of which nothing is left. */
export const expired = sampleRecord('7', {
  ...tombstone({ reason: 'expired', by: 'ttl', head: live.source.sha }),
  state: 'pending',
});
export const observed = (change: Partial<Observation>) => sampleObservation(change);
export const pr = (change: Partial<PullRequest>) => observed({ pullRequest: found(change) });
export const closed = pr({ state: 'closed' });
export const unknown = { kind: 'unknown', reason: '500 from GitHub' } as const;
export const goneSince = (minutes: number) => ({ kind: 'gone', since: at(minutes) }) as const;
export const onDemand = {
  kind: 'valid',
  config: { ...live.config, trigger: 'on-demand' },
} as const;
export const invalid = {
  kind: 'invalid',
  problems: [{ path: 'app.port', message: 'expected a whole number, got "abc"', line: 2 }],
} as const;

export type Row = {
  readonly is: string;
  readonly given: Partial<Situation>;
  readonly rule: string;
  readonly outcome: string;
  readonly status: Decision['status'];
  readonly reason: string;
};

/** A situation, and what must be decided on it. */
export const row = (
  is: string,
  given: Partial<Situation>,
  ...[rule, outcome, status, reason]: [string, string, Decision['status'], string]
): Row => ({ is, given, rule, outcome, status, reason });
