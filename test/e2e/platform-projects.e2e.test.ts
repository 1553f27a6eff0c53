import { ROOT_NAME } from '../../apps/platform/names.ts';
import { environmentId } from '../../constructs/names.ts';
import { describeWithoutPods, readBed } from './support/bed.ts';
import { editPlatform } from './support/components.ts';
import { environmentOf, openEnvironment, type Environment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { uninstall } from './support/platform.ts';
import { until } from './support/wait.ts';
import { startWorld, type World } from './support/world.ts';

const [STAYS, GOES] = ['e2e-stays', 'e2e-goes'] as const;

describeWithoutPods('projects in platform.yaml', () => {
  let world: World;
  let other: World;
  let stays: Environment;
  let goes: Environment;
  const { kubeconfig } = readBed(process.env);

  const edit = async (change: (text: string) => string) => {
    await editPlatform(world, kubeconfig, change);
    await world.cluster.refreshApplication(ROOT_NAME);
  };
  const entry = (project: string) =>
    `  - {id: ${project}, repository: acme/${project}, image: "ghcr.io/acme/${project}:{sha}"}\n`;

  beforeAll(async () => {
    const files = (project: string) => ({ 'k8s-ee.yaml': `projectId: ${project}\n` });
    world = await startWorld({ project: STAYS, root: true, files: files(STAYS) });
    await uninstall(world.cluster, GOES, { root: false });
    world.github.createRepository(`acme/${GOES}`, { files: files(GOES) });
    other = { ...world, project: GOES, repository: `acme/${GOES}` };
    await edit((text) => text + entry(GOES));
    await until('the second ApplicationSet', () => world.cluster.applicationSet(GOES), {
      seconds: 60,
      explain: async () => JSON.stringify((await world.cluster.application(ROOT_NAME))?.status),
    });
  });
  afterAll(async () => {
    if (!world) return;
    await uninstall(world.cluster, GOES, { root: true });
    await world.stop();
  });

  it('each of two has its environment', async () => {
    stays = await openEnvironment(world, 1);
    goes = await openEnvironment(other, 1);
    expect([stays.id, goes.id]).toEqual([environmentId(STAYS, 1), environmentId(GOES, 1)]);
  });

  it('state: removing destroys the environments of that project, and nothing else', async () => {
    const before = await stays.identity();
    await measure(world, '`state: removing` pushed → the project’s namespace gone', async () => {
      await edit((text) =>
        text.replace(entry(GOES), entry(GOES).replace('}"}', '}", state: removing}')),
      );
      await goes.namespaceGone(90);
    });
    await goes.applicationGone();
    await goes.recordIs('removed', (text) => text === undefined, 60);
    expect(await stays.identity()).toEqual(before);
    expect(await world.cluster.applicationSet(GOES)).toBeDefined();
  });

  it('a live project whose entry is deleted keeps its environments, its rendered file too, with an alarm', async () => {
    const before = await stays.identity();
    await edit((text) => text.replace(entry(STAYS), ''));
    const alarmed = /names no project .*e2e-stays/;
    await stays.wait(
      'an alarm',
      async () => world.complaints().some((line) => alarmed.test(line)),
      60,
    );
    expect(await world.gitops.person.read('main', `platform/${STAYS}.yaml`)).toBeDefined();
    expect(await stays.identity()).toEqual(before);
    expect(await stays.record()).toContain('state: active');
  });

  it('and when that file is deleted as well, Argo CD asks before anything goes', async () => {
    const before = await stays.identity();
    const { cluster, gitops } = world;
    await gitops.person.push('main', { [`platform/${STAYS}.yaml`]: undefined });
    await cluster.refreshApplication(ROOT_NAME);
    const root = () => cluster.application(ROOT_NAME);
    await until(
      'a sync that waits for a word',
      async () =>
        /waiting for pruning confirmation/i.test(
          (await root())?.status?.operationState?.message ?? '',
        ),
      { seconds: 60, explain: async () => JSON.stringify((await root())?.status) },
    );
    expect(await cluster.applicationSet(STAYS)).toBeDefined();
    expect(await stays.identity()).toEqual(before);
    const repeated = environmentOf(world, 1);
    await repeated.healthy();
  });
});
