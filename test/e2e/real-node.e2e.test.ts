import { randomBytes } from 'node:crypto';
import { describeWithPods } from './support/bed.ts';
import type { PersistentVolume } from './support/cluster.ts';
import { createImages } from './support/images.ts';
import { measure } from './support/measure.ts';
import { realEnvironment, type RealEnvironment, type Visit } from './support/real-environment.ts';
import { startWorld, type World } from './support/world.ts';

describeWithPods('an app that talks to its own PostgreSQL, with real pods', () => {
  let world: World;
  let environment: RealEnvironment;

  beforeAll(async () => {
    const images = createImages(process.env.TESTBED);
    await images.database('postgresql');
    world = await startWorld({
      project: 'e2e-real',
      files: {
        'k8s-ee.yaml': 'projectId: e2e-real\napp: {port: 8000}\ndatabases: {postgresql: true}\n',
        // Makes the commits of each run, and so its images, new to the node.
        'run.txt': randomBytes(8).toString('hex'),
      },
    });
    environment = realEnvironment(world, images, 1);
  });
  afterAll(() => world?.stop());

  it('opened: the app answers at its Service, out of its database', async () => {
    await measure(
      world,
      'opened, its image made → the app answers out of its database',
      async () => {
        const sha = await environment.open();
        await environment.makeSecrets(['postgresql']);
        await environment.answers(sha, 180);
      },
    );
    await environment.healthy();
    expect((await environment.ask<Visit>('/')).visits).toBeGreaterThan(1);
  });

  it('pushed: the new commit answers, the data are still there', async () => {
    const before = await environment.ask<Visit>('/');
    const after = await measure(
      world,
      'pushed, its image made → the new commit answers',
      async () => environment.answers(await environment.push(), 60),
    );
    expect(after.visits).toBeGreaterThan(before.visits);
  });

  it('closed: everything is gone, volumes too', async () => {
    const { github, repository, cluster } = world;
    await measure(world, 'closed → namespace, Application and volumes gone', async () => {
      await github.close(repository, 1);
      await environment.namespaceGone();
      await environment.applicationGone();
      await environment.wait(
        'no volume',
        async () => {
          const volumes = await cluster.list<PersistentVolume>('v1', 'PersistentVolume', {});
          return !volumes.some(({ spec }) => spec.claimRef?.namespace === environment.id);
        },
        30,
      );
    });
    await environment.recordIs('removed', (text) => text === undefined, 60);
  });
});
