import type { Board } from '../feedback/board.ts';
import type { View } from '../feedback/view.ts';
import type { Metrics } from './metrics.ts';

/**
 * Measures environments by what is shown of them: how long until they answer, how long until they are gone.
 * What began before `startedAt` is left out: how long nobody watched is not how long it took.
 */
export function measureLifecycle(
  board: Pick<Board, 'views' | 'subscribe'>,
  { timeToReady, timeToGone, views }: Pick<Metrics, 'timeToReady' | 'timeToGone' | 'views'>,
  { now, startedAt }: { readonly now: () => Date; readonly startedAt: Date },
): void {
  const states = new Map<string, View['state']>();
  /** When the commit was pushed whose first answer was measured. */
  const measured = new Map<string, string>();
  const seconds = (since: string | undefined) => {
    const began = Date.parse(since ?? '');
    return began >= startedAt.getTime() ? (now().getTime() - began) / 1_000 : undefined;
  };
  const count = (state: View['state'] | undefined, by: 1 | -1) => {
    if (state) views.inc({ state }, by);
  };
  board.subscribe((id, view) => {
    const before = states.get(id);
    if (before === view?.state) return;
    count(before, -1);
    count(view?.state, 1);
    if (!view) {
      states.delete(id);
      measured.delete(id);
      return;
    }
    states.set(id, view.state);
    const { key, state, pushedAt, finalOf } = view;
    const first = state === 'ready' && measured.get(id) !== pushedAt;
    const took = first ? seconds(pushedAt) : undefined;
    if (pushedAt !== undefined && state === 'ready') measured.set(id, pushedAt);
    if (took !== undefined) timeToReady.observe({ project: key.project }, took);
    const gone = state === 'destroyed' ? seconds(finalOf) : undefined;
    if (gone !== undefined) timeToGone.observe({ project: key.project }, gone);
  });
}
