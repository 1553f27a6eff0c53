import { VIEW_STATES, type ViewState } from '../../../generator/feedback/view.ts';
import { hostTarget } from '../../../generator/web/status/host-target.ts';
import { STATUS_MARKER } from '../../../generator/web/status/marker.ts';
import { stepsOf } from '../../../generator/web/status/steps.ts';
import { createTestBoard } from './board-fixture.ts';
import { DOMAIN, failedView, sampleView } from './sample-views.ts';
import { ask } from './serve.ts';
import { startStatus } from './status-fixture.ts';

const JSON_ONLY = { accept: 'application/json' };

const EXPECTED: Readonly<Record<ViewState, [status: number, retryAfter: string | undefined]>> = {
  skipped: [404, undefined],
  'awaiting-approval': [503, '60'],
  building: [503, '10'],
  queued: [503, '15'],
  deploying: [503, '3'],
  ready: [503, '2'],
  degraded: [503, '10'],
  failed: [503, undefined],
  sleeping: [503, '5'],
  preserved: [503, '10'],
  destroying: [410, undefined],
  destroyed: [410, undefined],
};

it.each(VIEW_STATES)(
  'answers for %s with its marker, as page, as JSON and to HEAD',
  async (state) => {
    const server = await startStatus(createTestBoard(sampleView(7, state)));
    const [status, retryAfter] = EXPECTED[state];
    for (const [method, headers] of [
      ['GET', { accept: 'text/html' }],
      ['GET', JSON_ONLY],
      ['HEAD', {}],
    ] as const) {
      const answer = await server.get('shop-pr-7', '/cart/1?a=%E0', headers, method);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        [STATUS_MARKER]: state,
        'x-robots-tag': 'noindex, nofollow',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(answer.headers['retry-after']).toBe(retryAfter);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const { body } = await server.get('shop-pr-7', '/', JSON_ONLY);
    expect(JSON.parse(body)).toMatchObject({
      ...{ id: 'shop-pr-7', state, pullRequest: 'https://github.com/acme/shop/pull/7' },
    });
    await server.close();
  },
);

it('tells strangers neither log lines nor author, title, branch or findings', async () => {
  const server = await startStatus(createTestBoard(failedView(7)));
  const page = await server.get('shop-pr-7');
  const json = await server.get('shop-pr-7', '/', JSON_ONLY);
  for (const { body } of [page, json]) {
    expect(body).toContain('t does not run; its pull request says more');
    for (const secret of [
      'more memory',
      'alice',
      'Keep the cart',
      'feature/cart',
      'loading 90,000',
      'argocd',
    ]) {
      expect(body).not.toContain(secret);
    }
  }
  await server.close();
});

it('has nothing but status pages: no dashboard, API, metrics or health', async () => {
  const server = await startStatus(createTestBoard(sampleView(7, 'ready')));
  for (const path of ['/api/environments', '/metrics', '/healthz', '/events', '/assets/x']) {
    const answer = await server.get('shop-pr-7', path);
    expect([answer.status, answer.headers[STATUS_MARKER]]).toEqual([503, 'ready']);
    expect(answer.body).toContain('Starts to answer');
  }
  await server.close();
});

it.each([
  [`shop-pr-8.${DOMAIN}`, 404],
  [`nothing.${DOMAIN}`, 404],
  [`a.shop-pr-7.${DOMAIN}`, 404],
  [DOMAIN, 404],
  ['shop-pr-7.elsewhere.example', 404],
  [`shop-pr-7.${DOMAIN}.evil.example`, 404],
  [`shop-pr-7.x${DOMAIN}`, 404],
  [`shop-pr-7${DOMAIN}`, 404],
  [`shop-pr-07.${DOMAIN}`, 404],
  ['127.0.0.1', 404],
  [`SHOP-pr-7.${DOMAIN}.:8081`, 503],
  [`shop-pr-7-api.${DOMAIN}`, 503],
  [`shop-pr-7-other.${DOMAIN}`, 404],
])('host %s: %i', async (host, status) => {
  const services = ['shop-pr-7', 'shop-pr-7-api'].map((name) => ({
    ...{ name, url: `https://${name}.${DOMAIN}` },
  }));
  const server = await startStatus(createTestBoard(sampleView(7, 'deploying', { services })));
  const answer = await ask(server.port, '/', { headers: { host } });
  expect(answer.status).toBe(status);
  expect(answer.headers[STATUS_MARKER]).toBe(status === 404 ? 'unknown' : 'deploying');
  await server.close();
});

it('answers 404 as long as the domain is not known', async () => {
  const board = createTestBoard(sampleView(7, 'ready'));
  const server = await startStatus(board, { domain: () => undefined });
  expect((await server.get('shop-pr-7')).status).toBe(404);
  await server.close();
});

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s with words', async (method) => {
  const server = await startStatus(createTestBoard(sampleView(7, 'deploying')));
  const answer = await server.get('shop-pr-7', '/api', {}, method);
  expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
  expect(answer.body).toContain('its app does not answer yet');
  expect(answer.headers[STATUS_MARKER]).toBe('deploying');
  await server.close();
  const gone = await startStatus(createTestBoard(sampleView(7, 'destroyed')));
  expect(await gone.get('shop-pr-7', '/api', {}, method)).toMatchObject({
    ...{ status: 405, headers: { allow: 'GET, HEAD' } },
  });
  await gone.close();
});

it('serves its files for ever under the hash of their content, with the marker', async () => {
  const server = await startStatus(createTestBoard(sampleView(7, 'building')));
  const { body } = await server.get('shop-pr-7');
  const files = [...body.matchAll(/(?:href|src)="(\/\.k8s-ee\/[^"]+)"/g)].map(([, path]) => path);
  expect(files).toHaveLength(3);
  for (const path of files) {
    const answer = await server.get('shop-pr-7', path);
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(answer.headers[STATUS_MARKER]).toBe('building');
  }
  await server.close();
});

it('reads hosts of services of a project whose name looks like one', () => {
  const read = (label: string) => hostTarget(`${label}.${DOMAIN}`, DOMAIN);
  expect(read('a-pr-7-pr-8')).toMatchObject({ id: 'a-pr-7', service: 'pr-8' });
  expect(read('shop-pr-7')).toEqual({ id: 'shop-pr-7', host: `shop-pr-7.${DOMAIN}` });
  expect(hostTarget(undefined, DOMAIN)).toBeUndefined();
});

it('shows how far it has come', () => {
  const standings = (state: ViewState, kind?: 'crash' | 'image-pull', sha?: string) =>
    stepsOf({
      ...{ state, sha },
      findings: kind ? [{ kind, part: 'app', summary: 's', fix: 'f' }] : [],
    })
      .map(({ standing }) => standing)
      .join(' ');
  expect(standings('building')).toBe('done current ahead ahead ahead');
  expect(standings('degraded')).toBe('done done done done current');
  expect(standings('sleeping')).toBe('done done done done ahead');
  expect(standings('failed', 'image-pull', 'a')).toBe('done done done failed ahead');
  expect(standings('failed', 'crash', 'a')).toBe('done done done done failed');
  expect(standings('failed')).toBe('');
  expect(standings('destroyed')).toBe('');
});
