import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { createApplications, type Applications } from '../../../generator/cluster/applications.ts';
import { connect } from '../../../generator/cluster/connection.ts';
import { eventually } from '../../support/eventually.ts';
import { writeKubeconfig } from './api-server.ts';

const PATH = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';

const application = (name: string, version: number, operation?: object) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name, resourceVersion: String(version) },
  ...(operation && { status: { operationState: operation } }),
});
const failed = (minute: number) => ({
  phase: 'Failed',
  message: 'one or more objects failed to apply',
  finishedAt: `2026-01-05T12:0${minute}:00Z`,
  operation: { sync: { revision: 'abc' } },
});

/** An API server that lists `items` and then tells what the test has it tell. */
async function startServer() {
  const world = {
    items: [] as object[],
    asked: [] as URLSearchParams[],
    answer: 200,
    watcher: undefined as ServerResponse | undefined,
    tell(type: string, object: object) {
      world.watcher?.write(`${JSON.stringify({ type, object })}\n`);
    },
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    world.asked.push(url.searchParams);
    if (url.pathname !== PATH || world.answer !== 200) {
      response.writeHead(world.answer === 200 ? 404 : world.answer).end('{}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    if (url.searchParams.get('watch') === 'true') {
      response.flushHeaders();
      world.watcher = response;
      return;
    }
    const from = Number(url.searchParams.get('continue') ?? 0);
    const page = world.items.slice(from, from + 2);
    const more = from + 2 < world.items.length;
    const metadata = { resourceVersion: '10', ...(more && { continue: String(from + 2) }) };
    response.end(JSON.stringify({ kind: 'ApplicationList', metadata, items: page }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { world, server };
}

let running: Awaited<ReturnType<typeof startServer>>;
let applications: Applications;
let failures: string[];
let changes: string[];
let halt: AbortController;

beforeEach(async () => {
  running = await startServer();
  failures = [];
  changes = [];
  halt = new AbortController();
  const kubeconfig = await writeKubeconfig(running.server);
  applications = createApplications({
    connection: () => connect({ kubeconfig, timeoutMs: 500 }),
    namespace: () => 'argocd',
  });
});

afterEach(async () => {
  halt.abort();
  running.server.closeAllConnections();
  await new Promise((resolve) => running.server.close(resolve));
});

const follow = () =>
  applications.follow(
    { onFailure: (id) => failures.push(id), onChange: (id) => changes.push(id) },
    halt.signal,
  );
const watching = () => eventually(() => expect(running.world.watcher).toBeDefined());

describe('the Applications', () => {
  it('are unknown before they were listed', () => {
    expect(applications.sync('shop-pr-7')).toMatchObject({ kind: 'unknown' });
  });

  it('are listed page by page, and each failure is told once', async () => {
    const { world } = running;
    world.items = [
      application('shop-pr-1', 1),
      application('shop-pr-2', 2, failed(1)),
      application('shop-pr-3', 3, failed(1)),
    ];
    void follow();
    await watching();
    expect(failures).toEqual(['shop-pr-2', 'shop-pr-3']);
    expect(applications.sync('shop-pr-1')).toEqual({ kind: 'known' });
    expect(applications.sync('shop-pr-2')).toMatchObject({
      kind: 'known',
      failure: { revision: 'abc', message: 'one or more objects failed to apply' },
    });
    expect(world.asked.at(-1)?.get('resourceVersion')).toBe('10');
  });

  it('are followed: a failure, another one, the end of it, and the end of the Application', async () => {
    const { world } = running;
    void follow();
    await watching();
    world.tell('ADDED', application('shop-pr-7', 11));
    world.tell('MODIFIED', application('shop-pr-7', 12, failed(1)));
    world.tell('MODIFIED', application('shop-pr-7', 13, failed(1)));
    world.tell('MODIFIED', application('shop-pr-7', 14, failed(2)));
    await eventually(() => expect(failures).toEqual(['shop-pr-7', 'shop-pr-7']));
    world.tell('MODIFIED', application('shop-pr-7', 15, { ...failed(2), phase: 'Running' }));
    await eventually(() => expect(applications.sync('shop-pr-7')).toEqual({ kind: 'known' }));
    world.tell('MODIFIED', application('shop-pr-7', 16, failed(3)));
    await eventually(() => expect(failures).toHaveLength(3));
    world.tell('DELETED', application('shop-pr-7', 17));
    await eventually(() => expect(applications.sync('shop-pr-7')).toEqual({ kind: 'known' }));
  });

  it('are followed on from where they were heard of when the server closes', async () => {
    const { world } = running;
    void follow();
    await watching();
    world.tell('BOOKMARK', application('', 40));
    world.watcher?.end();
    await eventually(() => expect(world.asked.at(-1)?.get('resourceVersion')).toBe('40'));
    expect(applications.sync('shop-pr-7')).toEqual({ kind: 'known' });
  });

  it('are listed anew where the server forgot what changed', async () => {
    const { world } = running;
    world.items = [application('shop-pr-2', 2, failed(1))];
    void follow();
    await watching();
    world.items = [application('shop-pr-3', 3, failed(1))];
    world.tell('ERROR', { kind: 'Status', code: 410 });
    await eventually(() => expect(failures).toEqual(['shop-pr-2', 'shop-pr-3']));
    expect(applications.sync('shop-pr-2')).toEqual({ kind: 'known' });
  });

  it('are unknown while the server does not answer, and known again afterwards', async () => {
    const { world } = running;
    void follow();
    await watching();
    world.answer = 503;
    world.watcher?.destroy();
    await eventually(() =>
      expect(applications.sync('shop-pr-7')).toMatchObject({ kind: 'unknown' }),
    );
    world.answer = 200;
    await eventually(() => expect(applications.sync('shop-pr-7')).toEqual({ kind: 'known' }));
  });
});
