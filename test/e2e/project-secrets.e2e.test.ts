import { describeWithExternalSecrets } from './support/bed.ts';
import type { ExternalSecret } from './support/cluster.ts';
import { environmentOf, type Environment } from './support/environment.ts';
import {
  externalSecretId,
  readinessOf,
  startExternalSecrets,
  type ExternalSecrets,
} from './support/external-secrets.ts';
import { measure, say } from './support/measure.ts';
import { createProjectStore, type ProjectStore } from './support/project-store.ts';
import { secretsOf, variablesOf } from './support/variables.ts';
import { startWorld, type World } from './support/world.ts';

const PROJECT = 'e2e-secrets';
const SECRET = 'project-shop-env';
const config = `projectId: ${PROJECT}
app: {port: 8080}
envFrom: [{secretRef: {name: shop-env}}]
`;

describeWithExternalSecrets('secrets of the project by External Secrets’ own controller', () => {
  let controller: ExternalSecrets;
  let store: ProjectStore;
  let world: World;
  let environment: Environment;

  beforeAll(async () => {
    controller = await startExternalSecrets();
    world = await startWorld({ project: PROJECT, files: { 'k8s-ee.yaml': config } });
    store = await createProjectStore(world.cluster, PROJECT);
    environment = environmentOf(world, 1);
  });
  afterAll(() => controller?.stop(world, store));

  const readiness = () => readinessOf(world.cluster, environment.id, SECRET);
  const health = async () =>
    (await world.cluster.application(environment.id))?.status?.health?.status;

  it('one that the store does not have is reported: the Application is Degraded', async () => {
    await measure(world, 'opened, its secret is not in the store → Degraded', async () => {
      await world.github.openPullRequest(world.repository, { number: 1 });
      await environment.wait('Degraded', async () => (await health()) === 'Degraded', 60);
    });
    const { status, message } = (await readiness()) ?? {};
    say(`the ExternalSecret says: ${message}`);
    expect(status).toBe('False');
  });

  it('arrives once the store has it, and each of its keys becomes a variable', async () => {
    const data = { API_TOKEN: 'of the shop', API_URL: 'https://api.example.com' };
    await measure(world, 'put into the store → Healthy', async () => {
      await store.put('shop-env', data);
      await environment.healthy(120);
    });
    const variables = await variablesOf(world.cluster, environment.id);
    expect(variables['Deployment/app/app']).toMatchObject(data);
  });

  it('stays over a push', async () => {
    const before = await secretsOf(world.cluster, environment.id);
    const { pull } = await world.github.push(world.repository, 1);
    await environment.runs(pull.head.sha);
    await environment.healthy();
    expect(await secretsOf(world.cluster, environment.id)).toEqual(before);
  });

  it('is refused to a namespace that is not of the project', async () => {
    const { cluster } = world;
    // What a run that was killed has left is in nobody's way.
    const name = `${PROJECT}-stranger-${Date.now()}`;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    const { apiVersion, kind, metadata } = externalSecretId(environment.id, SECRET);
    const ours = await cluster.read<ExternalSecret>(apiVersion, kind, metadata);
    await cluster.put(namespace);
    const theirs = { apiVersion, kind, metadata: { name: SECRET, namespace: name } };
    await cluster.put({ ...theirs, spec: ours?.spec });
    const refused = async () => (await readinessOf(cluster, name, SECRET))?.status === 'False';
    try {
      await environment.wait('a refusal to the stranger', refused, 30);
      expect(await secretsOf(cluster, name)).toEqual({});
    } finally {
      await cluster.delete(theirs);
      await cluster.delete(namespace);
    }
  });
});
