import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import {
  createApplicationSets,
  type ApplicationSets,
} from '../../../generator/cluster/application-sets.ts';
import { connect } from '../../../generator/cluster/connection.ts';
import { eventually } from '../../support/eventually.ts';
import { writeKubeconfig } from './api-server.ts';

const set = (name: string, version: number, error?: string) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name, resourceVersion: String(version) },
  status: {
    conditions: [
      { type: 'ErrorOccurred', status: error === undefined ? 'False' : 'True', message: error },
      { type: 'ResourcesUpToDate', status: 'True', message: 'all is well' },
    ],
  },
});

let server: Server;
let watcher: ServerResponse | undefined;
let items: object[];
let asked: URL[];
let sets: ApplicationSets;
let changes: string[];
let halt: AbortController;

beforeEach(async () => {
  [watcher, items, asked, changes] = [undefined, [], [], []];
  halt = new AbortController();
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(url);
    response.writeHead(200, { 'content-type': 'application/json' });
    if (url.searchParams.get('watch') === 'true') {
      response.flushHeaders();
      watcher = response;
    } else {
      response.end(JSON.stringify({ metadata: { resourceVersion: '10' }, items }));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const kubeconfig = await writeKubeconfig(server);
  sets = createApplicationSets({
    connection: () => connect({ kubeconfig, timeoutMs: 500 }),
    namespace: () => 'argocd',
  });
});
afterEach(async () => {
  halt.abort();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function follow(): Promise<void> {
  void sets.follow((project) => changes.push(project), halt.signal);
  await eventually(() => expect(watcher).toBeDefined());
}
const tell = (type: string, object: object) =>
  watcher?.write(`${JSON.stringify({ type, object })}\n`);

describe('the ApplicationSets', () => {
  it('are unknown before they were listed', () => {
    expect(sets.state('shop')).toMatchObject({ kind: 'unknown' });
  });

  it('say why they make no Applications, and that there is none', async () => {
    items = [set('shop', 1), set('blog', 2, '401 Bad credentials')];
    await follow();
    expect(asked[0]?.pathname).toBe('/apis/argoproj.io/v1alpha1/namespaces/argocd/applicationsets');
    expect(sets.state('shop')).toEqual({ kind: 'known' });
    expect(sets.state('blog')).toEqual({ kind: 'known', problem: '401 Bad credentials' });
    expect(sets.state('wiki')).toMatchObject({
      kind: 'known',
      problem: expect.stringContaining('there is no ApplicationSet "wiki"'),
    });
    expect(changes).toEqual(['shop', 'blog']);
  });

  it('are followed, and each change is told once', async () => {
    items = [set('shop', 1)];
    await follow();
    changes = [];
    tell('MODIFIED', set('shop', 11));
    tell('MODIFIED', set('shop', 12, 'no such repository'));
    tell('MODIFIED', set('shop', 13, 'no such repository'));
    tell('DELETED', set('shop', 14));
    await eventually(() => expect(changes).toEqual(['shop', 'shop']));
    expect(sets.state('shop')).toMatchObject({ problem: expect.stringContaining('there is no') });
  });
});
