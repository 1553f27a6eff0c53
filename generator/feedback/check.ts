import type { Check } from '../github/client.ts';
import { oneLine } from '../github/one-line.ts';
import { copyLines, findingLines, problemLines, sentence } from './parts.ts';
import { hasFailed } from './verdict.ts';
import type { View, ViewState } from './view.ts';

/** What clipping leaves of an emoji is no text, and GitHub refuses it. */
const HALF_CHARACTERS = /\p{Cs}/gu;

/**
 * Neutral: there is no preview, or people have the word. Red: truly failed, and not what may mend itself.
 * The titles are ours alone: GitHub shows them unescaped in many places.
 */
const TABLE: Readonly<Record<ViewState, { state: Check['state']; title: string }>> = {
  skipped: { state: 'neutral', title: 'No preview' },
  'awaiting-approval': { state: 'neutral', title: 'Waits for approval' },
  building: { state: 'in_progress', title: 'Waits for its image' },
  queued: { state: 'in_progress', title: 'Waits for a place' },
  deploying: { state: 'in_progress', title: 'Deploying' },
  ready: { state: 'success', title: 'Ready' },
  degraded: { state: 'in_progress', title: 'Degraded' },
  failed: { state: 'failure', title: 'Failed' },
  sleeping: { state: 'success', title: 'Asleep: a visit wakes it' },
  preserved: { state: 'success', title: 'Preserved' },
  destroying: { state: 'neutral', title: 'Being removed' },
  destroyed: { state: 'neutral', title: 'Removed' },
};

const NO_PREVIEW: readonly ViewState[] = [
  ...(['skipped', 'awaiting-approval', 'destroying', 'destroyed'] as const),
];
const ENDS: readonly ViewState[] = ['destroying', 'destroyed'];
/** Their reasons change from one second to the next: the comment tells them. */
const MOVING: readonly ViewState[] = ['queued', 'deploying'];
/** What runs may be another commit than the newest. */
const RUNNING: readonly ViewState[] = [
  ...(['deploying', 'ready', 'degraded', 'failed', 'sleeping', 'preserved'] as const),
];

/** What the check of the newest head shows. `undefined`: nobody asked for a preview, or no head is known. */
export function checkOf(view: View): Check | undefined {
  const sha = view.waitingSha ?? view.sha;
  if (sha === undefined || (view.quiet && view.state === 'skipped')) return undefined;
  const held = isHeld(view);
  const { state, title } = held ? whileHeld(view) : shown(view);
  const isNone = NO_PREVIEW.includes(view.state) || (held && state === 'neutral');
  const reason = MOVING.includes(view.state) && !held ? title : view.reason;
  return {
    ...{ environment: view.id, sha, state, title },
    summary: summaryOf(view, reason),
    description: oneLine(isNone ? `no preview: ${reason}` : reason),
    detailsUrl: NO_PREVIEW.includes(view.state) ? view.pullRequest.url : view.url,
    create: !view.quiet && !ENDS.includes(view.state),
  };
}

type Shown = { readonly state: Check['state']; readonly title: string };

function shown(view: View): Shown {
  const { state, observed, sha, runningSha } = view;
  // Whoever requires the check would wait for ever.
  if (!observed && (state === 'deploying' || state === 'preserved')) {
    return { state: 'neutral', title: 'Committed; what runs is not observed' };
  }
  if (state === 'degraded' && hasFailed(view)) {
    const other = runningSha !== undefined && runningSha !== sha;
    const title = other ? 'Failed; an older commit still answers' : 'Something of it failed';
    return { state: 'failure', title };
  }
  return TABLE[state];
}

/** Where an older commit runs, nothing it does says anything of the newest. */
function isHeld({ state, sha, waitingSha }: View): boolean {
  return sha !== undefined && waitingSha !== undefined && RUNNING.includes(state);
}

function whileHeld({ copy, problems }: View): Shown {
  if (copy !== undefined) {
    return { state: 'neutral', title: 'Waits for approval; an older commit runs' };
  }
  return problems.length > 0
    ? { state: 'failure', title: 'Not deployed; an older commit runs' }
    : { state: 'in_progress', title: 'Not deployed yet; an older commit runs' };
}

function summaryOf(view: View, reason: string): string {
  const address = NO_PREVIEW.includes(view.state) ? [] : ['', view.url];
  return [
    sentence(reason),
    ...findingLines(view),
    ...problemLines(view),
    ...copyLines(view),
    ...address,
  ]
    .join('\n')
    .replace(HALF_CHARACTERS, '');
}
