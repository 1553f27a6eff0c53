import type { View, ViewState } from '../../feedback/view.ts';
import { linkable, shown } from '../text.ts';
import { stepsOf, type Step } from './steps.ts';

/** What the status page tells strangers: no log, no author, no title. */
export type StatusFacts = {
  readonly id: string;
  /** `unknown`: no such environment. */
  readonly state: ViewState | 'unknown';
  readonly reason: string;
  /** Its place in the queue, from 1 on. @default - it is not in the queue */
  readonly position?: number | undefined;
  readonly steps: readonly Step[];
  /** Of the pull request. @default - there is none that may be opened */
  readonly pullRequest?: string | undefined;
  /** When to ask again; absent where nothing changes by itself. Seconds. @default - no need to */
  readonly retryAfter?: number | undefined;
  /** What the answer's status is. */
  readonly status: 404 | 410 | 503;
};

/** Seconds after which the next state may be there; none for what waits for people or is over. */
const RETRY_AFTER: Readonly<Partial<Record<ViewState, number>>> = {
  'awaiting-approval': 60,
  building: 10,
  queued: 15,
  deploying: 3,
  ready: 2,
  degraded: 10,
  preserved: 10,
  sleeping: 5,
};

/** Who reads this sees that the app is not there yet, whatever was seen elsewhere. */
const ON_ITS_WAY = 'its app was seen to answer; this page gives way to it in a moment';

const SEE = 'its pull request says more';

/** Reasons that may name people, addresses of the cluster or what an app said: strangers are told no more than this. */
const PUBLIC: Readonly<Partial<Record<ViewState, string>>> = {
  'awaiting-approval': `somebody of the project has to approve it first; ${SEE}`,
  deploying: 'its pods start, or are about to',
  degraded: `something of it does not work; ${SEE}`,
  failed: `it does not run; ${SEE}`,
  preserved: ON_ITS_WAY,
  ready: ON_ITS_WAY,
};

const GONE: ReadonlySet<ViewState> = new Set(['destroying', 'destroyed']);

export function statusFacts(view: View): StatusFacts {
  const { id, state, reason, position, pullRequest } = view;
  return {
    ...{ id, state, position, reason: PUBLIC[state] ?? shown(reason, 300) },
    steps: stepsOf(view),
    pullRequest: linkable(pullRequest.url),
    retryAfter: RETRY_AFTER[state],
    status: GONE.has(state) ? 410 : state === 'skipped' ? 404 : 503,
  };
}

/** For a host that is well formed and belongs to nothing we know. A new one may be about to be known. */
export function unknownFacts(id: string): StatusFacts {
  return {
    ...{ id, state: 'unknown', steps: [], status: 404, retryAfter: 10 },
    reason:
      'there is no preview here, or not yet: it needs an open pull request of a registered repository',
  };
}
