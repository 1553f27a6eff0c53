import type { Requests } from '../../apps/environment/record.ts';
import type { Problem } from '../../apps/problems.ts';
import type { Finding } from '../diagnosis/finding.ts';
import type { EnvironmentKey } from '../reconcile/wake.ts';

/** What an environment is doing, as people are told. */
export const VIEW_STATES = [
  'skipped',
  'awaiting-approval',
  'building',
  'queued',
  'deploying',
  'ready',
  'degraded',
  'failed',
  'sleeping',
  'preserved',
  'destroying',
  'destroyed',
] as const;
export type ViewState = (typeof VIEW_STATES)[number];

/** What every surface shows of one environment. */
export type View = {
  readonly id: string;
  readonly key: EnvironmentKey;
  readonly repository: string;
  readonly state: ViewState;
  /** One sentence without its full stop. */
  readonly reason: string;
  /** Of the environment itself; it answers with the status page until the app does. */
  readonly url: string;
  /** Every service that has a URL, the main one first. */
  readonly services: readonly { readonly name: string; readonly url: string }[];
  readonly pullRequest: {
    readonly url: string;
    /** Text of people, to be escaped wherever it is shown. */
    readonly title: string | undefined;
    readonly author: string | undefined;
    readonly branch: string | undefined;
  };
  /** The commit that is committed to the GitOps repository. */
  readonly sha: string | undefined;
  /** The commit that runs, as far as it was seen. */
  readonly runningSha: string | undefined;
  /** Whether anybody looks at what runs. */
  readonly observed: boolean;
  /** The newest head, where it is another one than `sha`. */
  readonly waitingSha: string | undefined;
  /** When its first commit was deployed; in ISO 8601. */
  readonly createdAt: string | undefined;
  /** When its newest commit was first seen; in ISO 8601. */
  readonly pushedAt: string | undefined;
  /** Since when it is in this state, as far as it was seen; in ISO 8601. */
  readonly since: string;
  /** When it is removed, unless it is pushed to before; in ISO 8601. */
  readonly expiresAt: string | undefined;
  /** Kept until then although its pull request may be closed; in ISO 8601. */
  readonly preservedUntil: string | undefined;
  /** The sums of what its pods ask for. */
  readonly requests: Requests | undefined;
  /** Its place in the queue, from 1 on. */
  readonly position: number | undefined;
  readonly problems: readonly Problem[];
  /** What is wrong with what runs, the likeliest cause first. */
  readonly findings: readonly Finding[];
  /** What was asked for and is not done, one sentence each. */
  readonly notes: readonly string[];
  /** What the commit changes besides images, a line each. */
  readonly changes: readonly string[];
  /** A line somebody may post as a comment. */
  readonly copy: string | undefined;
  /** Its Application in Argo CD's UI. */
  readonly argocdUrl: string | undefined;
  /** Its logs, restarts and use in Grafana. */
  readonly grafanaUrl: string | undefined;
  /** Correct a comment that stands, begin none. */
  readonly quiet: boolean;
  /** Since when the tombstone stands whose end this view tells. */
  readonly finalOf: string | undefined;
};
