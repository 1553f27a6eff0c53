import type { KubernetesObject } from '@kubernetes/client-node';
import { DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { describeWithoutPods } from './support/bed.ts';
import { openEnvironment, type Environment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { startWorld, type World } from './support/world.ts';

type StatefulSet = KubernetesObject & {
  readonly spec: { readonly replicas: number };
  readonly status?: { readonly readyReplicas?: number };
};
type Job = KubernetesObject & { readonly status?: { readonly succeeded?: number } };

/** Three apps, all databases, migrations and a seed: as much as a file can ask for. */
const config = (level: string) => `projectId: e2e-template
env: {LOG_LEVEL: ${level}}
services:
  web: {migrate: [migrate], env: {API: "{service.api.url}", SHA: "{sha}"}}
  api: {app: {port: 8080}, writableDirs: [/app/cache]}
  jobs: {route: none}
seed: {command: [seed]}
databases: {postgresql: true, mongodb: true, redis: true, minio: true, mariadb: true}
`;

describeWithoutPods('an environment with everything', () => {
  let world: World;
  let environment: Environment;

  beforeAll(async () => {
    world = await startWorld({
      project: 'e2e-template',
      files: { 'k8s-ee.yaml': config('info') },
    });
  });
  afterAll(() => world?.stop());

  const inNamespace = () => ({ namespace: environment.id });
  const databases = () => world.cluster.list<StatefulSet>('apps/v1', 'StatefulSet', inNamespace());
  const jobs = () => world.cluster.list<Job>('batch/v1', 'Job', inNamespace());
  const deployments = () => world.cluster.deployments(environment.id);

  /** Whether every app and database has this many replicas, all of them ready. */
  async function everythingHas(replicas: number): Promise<boolean> {
    const [sets, apps] = await Promise.all([databases(), deployments()]);
    return (
      sets.length === DATABASE_NAMES.length &&
      sets.every(
        ({ spec, status }) =>
          spec.replicas === replicas && (status?.readyReplicas ?? 0) === replicas,
      ) &&
      apps.length === 3 &&
      apps.every(
        ({ spec, status }) =>
          spec.replicas === replicas && (status?.availableReplicas ?? 0) === replicas,
      )
    );
  }

  const seeded = async () => {
    const [job, ...more] = await jobs();
    return more.length === 0 && job?.status?.succeeded === 1 && job.metadata?.uid;
  };

  it('is admitted by its own quota, and becomes Synced and Healthy, seeded once', async () => {
    await measure(world, 'three services, five databases, seed: opened → Healthy', async () => {
      environment = await openEnvironment(world, 1);
    });
    await environment.wait('all replicas', () => everythingHas(1), 30);
    await environment.wait('its seed', seeded, 30);
  });

  it('takes a push with other variables, though its Job cannot change', async () => {
    const { github, repository } = world;
    const before = await seeded();
    const { pull } = await github.push(repository, 1, { 'k8s-ee.yaml': config('debug') });
    await environment.wait(
      'the new commit in every app',
      async () =>
        (await deployments()).every((one) => JSON.stringify(one.spec).includes(pull.head.sha)),
      60,
    );
    await environment.healthy();
    await environment.wait('all replicas', () => everythingHas(1), 60);
    expect(await seeded()).toBe(before);
  });

  it('sleeps with its data, wakes by a push, and is not seeded again', async () => {
    const { github, repository } = world;
    const before = await seeded();
    await measure(world, '`state: sleeping` pushed → nothing runs', async () => {
      await environment.edit((text) => text.replace(/^state: .*$/m, 'state: sleeping'));
      await environment.wait('no replicas', () => everythingHas(0), 60);
    });
    await environment.healthy();
    const claims = () => world.cluster.list('v1', 'PersistentVolumeClaim', inNamespace());
    expect(await claims()).toHaveLength(DATABASE_NAMES.length);
    const ingresses = await world.cluster.list('networking.k8s.io/v1', 'Ingress', inNamespace());
    expect(ingresses).toEqual([]);

    await measure(world, 'pushed while asleep → runs again', async () => {
      await github.push(repository, 1);
      await environment.wait('all replicas', () => everythingHas(1), 60);
    });
    await environment.healthy();
    expect(await claims()).toHaveLength(DATABASE_NAMES.length);
    expect(await seeded()).toBe(before);
  });
});
