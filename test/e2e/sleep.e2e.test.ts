import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '../generator/web/serve.ts';
import { describeWithPods } from './support/bed.ts';
import type { PersistentVolume } from './support/cluster.ts';
import { createImages } from './support/images.ts';
import { measure } from './support/measure.ts';
import { DOMAIN } from './support/platform.ts';
import { realEnvironment, type RealEnvironment, type Visit } from './support/real-environment.ts';
import { startWorld, type World } from './support/world.ts';

describeWithPods('sleep by a command and wake by a visit, with real pods', () => {
  let world: World;
  let environment: RealEnvironment;
  let head: string;
  let visits: number;

  beforeAll(async () => {
    const images = createImages(process.env.TESTBED);
    await images.database('postgresql');
    world = await startWorld({
      project: 'e2e-sleep',
      files: {
        'k8s-ee.yaml': 'projectId: e2e-sleep\napp: {port: 8000}\ndatabases: {postgresql: true}\n',
        'run.txt': randomBytes(8).toString('hex'),
      },
    });
    environment = realEnvironment(world, images, 1);
    head = await environment.open();
    await environment.makeSecrets(['postgresql']);
    visits = (await environment.answers(head, 180)).visits;
    await told('Preview ready');
  }, 600_000);
  afterAll(() => world?.stop());

  const told = (words: string) =>
    environment.wait(
      `told: ${words}`,
      async () =>
        (world.github.pullRequest(world.repository, 1).comments[0]?.body ?? '').includes(words),
      60,
    );
  const pods = () => world.cluster.list('v1', 'Pod', { namespace: environment.id });
  const volumes = async () =>
    (await world.cluster.list<PersistentVolume>('v1', 'PersistentVolume', {})).filter(
      ({ spec }) => spec.claimRef?.namespace === environment.id,
    );
  const synced = async () =>
    (await world.cluster.application(environment.id))?.status?.sync?.status === 'Synced';
  const host = () => `${environment.id}.${DOMAIN}`;
  const page = (path: string, method = 'GET') =>
    ask(world.statusPort ?? 0, path, {
      method,
      headers: { host: host(), origin: `https://${host()}`, accept: 'application/json' },
    });

  it('/preview sleep: the pods go, the volume stays, and it says so', async () => {
    await measure(world, '/preview sleep → no pods', async () => {
      await world.github.comment(world.repository, 1, { body: '/preview sleep' });
      await environment.wait('no pods', async () => (await pods()).length === 0, 120);
    });
    await told('Preview asleep');
    expect(await volumes()).toHaveLength(1);
    expect(JSON.parse((await page('/')).body)).toMatchObject({ state: 'sleeping' });
  });

  it('Argo CD leaves it asleep: still Synced without a pod half a minute later', async () => {
    await world.cluster.refreshApplication(environment.id);
    const ends = Date.now() + 30_000;
    while (Date.now() < ends) {
      expect(await pods()).toEqual([]);
      await sleep(2_000);
    }
    await environment.wait('Synced', synced, 30);
  }, 90_000);

  it('a page of somebody else does not wake it', async () => {
    const answer = await ask(world.statusPort ?? 0, '/.k8s-ee/wake', {
      method: 'POST',
      headers: { host: host(), origin: 'https://elsewhere.example' },
    });
    expect(answer.status).toBe(403);
    expect(await environment.record()).toContain('state: sleeping');
  });

  it('a visit wakes it: the app answers out of the same data', async () => {
    const after = await measure(world, 'visit → the app answers', async () => {
      expect((await page('/.k8s-ee/wake', 'POST')).status).toBe(202);
      return environment.answers(head, 120);
    });
    expect((after satisfies Visit).visits).toBeGreaterThan(visits);
    await told('Preview ready');
    await environment.healthy();
  });
});
