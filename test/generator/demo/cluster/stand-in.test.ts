import { eventually } from '../../../support/eventually.ts';
import { directory, environment, startClusterFixture } from './cluster-fixture.ts';

let world: Awaited<ReturnType<typeof startClusterFixture>>;
let sha: string;

beforeEach(async () => {
  world = await startClusterFixture();
  const { pull } = await world.github.openPullRequest('acme/shop', { files: { 'server.js': 'a' } });
  sha = pull.head.sha;
});
afterEach(() => world.stop());

const push = (files: Record<string, string | undefined>) =>
  world.gitops.person.push('environments', files);
const fact = (number: number) => world.client.environment(`shop-pr-${number}`);
const has = (number: number, namespace: string) =>
  eventually(async () => expect(await fact(number)).toMatchObject({ kind: 'known', namespace }));
/** Long enough for everything that is told to have happened. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 700));

describe('the stand-in for a cluster', () => {
  it('has an Application for what is live and open, or preserved, and for nothing else', async () => {
    await push({
      ...environment(1, { sha, replicas: 1 }),
      ...environment(2, { sha, replicas: 1, keep: 'preserved' }),
      ...environment(3, { sha, replicas: 1 }),
    });
    await world.github.openPullRequest('acme/shop', { number: 4 });
    await push(environment(4, { sha, state: 'pending' }));
    expect(await world.tellSets('another secret')).toBe(400);
    await settled();
    await has(1, 'absent');
    expect(await world.tellSets()).toBe(200);
    await has(1, 'present');
    await has(2, 'present');
    await settled();
    for (const number of [3, 4]) {
      expect(await fact(number)).toEqual({ kind: 'known', namespace: 'absent' });
    }
  });

  it('keeps everything while GitHub fails, says so, and a tombstone empties it all the same', async () => {
    const abort = new AbortController();
    const changes: string[] = [];
    const followed = world.client.applicationSets.follow((one) => changes.push(one), abort.signal);
    await push(environment(1, { sha, replicas: 1 }));
    await world.tellSets();
    await has(1, 'present');
    world.github.fail({ status: 500 });
    await world.tellSets();
    await eventually(() =>
      expect(world.client.applicationSets.state('shop')).toMatchObject({
        problem: expect.stringContaining('GitHub answered 500') as string,
      }),
    );
    await settled();
    await has(1, 'present');
    await push(environment(1, { sha, state: 'destroying' }));
    await world.tellServer([`${directory(1)}/manifests/app.yaml`]);
    await has(1, 'absent');
    expect(await fact(1)).toMatchObject({ application: { syncedRevision: expect.any(String) } });
    world.github.heal();
    await world.tellSets();
    await eventually(async () =>
      expect(await fact(1)).toEqual({ kind: 'known', namespace: 'absent' }),
    );
    abort.abort();
    await followed;
  });

  it('rolls a commit out, and tells of every step whoever follows', async () => {
    const abort = new AbortController();
    const healths: string[] = [];
    const followed = world.client.applications.follow(
      {
        onFailure: () => undefined,
        onChange(id) {
          const state = world.client.applications.state(id);
          if (state.kind === 'known' && state.application) healths.push(state.application.health);
        },
      },
      abort.signal,
    );
    await push(environment(1, { sha, replicas: 2 }));
    await world.tellSets();
    await eventually(async () =>
      expect(await world.client.rollout('shop-pr-1', sha)).toEqual({ kind: 'known', done: true }),
    );
    await eventually(() => expect(healths.at(-1)).toBe('Healthy'));
    expect(healths).toEqual(expect.arrayContaining(['Missing', 'Progressing', 'Healthy']));

    const { pull } = await world.github.push('acme/shop', 1, { 'server.js': 'it will crash' });
    await push(environment(1, { sha: pull.head.sha, replicas: 2 }));
    await world.tellServer([`${directory(1)}/manifests/app.yaml`]);
    await eventually(async () => {
      const read = await world.client.evidence('shop-pr-1');
      if (read.kind !== 'known') throw new Error(read.kind);
      expect(read.evidence.logs.map(({ lines }) => lines.at(-1))).toEqual(['Error: it will crash']);
      expect(read.evidence.events.map(({ reason }) => reason)).toContain('BackOff');
      // Two of the commit before serve.
      expect(read.evidence.pods).toHaveLength(4);
    });
    expect(await world.client.rollout('shop-pr-1', pull.head.sha)).toMatchObject({ done: false });

    await push(environment(1, { sha, state: 'sleeping', replicas: 0 }));
    await world.tellServer([`${directory(1)}/manifests/app.yaml`]);
    await eventually(async () => {
      const read = await world.client.evidence('shop-pr-1');
      expect(read).toMatchObject({ evidence: { pods: [] } });
    });
    abort.abort();
    await followed;
  });

  it('makes what is wanted again while its namespace goes', async () => {
    await push(environment(1, { sha, replicas: 1 }));
    await world.tellSets();
    await has(1, 'present');
    await world.github.close('acme/shop', 1);
    await world.tellSets();
    await has(1, 'terminating');
    await world.github.reopen('acme/shop', 1);
    await world.tellSets();
    await has(1, 'absent');
    await has(1, 'present');
  });

  it('tells who watches what changed since, and sends away whoever remembers another server', async () => {
    const applications = '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications';
    await push(environment(1, { sha, replicas: 1 }));
    await world.tellSets();
    await has(1, 'present');
    const watch = async (version: number) => {
      const query = `watch=true&resourceVersion=${version}&timeoutSeconds=0`;
      const text = await (await world.get(`${applications}?${query}`)).text();
      const lines = text.trim().split('\n');
      return lines.map((line) => JSON.parse(line) as { type: string; object: { code?: number } });
    };
    expect((await watch(1_000)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ADDED', 'MODIFIED']),
    );
    for (const version of [999, 999_999]) {
      expect(await watch(version)).toMatchObject([{ type: 'ERROR', object: { code: 410 } }]);
    }
  });

  it('answers what nobody asks of it with a refusal', async () => {
    expect((await world.get('/api/v1/secrets')).status).toBe(404);
    expect((await world.get('/api/v1/namespaces/shop-pr-9')).status).toBe(404);
    const answer = await fetch(`${world.cluster.url}/api/v1/namespaces/shop-pr-1`, {
      method: 'DELETE',
    });
    expect(answer.status).toBe(405);
  });
});
