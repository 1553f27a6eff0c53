import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Finding } from '../diagnosis/finding.ts';

/** What is seen of the deployment that Git wants of a live environment. */
export type Run =
  /** Nobody looks: `KUBERNETES=off`. */
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** There is no Application; `reason`: what Argo CD says of its ApplicationSet. */
  | { readonly kind: 'absent'; readonly reason?: string }
  /** What Git holds is not synced yet. */
  | { readonly kind: 'syncing' }
  /** Argo CD gave up what Git holds. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'synced'; readonly health: string };

/** Whether its URL answers, through its real host. */
export type Answer =
  | { readonly kind: 'not-asked' }
  | { readonly kind: 'answers' }
  | { readonly kind: 'silent'; readonly reason: string };

/** Everything that was seen of a live environment. */
export type Seen = {
  readonly run: Run;
  readonly answer: Answer;
  /** The commit that was seen to run last. */
  readonly runningSha: string | undefined;
  readonly findings: readonly Finding[];
  /** Of which deployment all this is: another one begins anew. */
  readonly deployment: string;
  /** Since when Kubernetes does not answer; in ISO 8601. @default - it does */
  readonly unknownSince?: string;
  /** Since when that is synced; in ISO 8601. */
  readonly syncedAt: string | undefined;
  /** How long it has been synced without an answer. Milliseconds. */
  readonly waitedMs: number;
};

/** Of an environment that nobody looks at. */
export const NOTHING_SEEN: Seen = {
  run: { kind: 'off' },
  answer: { kind: 'not-asked' },
  runningSha: undefined,
  findings: [],
  deployment: '',
  syncedAt: undefined,
  waitedMs: 0,
};

/** Of an environment that was not looked at yet. */
export const UNSEEN: Seen = { ...NOTHING_SEEN, run: { kind: 'syncing' } };

/** By what one deployment differs from the next. */
export function deploymentOf({ state, source, lifecycle, data }: EnvironmentRecord): string {
  return [state, source.sha, lifecycle.attempt ?? 0, lifecycle.wokenAt ?? '', data.epoch].join(' ');
}

/** What is known of what a record wants: of another deployment no more than which commit ran. */
export function seenOf(record: EnvironmentRecord, seen: Seen): Seen {
  const deployment = deploymentOf(record);
  if (seen.deployment === deployment) return seen;
  const run: Run = seen.run.kind === 'off' ? seen.run : { kind: 'syncing' };
  return { ...NOTHING_SEEN, run, deployment, runningSha: seen.runningSha };
}
