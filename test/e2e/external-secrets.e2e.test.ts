import { DATABASE_NAMES } from '../../constructs/environment/databases/kinds.ts';
import { describeWithExternalSecrets } from './support/bed.ts';
import { openEnvironment, type Environment } from './support/environment.ts';
import {
  externalSecretId,
  readinessOf,
  startExternalSecrets,
  type ExternalSecrets,
} from './support/external-secrets.ts';
import { measure } from './support/measure.ts';
import { secretsOf, variablesOf } from './support/variables.ts';
import { startWorld, type World } from './support/world.ts';

const PROJECT = 'e2e-passwords';
const config = `projectId: ${PROJECT}
app: {port: 8080}
databases: {${DATABASE_NAMES.map((name) => `${name}: true`).join(', ')}}
`;

const mongodb = 'mongodb://app@mongodb:27017/app?authSource=admin&directConnection=true';
/** Where each URL leads and as whom, without the password, which is that host's. */
const urls = {
  DATABASE_URL: 'postgresql://app@postgresql:5432/app',
  MONGODB_URL: mongodb,
  MONGODB_URI: mongodb,
  REDIS_URL: 'redis://default@redis:6379/0',
  MYSQL_URL: 'mysql://app@mariadb:3306/app',
};

describeWithExternalSecrets('passwords by External Secrets’ own controller', () => {
  let controller: ExternalSecrets;
  let world: World;
  let environment: Environment;

  beforeAll(async () => {
    controller = await startExternalSecrets();
    world = await startWorld({ project: PROJECT, files: { 'k8s-ee.yaml': config } });
  });
  afterAll(() => controller?.stop(world));

  const secrets = ({ id }: Environment = environment) => secretsOf(world.cluster, id);
  const passwords = async (of?: Environment) =>
    Object.values(await secrets(of)).flatMap(({ data }) => Object.values(data));

  it('opened: every database gets its Secret, and every variable that refers to one its value', async () => {
    await measure(world, 'five databases with their passwords: opened → Healthy', async () => {
      environment = await openEnvironment(world, 1);
    });
    expect(Object.keys(await secrets()).sort()).toEqual([...DATABASE_NAMES].sort());
    const variables = await variablesOf(world.cluster, environment.id);
    expect(Object.keys(variables)).toContain('StatefulSet/mariadb/mariadb');
    for (const password of await passwords()) expect(password).toMatch(/^[0-9A-Za-z]{32}$/);
  });

  it('its URLs are complete, and lead there with the password of that database', async () => {
    const found = await secrets();
    const app = (await variablesOf(world.cluster, environment.id))['Deployment/app/app'] ?? {};
    for (const [name, expected] of Object.entries(urls)) {
      const url = new URL(app[name] ?? '');
      expect([name, url.password]).toEqual([name, found[url.hostname]?.data.password]);
      url.password = '';
      expect([name, url.href]).toEqual([name, expected]);
    }
    const jdbc = new URL((app.DATABASE_JDBC_URL ?? '').replace(/^jdbc:/, ''));
    expect(Object.fromEntries(jdbc.searchParams)).toEqual({
      user: 'app',
      password: found.postgresql?.data.password,
    });
    expect(app.AWS_SECRET_ACCESS_KEY).toBe(found.minio?.data.password);
    expect(new URL(app.S3_ENDPOINT ?? '').host).toBe('minio:9000');
  });

  it('no two passwords are the same, in one environment or in two', async () => {
    const other = await openEnvironment(world, 2);
    const all = [...(await passwords()), ...(await passwords(other))];
    expect(all).toHaveLength(14);
    expect(new Set(all).size).toBe(all.length);
  });

  it('they are kept over a push, sleep, wake, and the controller’s restart', async () => {
    const { github, repository } = world;
    const before = await secrets();
    const { pull } = await github.push(repository, 1);
    await environment.runs(pull.head.sha);
    expect(await secrets()).toEqual(before);

    const replicas = async (wanted: number) =>
      (await world.cluster.deployments(environment.id)).every(
        ({ spec }) => spec.replicas === wanted,
      );
    await environment.edit((text) => text.replace(/^state: .*$/m, 'state: sleeping'));
    await environment.wait('asleep', () => replicas(0), 60);
    await controller.down();
    await controller.up();
    await environment.edit((text) => text.replace(/^state: .*$/m, 'state: active'));
    await environment.wait('awake', () => replicas(1), 60);
    await environment.healthy();
    expect(await secrets()).toEqual(before);
  });

  it('they are kept when an ExternalSecret is deleted: it takes up the Secret that is there', async () => {
    const before = await secrets();
    const { cluster } = world;
    const ready = () => readinessOf(cluster, environment.id, 'postgresql');
    const old = await ready();
    await cluster.delete(externalSecretId(environment.id, 'postgresql'));
    await environment.wait(
      'another ExternalSecret, ready',
      async () => {
        const found = await ready();
        return found?.status === 'True' && found.uid !== old?.uid;
      },
      60,
    );
    expect(await secrets()).toEqual(before);
  });

  it('a deleted Secret is not made anew for the old database, but for a new one', async () => {
    const before = await secrets();
    const metadata = { name: 'postgresql', namespace: environment.id };
    await world.cluster.delete({ apiVersion: 'v1', kind: 'Secret', metadata });
    const { pull } = await world.github.push(world.repository, 1);
    await environment.runs(pull.head.sha);
    await expect(variablesOf(world.cluster, environment.id)).rejects.toThrow(
      'has no Secret postgresql with password',
    );

    await measure(world, '`data.epoch: 2` pushed → a new Secret for a new database', async () => {
      await environment.edit((text) => text.replace('epoch: 1', 'epoch: 2'));
      await environment.wait('its Secret', async () => (await secrets()).postgresql, 60);
    });
    await environment.healthy();
    const { postgresql, ...others } = await secrets();
    expect({ ...others, postgresql: before.postgresql }).toEqual(before);
    expect(postgresql?.data.password).not.toBe(before.postgresql?.data.password);
    const variables = await variablesOf(world.cluster, environment.id);
    expect(variables['StatefulSet/postgresql-2/postgresql']?.APP_PASSWORD).toBe(
      postgresql?.data.password,
    );
  });

  it('closed without the controller: waits for it, and all goes; opened again: other passwords', async () => {
    const { github, repository, cluster } = world;
    const before = await passwords();
    await controller.down();
    await github.close(repository, 1);
    await environment.wait(
      'Argo CD says what it waits for',
      async () => {
        const { operationState } = (await cluster.application(environment.id))?.status ?? {};
        return operationState?.message?.includes('ExternalSecret');
      },
      60,
    );
    await measure(world, 'the controller is back → namespace gone', async () => {
      await controller.up();
      await environment.namespaceGone();
    });
    await environment.recordIs('removed', (text) => text === undefined, 60);
    await github.reopen(repository, 1);
    await environment.healthy();
    const after = await passwords();
    expect(after).toHaveLength(before.length);
    expect(after.filter((password) => before.includes(password))).toEqual([]);
  });
});
