import { connect } from '../../../generator/cluster/connection.ts';
import { createRollout } from '../../../generator/cluster/rollout.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { SHA } from '../gitops/sample-record.ts';
import { startApiServer, type Answer } from './api-server.ts';

const PATH = '/apis/apps/v1/namespaces/shop-pr-7/deployments';
const deployment = (sha: string, status: object = {}, generation = 2) => ({
  metadata: { generation },
  spec: { replicas: 1, template: { metadata: { labels: { 'k8s-ee/commit-sha': sha } } } },
  status: {
    ...{ observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    ...status,
  },
});

let answers: Map<string, Answer>;
let api: Awaited<ReturnType<typeof startApiServer>>;
let ask: () => ReturnType<ReturnType<typeof createRollout>>;

beforeEach(async () => {
  answers = new Map();
  api = await startApiServer(answers);
  const { kubeconfig } = api;
  const rollout = createRollout(() => connect({ kubeconfig, timeoutMs: 500 }));
  ask = () => rollout('shop-pr-7', SHA);
});
afterEach(() => api.stop());

describe('the rollout of a commit', () => {
  it.each([
    ['every replica of all runs it', [deployment(SHA), deployment(SHA)], true],
    ['one is of another commit', [deployment(SHA), deployment(OTHER_SHA)], false],
    ['Kubernetes has not seen it yet', [deployment(SHA, {}, 3)], false],
    ['a pod of the one before is left', [deployment(SHA, { replicas: 2 })], false],
    ['its pod is not available', [deployment(SHA, { availableReplicas: 0 })], false],
    ['its pod was not made', [deployment(SHA, { updatedReplicas: 0 })], false],
    ['nothing is there', [], false],
  ])('%s', async (_what, items, done) => {
    answers.set(PATH, { code: 200, body: { items } });
    expect(await ask()).toEqual({ kind: 'known', done });
  });

  it('is unknown where Kubernetes refuses, is silent, or says what cannot be read', async () => {
    answers.set(PATH, { code: 403, body: { kind: 'Status', message: 'forbidden' } });
    expect(await ask()).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('403') });
    answers.set(PATH, 'hang');
    expect(await ask()).toMatchObject({ kind: 'unknown' });
    answers.set(PATH, { code: 200, body: { items: [{}] } });
    expect(await ask()).toMatchObject({ kind: 'unknown' });
  });
});
