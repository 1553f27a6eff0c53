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
  /** Since when that is synced; in ISO 8601. */
  readonly syncedAt: string | undefined;
  /** How long it has been synced without an answer. Milliseconds. */
  readonly waitedMs: number;
};

export const NOTHING_SEEN: Seen = {
  run: { kind: 'off' },
  answer: { kind: 'not-asked' },
  runningSha: undefined,
  findings: [],
  deployment: '',
  syncedAt: undefined,
  waitedMs: 0,
};
