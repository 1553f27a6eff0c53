import { randomBytes } from 'node:crypto';
import { describeWithPods } from './support/bed.ts';
import type { Pod } from './support/cluster.ts';
import { createImages, type RealDatabase } from './support/images.ts';
import { measure } from './support/measure.ts';
import { realEnvironment, type RealEnvironment } from './support/real-environment.ts';
import { startWorld, type World } from './support/world.ts';

const NAMES: readonly RealDatabase[] = ['postgresql', 'mariadb', 'redis'];

describeWithPods('databases of Debian in the pods that are rendered', () => {
  let world: World;
  let environment: RealEnvironment;

  beforeAll(async () => {
    const images = createImages(process.env.TESTBED);
    for (const name of NAMES) await images.database(name);
    world = await startWorld({
      project: 'e2e-data',
      files: {
        'k8s-ee.yaml': `projectId: e2e-data
app: {port: 8000}
databases: {postgresql: true, mariadb: true, redis: true}
`,
        'run.txt': randomBytes(8).toString('hex'),
      },
    });
    environment = realEnvironment(world, images, 1);
  }, 600_000);
  afterAll(() => world?.stop());

  const stored = () => environment.ask<Record<RealDatabase, string[]>>('/stored');
  const everywhere = <T>(value: T) => Object.fromEntries(NAMES.map((name) => [name, value]));

  it('start, let the app in, and nobody with a wrong password or none', async () => {
    const sha = await measure(world, 'opened → three databases answer', async () => {
      const head = await environment.open();
      await environment.makeSecrets(NAMES);
      await environment.answers(head, 180);
      return head;
    });
    await environment.healthy();
    await environment.ask('/store?value=first');
    expect(await stored()).toEqual(everywhere(['first']));
    expect(sha).toMatch(/^[0-9a-f]{40}$/);
    const refused = expect.stringMatching(
      /authentication failed|Access denied|WRONGPASS|no password supplied|NOAUTH|Authentication required/,
    ) as string;
    expect(await environment.ask('/refused')).toEqual(
      everywhere({ wrong: refused, empty: refused }),
    );
  });

  it('keep their data when their pods are deleted', async () => {
    const before = await databasePods();
    expect(before).toHaveLength(NAMES.length);
    await measure(world, 'pods of three databases deleted → they answer again', async () => {
      for (const pod of before) {
        const { name = '', namespace = '' } = pod.metadata ?? {};
        await world.cluster.delete({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, namespace },
        });
      }
      await environment.wait(
        'other pods',
        async () => {
          const uids = before.map(({ metadata }) => metadata?.uid);
          const now = await databasePods();
          return (
            now.length === NAMES.length && !now.some(({ metadata }) => uids.includes(metadata?.uid))
          );
        },
        90,
      );
      await environment.wait('all data', async () => (await stored()).redis.length > 0, 90);
    });
    expect(await stored()).toEqual(everywhere(['first']));
  });

  it('keep their data over sleep and wake', async () => {
    await environment.edit((text) => text.replace(/^state: .*$/m, 'state: sleeping'));
    await environment.wait(
      'no pod',
      async () => (await world.cluster.pods(environment.id)).length === 0,
      120,
    );
    await environment.healthy();
    await measure(
      world,
      'pushed while asleep, its image made → answers with its data',
      async () => {
        const sha = await environment.push();
        await environment.answers(sha, 120);
      },
    );
    expect(await stored()).toEqual(everywhere(['first']));
    await environment.ask('/store?value=second');
    expect(await stored()).toEqual(everywhere(['first', 'second']));
  });

  async function databasePods(): Promise<Pod[]> {
    const pods = await world.cluster.pods(environment.id);
    return pods.filter(({ metadata }) => NAMES.some((name) => metadata?.name === `${name}-0`));
  }
});
