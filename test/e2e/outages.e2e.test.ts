import { describeWithoutPods } from './support/bed.ts';
import type { Condition } from './support/cluster.ts';
import { openEnvironment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { ARGOCD_LOGIN, GENERATOR_LOGIN, startWorld, type World } from './support/world.ts';

const POLL_AND_REMOVAL_MS = 330_000;

describeWithoutPods('what is down neither keeps an environment nor ends one', () => {
  let alone: World;
  let world: World;
  let closedAlone: Promise<unknown>;

  beforeAll(async () => {
    alone = await startWorld({
      project: 'e2e-alone',
      files: { 'k8s-ee.yaml': 'projectId: e2e-alone\n' },
    });
    closedAlone = closeWithoutGenerator(alone);
    closedAlone.catch(() => undefined); // told by the last test
    world = await startWorld({
      project: 'e2e-outages',
      files: { 'k8s-ee.yaml': 'projectId: e2e-outages\n' },
    });
  });
  afterAll(async () => {
    await world?.stop();
    await alone?.stop();
  });
  // What a failed test leaves must not fail the next one: after an error Argo CD waits 3 minutes.
  afterEach(async () => {
    world?.github.heal();
    await world?.cluster.refresh(world.project);
  });

  it.each([
    { number: 1, status: 500 },
    { number: 2, status: 404 },
  ])('GitHub answers $status to everybody: nothing is changed', async ({ number, status }) => {
    const { github, repository, project, cluster } = world;
    const environment = await openEnvironment(world, number);
    const before = await environment.identity();
    const record = await environment.record();

    const got = (caller: string) =>
      github.calls.some((call) => call.caller === caller && call.status === status);
    const seen = ({ type, message }: Condition) =>
      type === 'ErrorOccurred' && message?.includes(`: ${status} `);
    await measure(world, `GitHub answers ${status} to everybody → seen, nothing done`, async () => {
      github.fail({ status });
      await github.label(repository, number, 'anything');
      await environment.wait(`the generator got ${status}`, async () => got(GENERATOR_LOGIN), 60);
      await cluster.refresh(project);
      await environment.wait(
        `the ${status} in the ApplicationSet`,
        async () => (await cluster.applicationSet(project))?.status?.conditions?.some(seen),
        60,
      );
    });
    expect(got(ARGOCD_LOGIN)).toBe(true);
    expect(await environment.identity()).toEqual(before);
    expect(await environment.record()).toBe(record);

    github.heal();
    await environment.reconciled();
    await environment.healthy();
    expect(await environment.identity()).toEqual(before);
  });

  it('closed while GitHub answers 500 to Argo CD alone: the namespace is gone all the same', async () => {
    const { github, repository } = world;
    const environment = await openEnvironment(world, 3);
    github.fail({ status: 500, match: ({ caller }) => caller === ARGOCD_LOGIN });
    await measure(world, 'closed, Argo CD gets 500 → namespace gone', async () => {
      await github.close(repository, 3);
      await environment.namespaceGone();
    });
    expect(await world.cluster.application(environment.id)).toBeDefined();
    github.heal();
    await environment.reconciled();
    await environment.applicationGone();
    await environment.recordIs('removed', (text) => text === undefined, 60);
  });

  it('ended by hand in Git while GitHub answers 500 to everybody: the namespace is gone all the same', async () => {
    const { github } = world;
    const environment = await openEnvironment(world, 4);
    github.fail({ status: 500 });
    await measure(
      world,
      '`state: destroying` pushed, everybody gets 500 → namespace gone',
      async () => {
        await environment.edit((text) => text.replace(/^state: .*$/m, 'state: destroying'));
        await environment.namespaceGone();
      },
    );
    github.heal();
    await environment.reconciled();
    await environment.applicationGone();
  });

  it(
    'closed while the generator is stopped: Argo CD removes the environment by itself',
    () => closedAlone,
    POLL_AND_REMOVAL_MS,
  );
});

/** Opens an environment, stops the generator, closes the pull request and waits until all is gone. */
async function closeWithoutGenerator(world: World): Promise<void> {
  const { github, repository } = world;
  const environment = await openEnvironment(world, 1);
  await world.stopGenerator();
  const what = 'closed, no generator → namespace and Application gone, by the poll of every 240 s';
  await measure(world, what, async () => {
    await github.close(repository, 1);
    await environment.namespaceGone(POLL_AND_REMOVAL_MS / 1000 - 20);
    await environment.applicationGone();
  });
}
