import type { KubernetesObject } from '@kubernetes/client-node';
import { describeWithoutPods } from './support/bed.ts';
import { environmentOf, type Environment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { refusalOf } from './support/refusal.ts';
import { startWorld, type World } from './support/world.ts';

describeWithoutPods('a sync that Argo CD has given up', () => {
  let world: World;
  let environment: Environment;
  let objects: KubernetesObject[];

  beforeAll(async () => {
    world = await startWorld({
      project: 'e2e-failed',
      files: { 'k8s-ee.yaml': 'projectId: e2e-failed\napp: {port: 8080}\n' },
    });
    environment = environmentOf(world, 1);
    objects = refusalOf(environment.id, { group: 'apps', resource: 'deployments' });
    for (const object of objects) await world.cluster.put(object);
  });
  afterAll(async () => {
    for (const object of objects) await world?.cluster.delete(object);
    await world?.stop();
  });

  it('is told on the pull request, and tried again once its cause may be gone', async () => {
    const { github, repository } = world;
    const { pull } = await github.openPullRequest(repository, { number: 1 });
    const comment = () =>
      github
        .pullRequest(repository, 1)
        .comments.map(({ body }) => body.replaceAll('\\', ''))
        .join('\n');
    await environment.wait(
      'told as failed',
      async () => comment().includes('tried again (1 of 6)') && comment().includes('not now'),
      400,
    );
    for (const object of objects) await world.cluster.delete(object);
    await measure(world, 'cause gone → tried again, Synced and Healthy', async () => {
      await environment.runs(pull.head.sha, 150);
      await environment.healthy();
    });
    await environment.recordIs('counts it', (text) => text?.includes('retries: 1') ?? false, 5);
  }, 600_000);
});
