import type { KubernetesObject } from '@kubernetes/client-node';
import { ROOT_NAME } from '../../apps/platform/names.ts';
import { describeWithoutPods, readBed } from './support/bed.ts';
import {
  addComponents,
  componentObjects,
  removeComponents,
  syncAgain,
  versionsOf,
} from './support/components.ts';
import { connectCluster } from './support/cluster.ts';
import { addDefinitions } from './support/definitions.ts';
import { measure } from './support/measure.ts';
import { until } from './support/wait.ts';
import { startWorld, type World } from './support/world.ts';

const DEFINITIONS = [
  'helmchartconfigs.helm.cattle.io',
  'ingressroutes.traefik.io',
  'middlewares.traefik.io',
  'tlsstores.traefik.io',
];

/** Its stores are well only where External Secrets’ own controller runs. */
const UNSERVED = 'secret-stores';

describeWithoutPods('the components of the platform, by the root Application', () => {
  let world: World;
  let takeOff: () => Promise<void>;
  let objects: Awaited<ReturnType<typeof componentObjects>>;
  const { kubeconfig } = readBed(process.env);

  beforeAll(async () => {
    await removeComponents(connectCluster(kubeconfig));
    world = await startWorld({
      ...{ project: 'e2e-platform', root: true },
      files: { 'k8s-ee.yaml': 'projectId: e2e-platform\n' },
    });
    takeOff = await addDefinitions(world.cluster, kubeconfig, DEFINITIONS);
    // Before the generator has made its branch there is nothing to read records from.
    await world.cluster.refresh('e2e-platform');
    await addComponents(world, kubeconfig);
    objects = await componentObjects(world);
  });
  afterAll(async () => {
    if (!world) return;
    await removeComponents(world.cluster);
    await takeOff();
    await world.stop();
  });

  const all = () => [...objects.values()].flat();
  const isWell = async (name: string) => {
    const { sync, health } = (await world.cluster.application(name))?.status ?? {};
    return sync?.status === 'Synced' && (health?.status === 'Healthy' || name === UNSERVED);
  };
  const allAreWell = () =>
    until(
      'every component Synced and Healthy',
      async () => {
        const answers = await Promise.all([ROOT_NAME, ...objects.keys()].map(isWell));
        return answers.every(Boolean);
      },
      {
        seconds: 240,
        explain: async () => {
          const names = [ROOT_NAME, ...objects.keys()];
          const seen = await Promise.all(names.map((name) => world.cluster.application(name)));
          return seen.map((one, at) => `${names[at]} ${JSON.stringify(one?.status)}`).join('\n');
        },
      },
    );

  it('all become Synced and Healthy, whichever comes first', async () => {
    expect([...objects.keys()]).toEqual(
      expect.arrayContaining(['admission', 'generator', 'priorities', 'status-route', 'sweeper']),
    );
    await measure(
      world,
      'root Application applied → all components Synced and Healthy',
      allAreWell,
    );
  });

  it('every object of them is there', async () => {
    const versions = await versionsOf(world.cluster, all());
    expect(Object.keys(versions).length).toBeGreaterThan(40);
    expect(Object.entries(versions).filter(([, version]) => version === 'absent')).toEqual([]);
  });

  it('a second sync of everything changes nothing', async () => {
    const before = await versionsOf(world.cluster, all());
    for (const name of [ROOT_NAME, ...objects.keys()]) {
      expect([name, await syncAgain(world.cluster, name)]).toEqual([name, 'Succeeded']);
    }
    expect(await versionsOf(world.cluster, all())).toEqual(before);
    await allAreWell();
  });

  it('what somebody changes by hand is put back', async () => {
    const { cluster } = world;
    const id = {
      ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
      metadata: { name: 'k8s-ee-generator' },
    };
    const rulesOf = async () =>
      JSON.stringify(
        (
          await cluster.read<KubernetesObject & { rules?: unknown }>(
            id.apiVersion,
            id.kind,
            id.metadata,
          )
        )?.rules,
      );
    const before = await rulesOf();
    await cluster.merge({
      ...id,
      ...{ rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
    });
    expect(await rulesOf()).not.toBe(before);
    await until('the rules as they were', async () => (await rulesOf()) === before, {
      seconds: 60,
      explain: rulesOf,
    });
  });
});
