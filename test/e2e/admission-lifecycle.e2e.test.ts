import type { KubernetesObject } from '@kubernetes/client-node';
import { readBed, describeWithoutPods } from './support/bed.ts';
import { askAs } from './support/as-user.ts';
import { openEnvironment, type Environment } from './support/environment.ts';
import { measure } from './support/measure.ts';
import { enforce, lift, policedPlatform, policiesFor } from './support/policies.ts';
import { startWorld, type World } from './support/world.ts';

const PROJECT = 'e2e-policed';
const ADMIN = { user: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

const config = `projectId: ${PROJECT}
services:
  web: {migrate: [migrate]}
  api: {app: {port: 8080}, writableDirs: [/app/cache]}
seed: {command: [seed]}
databases: {postgresql: true, mongodb: true, redis: true, minio: true, mariadb: true}
`;

describeWithoutPods('an environment with everything, under the policies', () => {
  let world: World;
  let policies: KubernetesObject[];
  let environment: Environment;
  const ask = askAs(readBed(process.env).kubeconfig);

  beforeAll(async () => {
    policies = policiesFor(policedPlatform(PROJECT), PROJECT);
    world = await startWorld({ project: PROJECT, files: { 'k8s-ee.yaml': config } });
    const path = '/api/v1/namespaces?dryRun=All';
    const metadata = { name: `${PROJECT}-pr-9`, labels: { 'k8s-ee/project-id': PROJECT } };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata };
    await enforce(
      world.cluster,
      policies,
      async () => (await ask(ADMIN, 'POST', path, namespace)).code === 403,
    );
  });
  afterAll(async () => {
    if (!world) return;
    await lift(world.cluster, policies);
    await world.stop();
  });

  const inNamespace = () => ({ namespace: environment.id });

  it('opened: Synced and Healthy, with its replicas, volumes and its seed', async () => {
    await measure(
      world,
      'three services, five databases, seed, policies: opened → Healthy',
      async () => {
        environment = await openEnvironment(world, 1);
      },
    );
    const { cluster } = world;
    await environment.wait(
      'all that controllers make',
      async () => {
        const [claims, jobs, slices, pods] = await Promise.all([
          cluster.list<KubernetesObject & { status?: { phase?: string } }>(
            'v1',
            'PersistentVolumeClaim',
            inNamespace(),
          ),
          cluster.list<KubernetesObject & { status?: { succeeded?: number } }>(
            'batch/v1',
            'Job',
            inNamespace(),
          ),
          cluster.list('discovery.k8s.io/v1', 'EndpointSlice', inNamespace()),
          cluster.pods(environment.id),
        ]);
        return (
          claims.length === 5 &&
          claims.every(({ status }) => status?.phase === 'Bound') &&
          jobs[0]?.status?.succeeded === 1 &&
          slices.length >= 7 &&
          pods.length === 8
        );
      },
      60,
    );
  });

  it('pushed: the new commit runs', async () => {
    const { pull } = await world.github.push(world.repository, 1);
    await environment.wait(
      'the new commit in every app',
      async () => {
        const apps = await world.cluster.deployments(environment.id);
        return apps.every(
          ({ spec, status }) =>
            JSON.stringify(spec).includes(pull.head.sha) &&
            status?.updatedReplicas === 1 &&
            status.replicas === 1,
        );
      },
      60,
    );
    await environment.healthy();
  });

  it('people do not change it, and what they may delete comes back', async () => {
    const { cluster } = world;
    const path = `/apis/apps/v1/namespaces/${environment.id}/deployments/web`;
    const { code, body } = await ask(ADMIN, 'PATCH', path, { spec: { replicas: 3 } });
    expect([code, body.message]).toEqual([403, expect.stringContaining('GitOps repository')]);
    const [pod] = await cluster.pods(environment.id);
    const pods = `/api/v1/namespaces/${environment.id}/pods`;
    expect(await ask(ADMIN, 'DELETE', `${pods}/${pod?.metadata?.name}`)).toMatchObject({
      code: 200,
    });
    await environment.wait(
      'as many pods as before, another in its place',
      async () => {
        const now = await cluster.pods(environment.id);
        return now.length >= 7 && now.every(({ metadata }) => metadata?.uid !== pod?.metadata?.uid);
      },
      60,
    );
  });

  it('asleep and awake again', async () => {
    await environment.edit((text) => text.replace(/^state: .*$/m, 'state: sleeping'));
    const replicas = async (wanted: number) =>
      (await world.cluster.deployments(environment.id)).every(
        ({ spec, status }) => spec.replicas === wanted && (status?.replicas ?? 0) === wanted,
      );
    await environment.wait('no replicas', () => replicas(0), 60);
    await environment.edit((text) => text.replace(/^state: .*$/m, 'state: active'));
    await environment.wait('all replicas', () => replicas(1), 60);
    await environment.healthy();
  });

  it('closed: everything is gone', async () => {
    await measure(world, 'closed, policies → namespace and Application gone', async () => {
      await world.github.close(world.repository, 1);
      await environment.namespaceGone();
      await environment.applicationGone();
    });
  });
});
