import { systemClock } from '../../../generator/clock.ts';
import { createEnvironmentsApi } from '../../../generator/web/api/environments.ts';
import {
  createDashboard,
  type DashboardDeps,
} from '../../../generator/web/dashboard/dashboard.tsx';
import express from 'express';
import type { TestBoard } from './board-fixture.ts';
import { NOW } from './sample-views.ts';
import { serve } from './serve.ts';

const GI = 2 ** 30;

/** A dashboard and its API over a board, on a free port; its day is the one of the sample views. */
export async function startDashboard(
  board: TestBoard,
  change: Partial<DashboardDeps> & { mostWaiting?: number; port?: number } = {},
) {
  const stop = new AbortController();
  const clock = { ...systemClock, now: () => NOW };
  const { mostWaiting, port, ...deps } = change;
  const shared = { board, clock, stopping: stop.signal };
  const dashboard = createDashboard({
    ...shared,
    usage: () => ({
      used: { cpu: 2450, memory: 6 * GI, storage: 12 * GI, pods: 34, environments: 11 },
      whole: { cpu: 3000, memory: 6 * GI, storage: 60 * GI, pods: 80, environments: 20 },
    }),
    health: () => ({
      ready: true,
      parts: {
        git: { ok: true, detail: 'answers' },
        github: { ok: false, detail: 'the rate limit is used up until 12:30 UTC' },
        platform: { ok: true, detail: 'platform.yaml of 4f5e6d7 is in effect' },
      },
    }),
    history: () =>
      Promise.resolve([
        {
          sha: 'b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f80',
          at: '2026-05-04T11:55:00Z',
          subject: 'Deploy 3f2a1b9 to shop-pr-8',
          url: 'https://github.com/acme/previews/commit/b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f80',
        },
      ]),
    ...deps,
  });
  const api = createEnvironmentsApi({
    ...shared,
    ...(mostWaiting !== undefined && { mostWaiting }),
  });
  const served = await serve(express.Router().use(dashboard, api), port);
  return {
    ...served,
    stop: () => stop.abort(),
    async close() {
      stop.abort();
      await served.close();
    },
  };
}
