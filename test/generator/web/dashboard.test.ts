import fc from 'fast-check';
import { VIEW_STATES } from '../../../generator/feedback/view.ts';
import { listOf, PAGE_ROWS } from '../../../generator/web/dashboard/list.ts';
import {
  listSearch,
  readListQuery,
  SORT_KEYS,
} from '../../../generator/web/dashboard/list-query.ts';
import { quantityWords } from '../../../generator/web/dashboard/quantity-words.ts';
import { createTestBoard } from './board-fixture.ts';
import { startDashboard } from './dashboard-fixture.ts';
import { everyState, failedView, sampleView } from './sample-views.ts';
import { ask } from './serve.ts';

const read = (search: string) => readListQuery(new URLSearchParams(search));
const rowsOf = (body: string) => [...body.matchAll(/<tr id="row-([^"]+)"/g)].map(([, id]) => id);

const aboutAsLongAs = (text: string) => ({
  reason: text,
  pullRequest: {
    url: 'https://github.com/acme/shop/pull/7',
    title: text,
    branch: text,
    author: text,
  },
});

it('shows all the facts of every environment', async () => {
  const server = await startDashboard(createTestBoard(...everyState()));
  const { status, body } = await ask(server.port, '/');
  expect(status).toBe(200);
  expect(rowsOf(body)).toHaveLength(VIEW_STATES.length);
  for (const fact of [
    ...['href="https://github.com/acme/shop/pull/8"', 'waits for approval', 'queued · 2', 'alice'],
    ...['a1b2c3d', '350m · 640Mi · 2Gi', '2.45 of 3 cores', '6 Gi of 6 Gi', '100 %', '40 h'],
    ...['the rate limit is used up', 'href="https://shop-pr-5.previews.example/"'],
  ]) {
    expect(body).toContain(fact);
  }
  await server.close();
});

it('shows all of one environment, and its history', async () => {
  const server = await startDashboard(createTestBoard(failedView(8)));
  const { body } = await ask(server.port, '/environments/shop-pr-8');
  for (const fact of [
    ...['raise app.resources.limits.memory', 'loading 90,000 products', 'GET /healthz answers 404'],
    ...['line 4, column 9: app.port', 'stays at 1Gi', 'feature/cart', 'acme/shop#8'],
    ...['href="https://argocd.ops.example.com/applications/argocd/shop-pr-8"'],
    ...['Deploy 3f2a1b9 to shop-pr-8', '2026-05-04 11:55 UTC', '/api/environments/shop-pr-8'],
  ]) {
    expect(body.toLowerCase()).toContain(fact.toLowerCase());
  }
  await server.close();
});

it.each([
  ['fails', () => Promise.reject(new Error('git says: secret'))],
  ['never ends', () => new Promise<never>(() => undefined)],
])('shows the rest of the page when the history %s', async (_, history) => {
  const server = await startDashboard(createTestBoard(failedView(8)), { history });
  const { status, body } = await ask(server.port, '/environments/shop-pr-8');
  expect([status, body.includes('It could not be read just now')]).toEqual([200, true]);
  expect(body).not.toContain('secret');
  await server.close();
});

it('is safe to look at: nothing inline, nothing framed, nothing guessed, nothing kept', async () => {
  const server = await startDashboard(createTestBoard(...everyState()));
  for (const path of ['/', '/environments/shop-pr-8', '/environments/none']) {
    const { headers, body } = await ask(server.port, path);
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    });
    expect(body).not.toMatch(
      /<script(?! src="\/assets\/)|<style| style="| on[a-z]+="|method="post"/i,
    );
  }
  await server.close();
});

it('answers 404 for an environment that is not there, and leaves other paths to others', async () => {
  const server = await startDashboard(createTestBoard());
  expect((await ask(server.port, '/environments/shop-pr-8')).body).toContain('No such environment');
  for (const path of ['/assets/dashboard.css', '/nothing', '/environments']) {
    expect((await ask(server.port, path)).status).toBe(404);
  }
  expect((await ask(server.port, '/', { method: 'POST' })).status).toBe(404);
  expect((await ask(server.port, '/')).body).toContain('There is no environment yet');
  await server.close();
});

it('pages 1,000 environments, none over 200 KB even where every text is as long as it gets', async () => {
  const longest = ['"', '&', '<', 'カ', '🛒', 'a'].map((one) => one.repeat(2_000));
  const many = Array.from({ length: 1_000 }, (_, index) =>
    sampleView(
      index + 1,
      VIEW_STATES[index % 12] ?? 'ready',
      aboutAsLongAs(longest[Math.floor(index / 100) % 6] ?? ''),
    ),
  );
  const server = await startDashboard(createTestBoard(...many));
  const seen = new Set<string>();
  for (let page = 1; page <= Math.ceil(1_000 / PAGE_ROWS); page++) {
    const { body } = await ask(server.port, `/?page=${page}`);
    expect(Buffer.byteLength(body)).toBeLessThan(200_000);
    for (const id of rowsOf(body)) seen.add(id ?? '');
  }
  expect(seen.size).toBe(1_000);
  const api = await ask(server.port, '/api/environments');
  expect(Buffer.byteLength(api.body)).toBeLessThan(200_000);
  await server.close();
});

it('never asks for a page that is not there', () => {
  const views = Array.from({ length: PAGE_ROWS + 1 }, (_, index) => sampleView(index + 1, 'ready'));
  expect(listOf(views, read('page=99'))).toMatchObject({ page: 2, pages: 2, found: PAGE_ROWS + 1 });
  expect(listOf([], read(''))).toMatchObject({ rows: [], page: 1, pages: 1 });
});

it.each([
  ['sort=environment', ['billing-pr-3', 'shop-pr-8', 'shop-pr-10']],
  ['sort=-environment', ['shop-pr-10', 'shop-pr-8', 'billing-pr-3']],
  ['', ['shop-pr-8', 'billing-pr-3', 'shop-pr-10']],
  ['sort=requests', ['billing-pr-3', 'shop-pr-10', 'shop-pr-8']],
  ['sort=age', ['billing-pr-3', 'shop-pr-8', 'shop-pr-10']],
  ['sort=expiry', ['shop-pr-8', 'billing-pr-3', 'shop-pr-10']],
  ['sort=author', ['shop-pr-8', 'shop-pr-10', 'billing-pr-3']],
  ['q=CART+when&state=failed', ['shop-pr-8']],
  ['q=zoe', ['billing-pr-3']],
  ['project=billing', ['billing-pr-3']],
  ['state=sleeping', []],
])('lists by %s', (search, ids) => {
  const views = [
    sampleView(10, 'preserved', { expiresAt: undefined, preservedUntil: '2026-06-01T00:00:00Z' }),
    sampleView(3, 'degraded', {
      key: { project: 'billing', number: '3' },
      requests: { cpu: 'nonsense', memory: '', storage: '', pods: 0 },
      pullRequest: { url: '', title: 'x', author: 'zoe', branch: 'y' },
      expiresAt: '2026-05-10T00:00:00Z',
    }),
    sampleView(8, 'failed', { requests: { cpu: '2', memory: '1Gi', storage: '1Gi', pods: 1 } }),
  ];
  expect(listOf(views, read(search)).rows.map(({ id }) => id)).toEqual(ids);
});

it('writes every query so that it is read back the same', () => {
  const query = fc.record({
    project: fc.option(fc.stringMatching(/^[a-z]{1,20}$/), { nil: undefined }),
    state: fc.option(fc.constantFrom(...VIEW_STATES), { nil: undefined }),
    text: fc.string({ maxLength: 20 }).map((text) => text.replace(/[\p{C}\p{Z}]/gu, '')),
    sort: fc.constantFrom(...SORT_KEYS),
    descending: fc.boolean(),
    page: fc.integer({ min: 1, max: 99 }),
  });
  fc.assert(
    fc.property(query, (one) => {
      expect(read(listSearch(one, { page: one.page }))).toEqual(one);
    }),
  );
});

it('says amounts in words', () => {
  expect(quantityWords('cpu', 2450)).toBe('2.45');
  expect(quantityWords('memory', 3_789 * 2 ** 20)).toBe('3.7 Gi');
  expect(quantityWords('storage', 0)).toBe('0 B');
  expect(quantityWords('pods', -1)).toBe('0');
});
