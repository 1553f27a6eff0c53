import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTraffic } from '../../../generator/traffic/prometheus.ts';

type Answer = { readonly status?: number; readonly body: unknown; readonly hang?: boolean };
const vector = (...values: string[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value) => ({ metric: {}, value: [1, value] })),
  },
});

let server: Server;
let url: string;
let queries: string[];
let answers: (query: string) => Answer;

beforeEach(async () => {
  queries = [];
  server = createServer((request, response) => {
    const query = new URL(request.url ?? '', url).searchParams.get('query') ?? '';
    queries.push(query);
    const { status = 200, body, hang } = answers(query);
    if (hang) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const isEvidence = (query: string) => query.includes('reloads_total');
const ask = (at: string | undefined = url) =>
  createTraffic({ url: () => at, fetch, timeoutMs: 300 }).requestsWithin('shop-pr-7', 7_200_000);

describe('requests to an environment', () => {
  it.each([
    ['0', 0],
    ['12.5', 12.5],
  ])('are what Prometheus says: %s', async (value, requests) => {
    answers = (query) => ({ body: vector(isEvidence(query) ? '1' : value) });
    expect(await ask()).toEqual({ kind: 'known', requests });
    expect(queries).toHaveLength(2);
    expect(queries[1]).toContain('service=~"shop-pr-7-[a-z][a-z0-9-]*-http@kubernetes"');
    expect(queries[1]).toContain('[7200s]');
  });

  it('are unknown where Traefik was not watched all the time: no counter would say nothing', async () => {
    answers = (query) => ({ body: isEvidence(query) ? vector() : vector('0') });
    expect(await ask()).toEqual({
      kind: 'unknown',
      reason: 'Prometheus has not watched Traefik for 7200s',
    });
  });

  it.each<[string, Answer, RegExp]>([
    ['an error', { status: 503, body: '' }, /it answers 503/],
    [
      'a refusal',
      { status: 422, body: { status: 'error', error: 'parse error' } },
      /it answers 422/,
    ],
    ['nonsense', { body: { status: 'success', data: [] } }, /none to a query/],
    ['no JSON', { body: '<html>' }, /Prometheus: /],
    ['nothing', { body: '', hang: true }, /Prometheus: .*(timeout|aborted)/],
    ['no number', { body: vector('NaN') }, /does not count/],
  ])('are unknown where it answers %s', async (_, answer, reason) => {
    answers = (query) =>
      isEvidence(query) && answer.body !== undefined && /NaN/.test(JSON.stringify(answer.body))
        ? { body: vector('1') }
        : answer;
    expect(await ask()).toEqual({
      kind: 'unknown',
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('are unknown where there is no Prometheus, or none that answers', async () => {
    answers = () => ({ body: vector('1') });
    const traffic = createTraffic({ url: () => undefined, fetch });
    expect(await traffic.requestsWithin('shop-pr-7', 1_000)).toMatchObject({ kind: 'unknown' });
    expect(await ask('http://127.0.0.1:1')).toMatchObject({ kind: 'unknown' });
  });
});
