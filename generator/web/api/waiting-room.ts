import type { Clock } from '../../clock.ts';
import type { Board } from '../../feedback/board.ts';
import type { View } from '../../feedback/view.ts';
import { outcomeOf, type Outcome } from './outcome.ts';
import type { WaitQuery } from './wait-query.ts';

/** Those who wait until an environment is ready. */
export type WaitingRoom = {
  /**
   * Resolves once the environment is ready, cannot become so, or is gone; `late` when time ran out, `full`
   * when too many wait already, `stopping` when we are being stopped. Leaves nothing behind, also when
   * `left` is aborted because the caller hung up.
   */
  wait(id: string, query: WaitQuery, left: AbortSignal): Promise<Outcome | Unfinished>;
};

export type Unfinished = { readonly kind: 'late' | 'full' | 'stopping' };

export function createWaitingRoom(options: {
  readonly board: Pick<Board, 'view' | 'subscribe'>;
  readonly clock: Clock;
  readonly most: number;
  readonly stopping: AbortSignal;
}): WaitingRoom {
  const { board, clock, most, stopping } = options;
  let waiting = 0;

  async function sit(id: string, query: WaitQuery, left: AbortSignal) {
    const cleanUps: (() => void)[] = [];
    try {
      return await new Promise<Outcome | Unfinished>((resolve) => {
        const look = (view: View | undefined) => {
          const outcome = outcomeOf(view, query);
          if (outcome) resolve(outcome);
        };
        const stop = () => resolve({ kind: 'stopping' });
        stopping.addEventListener('abort', stop);
        left.addEventListener('abort', stop);
        cleanUps.push(
          board.subscribe((changed, view) => changed === id && look(view)),
          clock.after(query.timeout, () => resolve({ kind: 'late' })),
          () => stopping.removeEventListener('abort', stop),
          () => left.removeEventListener('abort', stop),
        );
        // After subscribing, so that no change falls between.
        look(board.view(id));
        if (stopping.aborted || left.aborted) stop();
      });
    } finally {
      for (const cleanUp of cleanUps) cleanUp();
    }
  }

  return {
    async wait(id, query, left) {
      const now = outcomeOf(board.view(id), query);
      if (now) return now;
      if (waiting >= most) return { kind: 'full' };
      waiting += 1;
      return sit(id, query, left).finally(() => {
        waiting -= 1;
      });
    },
  };
}
