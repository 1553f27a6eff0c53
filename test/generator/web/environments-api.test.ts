import type { View } from '../../../generator/feedback/view.ts';
import { request } from 'node:http';
import { eventually } from '../../support/eventually.ts';
import { createTestBoard } from './board-fixture.ts';
import { startDashboard } from './dashboard-fixture.ts';
import { everyState, failedView, sampleView } from './sample-views.ts';
import { ask } from './serve.ts';

const ONE = '/api/environments/shop-pr-7';
const OTHER = 'fedcba9876543210fedcba9876543210fedcba98';

async function start(...views: readonly View[]) {
  const board = createTestBoard(...views);
  const server = await startDashboard(board, { mostWaiting: 3 });
  return {
    ...{ board, server },
    get: async (path: string) => {
      const answer = await ask(server.port, path);
      return { ...answer, json: JSON.parse(answer.body) };
    },
  };
}

it('lists environments a page at a time, with the query of the dashboard', async () => {
  const many = Array.from({ length: 250 }, (_, index) => sampleView(index + 1, 'ready'));
  const { server, get } = await start(...everyState(), ...many.slice(20));
  const ids: string[] = [];
  let next: string | undefined = '/api/environments?sort=environment';
  while (next !== undefined) {
    const { status, json, headers, body }: Awaited<ReturnType<typeof get>> = await get(next);
    expect([status, json.total, Buffer.byteLength(body) < 200_000]).toEqual([200, 242, true]);
    ids.push(...json.environments.map(({ id }: { id: string }) => id));
    next = json.next;
    expect(headers.link).toEqual(next && expect.stringContaining('rel="next"'));
  }
  expect(new Set(ids).size).toBe(242);
  const failed = await get('/api/environments?state=failed');
  expect(failed.json.environments).toMatchObject([
    { id: 'shop-pr-8', pullRequest: { author: 'alice' } },
  ]);
  expect(failed.body).not.toContain('loading 90,000');
  await server.close();
});

it('shows the whole view of one', async () => {
  const view = failedView(7);
  const { server, get } = await start(view);
  const { status, json, headers } = await get(ONE);
  const { quiet: _quiet, finalOf: _finalOf, ...told } = view;
  expect([status, json]).toEqual([200, JSON.parse(JSON.stringify(told))]);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect((await get('/api/environments/shop-pr-8')).json.error).toContain('no such environment');
  await server.close();
});

it('answers at once for what is ready already', async () => {
  const { server, get } = await start(sampleView(7, 'ready'));
  expect((await get(`${ONE}?wait=ready`)).status).toBe(200);
  expect((await get(`${ONE}?wait=ready&commit=3F2A1B9`)).json.state).toBe('ready');
  await server.close();
});

it('waits until it is ready, with the commit that is asked for', async () => {
  const { server, get, board } = await start(sampleView(7, 'failed'));
  const answer = get(`${ONE}?wait=ready&timeout=20&commit=${OTHER.slice(0, 9)}`);
  await eventually(() => expect(board.listeners()).toBe(1));
  board.show(sampleView(8, 'ready'));
  board.show(sampleView(7, 'ready'));
  expect(board.listeners()).toBe(1);
  board.show(sampleView(7, 'ready', { runningSha: OTHER, reason: 'the new one answers' }));
  expect(await answer).toMatchObject({ status: 200, json: { reason: 'the new one answers' } });
  expect(board.listeners()).toBe(0);
  await server.close();
});

it.each(['failed', 'skipped', 'destroying', 'destroyed'] as const)(
  'ends with 424 and words when it is %s',
  async (state) => {
    const { server, get, board } = await start(sampleView(7, 'deploying'));
    const answer = get(`${ONE}?wait=ready`);
    await eventually(() => expect(board.listeners()).toBe(1));
    board.show(sampleView(7, state, { reason: 'of this reason' }));
    const { status, json } = await answer;
    expect([status, json.environment.state]).toEqual([424, state]);
    expect(json.error).toMatch(/^shop-pr-7 .*: of this reason$/);
    expect(board.listeners()).toBe(0);
    await server.close();
  },
);

it('ends with 404 when it is forgotten', async () => {
  const { server, get, board } = await start(sampleView(7, 'deploying'));
  const answer = get(`${ONE}?wait=ready`);
  await eventually(() => expect(board.listeners()).toBe(1));
  board.forget('shop-pr-7');
  expect((await answer).status).toBe(404);
  await server.close();
});

it('ends with 504 when time runs out, and says what to do', async () => {
  const { server, get, board } = await start(sampleView(7, 'sleeping'));
  const { status, json } = await get(`${ONE}?wait=ready&timeout=1`);
  expect([status, json.environment.state, board.listeners()]).toEqual([504, 'sleeping', 0]);
  expect(json.error).toContain('comment "/preview wake"');
  await server.close();
});

it.each([
  ['wait=healthy', 'wait: expected "ready", got "healthy"'],
  ['wait=ready&timeout=0', 'timeout: expected whole seconds from 1 to 600, got "0"'],
  ['wait=ready&timeout=601', 'timeout: expected whole seconds from 1 to 600, got "601"'],
  ['wait=ready&timeout=1e3', 'timeout: expected whole seconds from 1 to 600, got "1e3"'],
  ['wait=ready&commit=main', 'commit: expected 7 to 40 hex digits, got "main"'],
])('refuses ?%s', async (query, error) => {
  const { server, get } = await start(sampleView(7, 'deploying'));
  const { status, json } = await get(`${ONE}?${query}`);
  expect([status, json]).toEqual([400, { error }]);
  await server.close();
});

it('lets only so many wait, and forgets who hangs up', async () => {
  const { server, get, board } = await start(sampleView(7, 'deploying'));
  const callers = [1, 2, 3].map(() => {
    const sent = request(`${server.url}${ONE}?wait=ready`).on('error', () => undefined);
    sent.end();
    return sent;
  });
  await eventually(() => expect(board.listeners()).toBe(3));
  const full = await get(`${ONE}?wait=ready`);
  expect(full).toMatchObject({ status: 429, headers: { 'retry-after': '15' } });
  expect(full.json.error).toBe('3 callers wait already; ask again after 15 seconds');
  callers[0]?.destroy();
  await eventually(() => expect(board.listeners()).toBe(2));
  const answer = get(`${ONE}?wait=ready`);
  await eventually(() => expect(board.listeners()).toBe(3));
  board.show(sampleView(7, 'ready'));
  expect((await answer).status).toBe(200);
  expect(board.listeners()).toBe(0);
  await server.close();
});

it('lets everybody go when it is stopped', async () => {
  const { server, get, board } = await start(sampleView(7, 'deploying'));
  const answer = get(`${ONE}?wait=ready`);
  await eventually(() => expect(board.listeners()).toBe(1));
  server.stop();
  expect(await answer).toMatchObject({ status: 503, headers: { 'retry-after': '15' } });
  expect(board.listeners()).toBe(0);
  await server.close();
});
