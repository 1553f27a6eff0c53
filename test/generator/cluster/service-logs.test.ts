import { connect } from '../../../generator/cluster/connection.ts';
import { createServiceLogs } from '../../../generator/cluster/service-logs.ts';
import { startApiServer, type Answer } from './api-server.ts';

const PODS = '/api/v1/namespaces/shop-pr-7/pods';
const pod = (name: string, service: string, minute: number) => ({
  metadata: {
    name,
    creationTimestamp: `2026-01-05T12:0${minute}:00Z`,
    labels: { 'app.kubernetes.io/name': service, 'k8s-ee/commit-sha': 'a' },
  },
  spec: { containers: [{ name: service }] },
});

let answers: Map<string, Answer>;
let api: Awaited<ReturnType<typeof startApiServer>>;
let read: ReturnType<typeof createServiceLogs>;

beforeEach(async () => {
  answers = new Map();
  api = await startApiServer(answers);
  read = createServiceLogs(() => connect({ kubeconfig: api.kubeconfig, timeoutMs: 500 }));
});
afterEach(() => api.stop());

describe('the logs of the services of an environment', () => {
  it('are those of the newest pod of each', async () => {
    const items = [pod('app-1', 'app', 1), pod('app-2', 'app', 3), pod('web-1', 'web', 2)];
    answers.set(PODS, { code: 200, body: { items } });
    answers.set(`${PODS}/app-2/log`, { code: 200, body: 'one\ntwo\n' });
    answers.set(`${PODS}/web-1/log`, { code: 200, body: 'three' });
    const fact = await read('shop-pr-7');
    const logs = fact.kind === 'known' ? fact.logs : [];
    expect(logs.map(({ service, lines }) => [service, lines])).toEqual([
      ['app', ['one', 'two']],
      ['web', ['three']],
    ]);
    expect(api.asked[0]).toContain('labelSelector=k8s-ee%2Fcommit-sha');
  });

  it('leave out what cannot be read, and are unknown where pods may not be listed', async () => {
    answers.set(PODS, { code: 200, body: { items: [pod('app-1', 'app', 1)] } });
    expect(await read('shop-pr-7')).toEqual({ kind: 'known', logs: [] });
    answers.set(PODS, { code: 403, body: { kind: 'Status', message: 'forbidden' } });
    expect(await read('shop-pr-7')).toMatchObject({ kind: 'unknown' });
  });
});
