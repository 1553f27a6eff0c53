import { describeWithoutPods } from './support/bed.ts';
import { environmentOf, type Environment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { startWorld, type World } from './support/world.ts';

describeWithoutPods('a pull request on a cluster with Argo CD', () => {
  let world: World;
  let environment: Environment;

  beforeAll(async () => {
    world = await startWorld({
      project: 'e2e-lifecycle',
      root: true,
      files: { 'k8s-ee.yaml': 'projectId: e2e-lifecycle\ndatabases: {postgresql: true}\n' },
    });
    environment = environmentOf(world, 1);
  });
  afterAll(() => world?.stop());

  const comment = () => world.github.pullRequest(world.repository, 1).comments[0]?.body ?? '';

  const told = (headline: string) =>
    environment.wait(`told: ${headline}`, async () => comment().includes(headline), 20);

  it('opened: becomes a synced and healthy environment that runs its head', async () => {
    const { github, repository } = world;
    const { pull } = await measure(world, 'opened → Synced and Healthy', async () => {
      const opened = await github.openPullRequest(repository, { number: 1 });
      await environment.healthy();
      return opened;
    });
    await environment.runs(pull.head.sha);
    await measure(world, 'Synced and Healthy → told as ready', () => told('Preview ready'));
    expect(comment()).toContain(`| URL | https://${environment.id}.e2e-previews.dev |`);
    expect(comment()).toContain(`| Commit | \`${pull.head.sha.slice(0, 7)}\` |`);
  });

  it('pushed: the new commit runs, in the same namespace', async () => {
    const { github, repository } = world;
    const before = await environment.identity();
    await measure(world, 'pushed → every replica runs the new commit', async () => {
      const { pull } = await github.push(repository, 1);
      await environment.runs(pull.head.sha);
    });
    expect(await environment.identity()).toEqual(before);
    await told('Preview ready');
  });

  it('closed and opened again while its namespace terminates: lives again', async () => {
    const { github, repository } = world;
    const before = await environment.identity();
    await github.close(repository, 1);
    await environment.terminating();
    await measure(world, 'reopened while terminating → Synced and Healthy', async () => {
      const { pull } = await github.reopen(repository, 1);
      await environment.wait(
        'another namespace',
        async () => (await environment.identity()).namespace !== before.namespace,
        60,
      );
      await environment.healthy();
      await environment.runs(pull.head.sha);
    });
  });

  it('closed: Application, namespace and record are gone, and the comment says so', async () => {
    const { github, repository } = world;
    await measure(world, 'closed → namespace and Application gone', async () => {
      await github.close(repository, 1);
      await environment.namespaceGone();
      await environment.applicationGone();
    });
    await environment.recordIs('removed', (text) => text === undefined, 60);
    await told('Preview removed');
  });
});
