import { createStatusApp, type StatusAppDeps } from '../../../generator/web/status/status-app.tsx';
import type { EnvironmentKey } from '../../../generator/reconcile/wake.ts';
import type { TestBoard } from './board-fixture.ts';
import { DOMAIN } from './sample-views.ts';
import { ask, serve } from './serve.ts';

/** The status page over a board, on a free port, and whom it woke. */
export async function startStatus(board: TestBoard, change: Partial<StatusAppDeps> = {}) {
  const woken: EnvironmentKey[] = [];
  const deps = { board, domain: () => DOMAIN, wake: (key: EnvironmentKey) => woken.push(key) };
  const app = createStatusApp({ ...deps, ...change });
  const served = await serve(app);
  const host = (id: string) => `${id}.${DOMAIN}:${served.port}`;
  return {
    ...served,
    woken,
    /** The address of an environment, for a browser. */
    site: (id: string) => `http://${host(id)}`,
    get: (id: string, path = '/', headers: Record<string, string> = {}, method = 'GET') =>
      ask(served.port, path, { method, headers: { host: host(id), ...headers } }),
    wake: (id: string, headers: Record<string, string> = {}) =>
      ask(served.port, '/.k8s-ee/wake', {
        method: 'POST',
        headers: {
          ...{ host: host(id), origin: `http://${host(id)}`, accept: 'application/json' },
          ...headers,
        },
      }),
  };
}
