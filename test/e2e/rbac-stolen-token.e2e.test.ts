import type { KubernetesObject } from '@kubernetes/client-node';
import { stringify } from 'yaml';
import { environmentDirectory } from '../../apps/environment/record.ts';
import { describeWithoutPods } from './support/bed.ts';
import { openEnvironment, type Environment } from './support/environment.ts';
import { say } from './support/measure.ts';
import { startWorld, type World } from './support/world.ts';

const PROJECT = 'e2e-stolen';

const clusterAdmin = {
  ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' },
  metadata: { name: 'e2e-stolen-admin' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'thief' }],
};
const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'e2e-stolen-elsewhere' },
};
const inKubeSystem = {
  ...{ apiVersion: 'v1', kind: 'ConfigMap' },
  metadata: { name: 'e2e-stolen', namespace: 'kube-system' },
  data: { a: 'b' },
};
const application = {
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
  metadata: { name: 'e2e-stolen-app', namespace: 'argocd' },
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example/a.git', path: '.' },
    destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
  },
};
const roleBinding = {
  ...{ ...clusterAdmin, kind: 'RoleBinding' },
  metadata: { name: 'e2e-stolen', namespace: `${PROJECT}-pr-1` },
};
const secret = {
  ...{ apiVersion: 'v1', kind: 'Secret', stringData: { a: 'b' } },
  metadata: { name: 'e2e-stolen', namespace: `${PROJECT}-pr-1` },
};

type SyncOperation = {
  readonly syncResult?: {
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly status?: string;
      readonly message?: string;
    }[];
  };
};

/** What is pushed, and why it is refused. */
const STOLEN: readonly (readonly [
  object: KubernetesObject & { kind: string; apiVersion: string },
  reason: RegExp,
])[] = [
  [clusterAdmin, /ClusterRoleBinding is not permitted in project/],
  [namespace, /Namespace is not permitted in project/],
  [inKubeSystem, /namespace kube-system is not permitted in project/],
  [application, /not permitted in project/],
  [roleBinding, /RoleBinding is not permitted in project/],
  [secret, /Secret is not permitted in project/],
];

// A stop of the generator: who holds its token is not undone by it.
describeWithoutPods('who has the generator’s token for the GitOps repository', () => {
  let world: World;
  let environment: Environment;
  const manifest = `${environmentDirectory({ project: PROJECT, number: '1' })}/manifests/stolen.yaml`;

  beforeAll(async () => {
    const files = { 'k8s-ee.yaml': `projectId: ${PROJECT}\n` };
    world = await startWorld({ project: PROJECT, files });
    environment = await openEnvironment(world, 1);
    await world.stopGenerator();
  });
  afterAll(() => world?.stop());

  /** What Argo CD says of each object of the last sync. */
  const told = async () => {
    const status = (await world.cluster.application(environment.id))?.status;
    const result = status?.operationState as SyncOperation | undefined;
    return result?.syncResult?.resources ?? [];
  };

  it('whatever is pushed there, Argo CD refuses what is not the project’s, and nothing of it appears', async () => {
    const { cluster, gitops } = world;
    const content = STOLEN.map(([object]) => stringify(object)).join('---\n');
    await gitops.person.push('environments', { [manifest]: content });
    await cluster.refreshApplication(environment.id);
    const refusal = await environment.wait(
      'a refusal of each',
      async () => {
        const all = await told();
        const of = STOLEN.map(([{ kind, metadata }]) =>
          all.find((one) => one.kind === kind && one.name === metadata?.name),
        );
        return of.every((one) => one?.status === 'SyncFailed') && of;
      },
      120,
    );
    for (const [at, [object, reason]] of STOLEN.entries()) {
      say(`       ${object.kind}: ${refusal[at]?.message}`);
      expect(refusal[at]?.message).toMatch(reason);
      const { apiVersion, kind, metadata: { name, namespace } = {} } = object;
      const place = { name: name ?? '', ...(namespace !== undefined && { namespace }) };
      expect(await cluster.read(apiVersion, kind, place)).toBeUndefined();
    }
  });

  it('what runs goes on running', async () => {
    const [deployment] = await world.cluster.deployments(environment.id);
    expect(deployment?.status?.availableReplicas).toBe(1);
  });

  it('taken back, it syncs again', async () => {
    await world.gitops.person.push('environments', { [manifest]: undefined });
    await environment.wait(
      'a sync without it',
      async () => {
        await world.cluster.refreshApplication(environment.id);
        const state = (await world.cluster.application(environment.id))?.status?.operationState;
        return state?.phase === 'Succeeded';
      },
      150,
    );
  });
});
