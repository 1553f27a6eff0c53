import { hasFailed } from '../../feedback/verdict.ts';
import type { View } from '../../feedback/view.ts';
import { shown } from '../text.ts';
import type { WaitQuery } from './wait-query.ts';

/** Where waiting has come to an end. */
export type Outcome =
  | { readonly kind: 'ready'; readonly view: View }
  /** It will not become ready by itself. */
  | { readonly kind: 'stuck'; readonly view: View; readonly error: string }
  | { readonly kind: 'gone' };

/** Whether waiting is over; `undefined`: not yet. Pure. */
export function outcomeOf(view: View | undefined, { commit }: WaitQuery): Outcome | undefined {
  if (view === undefined) return { kind: 'gone' };
  const { state, sha, observed, problems, runningSha, waitingSha } = view;
  const is = (one: string | undefined) => commit === undefined || one?.startsWith(commit);
  const answers = state === 'ready' || (state === 'preserved' && observed);
  if (answers && is(runningSha)) return { kind: 'ready', view };
  const stuck = (what: string): Outcome => ({
    kind: 'stuck',
    view,
    error: `${view.id} ${what}: ${shown(view.reason, 300)}`,
  });
  // What runs is another commit, and the one that is waited for cannot be deployed.
  if (commit !== undefined && !is(sha) && is(waitingSha) && problems.length > 0) {
    return stuck('cannot be deployed at this commit; correct it and push');
  }
  // The failure of an earlier commit says nothing about the one that is waited for.
  if (hasFailed(view)) {
    return is(sha ?? waitingSha) ? stuck('failed; correct it and push') : undefined;
  }
  switch (state) {
    case 'skipped':
      return stuck('gets no preview as things are');
    case 'destroying':
    case 'destroyed':
      return stuck('is removed; reopen its pull request, or comment "/preview up"');
    default:
      return undefined;
  }
}

/** What to do about an environment for which time ran out. */
export function lateWords(view: View): string {
  const advice: Partial<Record<View['state'], string>> = {
    'awaiting-approval': `somebody with write permission has to comment "${view.copy ?? '/preview approve SHA'}"`,
    building: 'look whether the build of its image runs',
    queued: 'wait longer, or remove environments that nobody needs',
    sleeping: 'visit its URL, or comment "/preview wake"',
  };
  const what = advice[view.state] ?? 'wait longer, or read its page for what is wrong';
  return `${view.id} is ${view.state}, not ready in time (${shown(view.reason, 300)}): ${what}`;
}
