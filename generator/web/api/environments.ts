import express, { type Response, type Router } from 'express';
import { systemClock, type Clock } from '../../clock.ts';
import type { Board } from '../../feedback/board.ts';
import { listOf } from '../dashboard/list.ts';
import { listSearch, readListQuery } from '../dashboard/list-query.ts';
import { securityHeaders } from '../security-headers.ts';
import { lateWords, type Outcome } from './outcome.ts';
import { detailOf, summaryOf } from './summary.ts';
import { readWaitQuery } from './wait-query.ts';
import { createWaitingRoom, type Unfinished } from './waiting-room.ts';

export type EnvironmentsApiDeps = {
  readonly board: Board;
  /** Ends all waiting once it is aborted. */
  readonly stopping: AbortSignal;
  /** How many may wait at once. @default 100 */
  readonly mostWaiting?: number;
  /** @default - the system's */
  readonly clock?: Clock;
};

const PATH = '/api/environments';

/**
 * `GET /api/environments`, with the query of the dashboard's list, a page at a time, and
 * `GET /api/environments/{id}`, which waits with `?wait=ready&timeout=SECONDS&commit=SHA`.
 */
export function createEnvironmentsApi(deps: EnvironmentsApiDeps): Router {
  const { board, stopping, mostWaiting: most = 100, clock = systemClock } = deps;
  const room = createWaitingRoom({ board, clock, most, stopping });
  const router = express.Router();
  router.use(PATH, securityHeaders());

  router.get(PATH, (request, response) => {
    const query = readListQuery(parametersOf(request.originalUrl));
    const { rows, found: total, page, pages } = listOf(board.views(), query);
    const next = page < pages ? PATH + listSearch(query, { page: page + 1 }) : undefined;
    if (next !== undefined) response.links({ next });
    response.json({ environments: rows.map(summaryOf), total, page, pages, next });
  });

  router.get<{ id: string }>(`${PATH}/:id`, async (request, response) => {
    const { id } = request.params;
    const view = board.view(id);
    if (!view) {
      answer(response, { kind: 'gone' }, deps);
      return;
    }
    const query = readWaitQuery(parametersOf(request.originalUrl));
    if (typeof query === 'string') {
      response.status(400).json({ error: query });
      return;
    }
    if (!query) {
      response.json(detailOf(view));
      return;
    }
    const left = new AbortController();
    response.on('close', () => left.abort());
    const outcome = await room.wait(id, query, left.signal);
    if (!left.signal.aborted) answer(response, outcome, deps, id);
  });
  return router;
}

function answer(
  response: Response,
  outcome: Outcome | Unfinished,
  { board, mostWaiting = 100 }: EnvironmentsApiDeps,
  id?: string,
): void {
  const refuse = (status: number, error: string) => response.status(status).json({ error });
  switch (outcome.kind) {
    case 'ready':
      response.json(detailOf(outcome.view));
      return;
    case 'stuck':
      response.status(424).json({ error: outcome.error, environment: detailOf(outcome.view) });
      return;
    case 'gone':
      refuse(404, `there is no such environment; ids look like shop-pr-7, ${PATH} lists them`);
      return;
    case 'late': {
      const view = id === undefined ? undefined : board.view(id);
      response.status(504).json({
        error: view ? lateWords(view) : 'it is gone',
        environment: view && detailOf(view),
      });
      return;
    }
    case 'full':
      response.set('retry-after', '15');
      refuse(429, `${mostWaiting} callers wait already; ask again after 15 seconds`);
      return;
    case 'stopping':
      response.set('retry-after', '15');
      refuse(503, 'the generator is being restarted; ask again after 15 seconds');
  }
}

function parametersOf(url: string): URLSearchParams {
  return new URLSearchParams(url.split('?')[1] ?? '');
}
