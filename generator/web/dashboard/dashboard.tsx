import express, { type Router } from 'express';
import { systemClock, type Clock } from '../../clock.ts';
import type { Board } from '../../feedback/board.ts';
import { createAssets } from '../assets.ts';
import { page } from '../document.tsx';
import { iconImage } from '../icon-image.ts';
import { securityHeaders } from '../security-headers.ts';
import { dashboardStyle } from '../style/dashboard-style.ts';
import type { Usage } from './capacity-bars.tsx';
import { EnvironmentPage } from './environment-page.tsx';
import { createEventStream } from './event-stream.ts';
import type { HealthBody } from './health-parts.tsx';
import type { Change } from './history-list.tsx';
import { ListPage } from './list-page.tsx';
import { readListQuery } from './list-query.ts';
import { liveScript } from './live-script.ts';
import { MissingPage } from './missing-page.tsx';

export type DashboardDeps = {
  readonly board: Board;
  /** What is held of the capacity; `undefined`: not known yet. */
  readonly usage: () => Usage | undefined;
  /** What `/readyz` says. */
  readonly health: () => HealthBody;
  /** What changed an environment, the newest first. */
  readonly history: (id: string) => Promise<readonly Change[]>;
  /** Ends what stays open once it is aborted. */
  readonly stopping: AbortSignal;
  /** @default - the system's */
  readonly clock?: Clock;
};

/** Git may be slow; the rest of the page does not wait longer for it. Milliseconds. */
const HISTORY_PATIENCE_MS = 3_000;

/** The pages at `/` and `/environments/{id}`, for reading only. */
export function createDashboard(deps: DashboardDeps): Router {
  const { board, clock = systemClock } = deps;
  const assets = createAssets('/assets', [
    { name: 'dashboard.css', text: dashboardStyle },
    { name: 'live.js', text: liveScript },
    { name: 'icon.svg', text: iconImage },
  ]);
  const router = express.Router();
  const headers = securityHeaders();

  router.get('/', headers, (request, response) => {
    const query = readListQuery(new URLSearchParams(request.originalUrl.split('?')[1] ?? ''));
    const shared = { usage: deps.usage(), health: deps.health(), now: clock.now(), assets };
    response.send(page(<ListPage views={board.views()} query={query} {...shared} />));
  });

  router.get<{ id: string }>('/environments/:id', headers, async (request, response) => {
    const view = board.view(request.params.id);
    if (!view) {
      response.status(404).send(page(<MissingPage assets={assets} />));
      return;
    }
    const history = await inTime(deps.history(view.id), clock);
    const now = clock.now();
    response.send(page(<EnvironmentPage {...{ view, history, now, assets }} />));
  });

  router.get('/events', headers, createEventStream({ board, clock, stopping: deps.stopping }));
  router.use('/assets', headers);
  router.use(assets.router);
  return router;
}

/** `undefined` where it fails or takes too long. */
async function inTime<T>(promise: Promise<T>, clock: Clock): Promise<T | undefined> {
  let cancel = () => {};
  const late = new Promise<undefined>((resolve) => {
    cancel = clock.after(HISTORY_PATIENCE_MS, () => resolve(undefined));
  });
  return Promise.race([promise.catch(() => undefined), late]).finally(() => cancel());
}
