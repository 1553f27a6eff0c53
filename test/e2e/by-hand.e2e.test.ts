import { describeWithoutPods } from './support/bed.ts';
import { openEnvironment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { startWorld, type World } from './support/world.ts';

describeWithoutPods('a record that people edit', () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld({
      project: 'e2e-by-hand',
      files: { 'k8s-ee.yaml': 'projectId: e2e-by-hand\n' },
    });
  });
  afterAll(() => world?.stop());

  it('preserved: outlives its pull request, and goes when that is taken back', async () => {
    const { github, repository } = world;
    const environment = await openEnvironment(world, 1);
    const before = await environment.identity();
    await measure(world, '`keep: preserved` pushed and closed at once → kept', async () => {
      await environment.edit((text) => text.replace(/^keep: .*$/m, 'keep: preserved'));
      await github.close(repository, 1);
      const kept = (text?: string) => text?.includes('preservedUntil') ?? false;
      await environment.recordIs('has an end', kept, 45);
      await environment.reconciled();
    });
    await environment.healthy();
    expect(await environment.identity()).toEqual(before);

    await measure(world, '`keep: open` pushed → namespace and Application gone', async () => {
      await environment.edit((text) => text.replace(/^keep: .*$/m, 'keep: open'));
      await environment.namespaceGone();
      await environment.applicationGone();
    });
  });

  it.each([
    { number: 2, what: 'broken YAML', spoil: (text: string) => `${text}\n]: [` },
    {
      number: 3,
      what: 'the number of another',
      spoil: (text: string) => text.replace(/^number: .*$/m, 'number: "999"'),
    },
  ])('spoiled with $what: repaired before Argo CD looks', async ({ number, what, spoil }) => {
    const environment = await openEnvironment(world, number);
    const before = await environment.identity();
    const good = await environment.record();
    await measure(world, `spoiled with ${what} → repaired`, async () => {
      await environment.edit(spoil);
      await environment.recordIs('is as it was', (text) => text === good, 30);
    });
    await environment.reconciled();
    await environment.healthy();
    expect(await environment.identity()).toEqual(before);
  });
});
