import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect } from '../../../generator/cluster/connection.ts';
import { createEvidence, noEvidence } from '../../../generator/cluster/evidence.ts';
import { diagnose } from '../../../generator/diagnosis/diagnose.ts';
import { given, readRecording } from '../diagnosis/recorded.ts';
import { bearer, writeKubeconfig } from './api-server.ts';

const id = 'shop-pr-7';
const core = `/api/v1/namespaces/${id}`;
const NOW = '2026-01-02T03:04:05.000Z';

/** An API server with the objects of a recording, which a test may change. */
async function startServer() {
  const recorded = readRecording('crash');
  const lists = new Map<string, readonly unknown[]>([
    [`${core}/pods`, recorded.pods ?? []],
    [`${core}/events`, recorded.events ?? []],
    [`/apis/batch/v1/namespaces/${id}/jobs`, recorded.jobs ?? []],
    [`/apis/external-secrets.io/v1/namespaces/${id}/externalsecrets`, []],
  ]);
  const world = {
    lists,
    log: (_query: URLSearchParams): string => 'one\ntwo\n',
    asked: [] as URL[],
    /** Answers in the server's place; whether it did. */
    instead: (_url: URL, _response: ServerResponse): boolean => false,
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    world.asked.push(url);
    if (world.instead(url, response)) return;
    if (request.method !== 'GET' || request.headers.authorization !== `Bearer ${bearer}`) {
      response.writeHead(403).end('{}');
      return;
    }
    if (url.pathname.endsWith('/log')) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(world.log(url.searchParams));
      return;
    }
    const phase = /^status\.phase(!?=)Failed$/.exec(url.searchParams.get('fieldSelector') ?? '');
    const isOf = (item: unknown) => {
      const failed = (item as { status?: { phase?: string } } | null)?.status?.phase === 'Failed';
      return !phase || failed === (phase[1] === '=');
    };
    const items = lists.get(url.pathname)?.filter(isOf);
    response.writeHead(items ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(items ? { kind: 'List', metadata: {}, items } : {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const kubeconfig = await writeKubeconfig(server);
  const read = createEvidence({
    connection: () => connect({ kubeconfig, timeoutMs: 500 }),
    now: () => new Date(NOW),
  });
  return { world, server, read };
}

let running: Awaited<ReturnType<typeof startServer>>;

beforeEach(async () => {
  running = await startServer();
});

afterEach(async () => {
  running.server.closeAllConnections();
  await new Promise((resolve) => running.server.close(resolve));
});

async function known() {
  const fact = await running.read(id);
  if (fact.kind !== 'known') throw new Error(JSON.stringify(fact));
  return fact.evidence;
}

describe('what is read of an environment', () => {
  it('are its objects and the log of the container in trouble, of the life that ended', async () => {
    const evidence = await known();
    const { pods } = given(readRecording('crash')).evidence;
    expect(evidence).toMatchObject({ at: NOW, pods, jobs: [], externalSecrets: [] });
    expect(evidence.events.length).toBeGreaterThan(0);
    const pod = pods[0]?.metadata.name;
    expect(evidence.logs).toEqual([{ pod, container: 'app', lines: ['one', 'two'] }]);
    const log = running.world.asked.find(({ pathname }) => pathname.endsWith('/log'));
    expect(log?.pathname).toBe(`${core}/pods/${pod}/log`);
    expect(Object.fromEntries(log?.searchParams ?? [])).toEqual({
      ...{ container: 'app', previous: 'true', tailLines: '40', limitBytes: '65536' },
    });
  });

  it('comes to the same findings as the objects themselves', async () => {
    const { record } = given(readRecording('crash'));
    expect(diagnose(await known(), record)).toMatchObject([{ kind: 'crash', log: ['one', 'two'] }]);
  });

  it('is asked for with limits, and of events only what tells something', async () => {
    await known();
    const lists = running.world.asked.filter(({ pathname }) => !pathname.endsWith('/log'));
    expect(lists).toHaveLength(6);
    for (const { searchParams } of lists) {
      expect(Number(searchParams.get('limit'))).toBeLessThanOrEqual(500);
    }
    const selectors = lists.map(({ searchParams }) => searchParams.get('fieldSelector'));
    expect(selectors.filter(Boolean).sort()).toEqual([
      ...['reason=Killing', 'status.phase!=Failed', 'status.phase=Failed', 'type=Warning'],
    ]);
  });

  it('is known without the objects that nobody can read, and without ExternalSecrets', async () => {
    const { lists } = running.world;
    const [pod] = lists.get(`${core}/pods`) ?? [];
    lists.set(`${core}/pods`, [null, 7, {}, { metadata: { name: 'x' } }, pod]);
    lists.set(`${core}/events`, [{ reason: 1 }]);
    lists.delete(`/apis/external-secrets.io/v1/namespaces/${id}/externalsecrets`);
    const evidence = await known();
    expect(evidence.pods).toHaveLength(1);
    expect(evidence.events).toEqual([]);
  });

  it('is known without a log that cannot be had', async () => {
    running.world.instead = (url, response) => {
      if (!url.pathname.endsWith('/log')) return false;
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"kind":"Status"}');
      return true;
    };
    expect((await known()).logs).toEqual([]);
  });

  it('has the end of a log whose lines are too long for so many, and no more than is wanted', async () => {
    const long = 'x'.repeat(4_000);
    running.world.log = (query) => {
      const lines = [...Array.from({ length: 90 }, () => long), 'the reason'];
      const tail = lines.slice(-Number(query.get('tailLines'))).join('\n');
      return tail.slice(0, Number(query.get('limitBytes')));
    };
    expect((await known()).logs[0]?.lines.at(-1)).toBe('the reason');
    // One that does not heed the limits is held to them.
    running.world.log = () => `${'y\n'.repeat(200_000)}`;
    const [log] = (await known()).logs;
    expect(log?.lines).toHaveLength(40);
  });

  it('is of at most eight logs', async () => {
    const { lists } = running.world;
    const [pod] = (lists.get(`${core}/pods`) ?? []) as { metadata: { labels: object } }[];
    const many = Array.from({ length: 20 }, (_, index) => ({
      ...pod,
      metadata: {
        ...pod?.metadata,
        labels: { 'app.kubernetes.io/name': `service-${index}` },
      },
    }));
    lists.set(`${core}/pods`, many);
    expect((await known()).logs).toHaveLength(8);
  });
});

describe('nothing is known', () => {
  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'where it is refused',
      (response) => {
        const status = { kind: 'Status', message: 'pods is forbidden', reason: 'Forbidden' };
        response
          .writeHead(403, { 'content-type': 'application/json' })
          .end(JSON.stringify({ ...status, code: 403 }));
      },
      'Kubernetes answered 403 when asked about the pods of shop-pr-7: pods is forbidden',
    ],
    ['where nobody answers in time', () => undefined, 'no answer in time'],
    [
      'where the answer is none',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('[]'),
      'shop-pr-7',
    ],
    ['where the connection breaks', (response) => void response.destroy(), 'shop-pr-7'],
  ])('%s', async (_name, answer, reason) => {
    running.world.instead = (_url, response) => {
      answer(response);
      return true;
    };
    const fact = await running.read(id);
    expect(fact).toEqual({ kind: 'unknown', reason: expect.stringContaining(reason) });
    expect(JSON.stringify(fact)).not.toContain(bearer);
  });

  it('where there is no way to the cluster', async () => {
    const read = createEvidence({
      connection: () => connect({ kubeconfig: '/nowhere', timeoutMs: 500 }),
      now: () => new Date(NOW),
    });
    expect(await read(id)).toMatchObject({ kind: 'unknown' });
    expect(await noEvidence(id)).toEqual({ kind: 'off' });
  });
});
