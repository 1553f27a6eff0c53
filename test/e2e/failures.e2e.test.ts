import { randomBytes } from 'node:crypto';
import type { KubernetesObject } from '@kubernetes/client-node';
import { describeWithPods } from './support/bed.ts';
import { createImages } from './support/images.ts';
import { measure } from './support/measure.ts';
import { realEnvironment, type RealEnvironment, type Visit } from './support/real-environment.ts';
import { startWorld, type World } from './support/world.ts';

type ReadyPod = KubernetesObject & {
  readonly status?: {
    readonly initContainerStatuses?: readonly {
      readonly name: string;
      readonly restartCount: number;
    }[];
    readonly containerStatuses?: readonly {
      readonly started?: boolean;
      readonly state?: { readonly waiting?: { readonly reason?: string } };
    }[];
  };
};

const config = (database: string, migrate = '') => ({
  'k8s-ee.yaml': `projectId: e2e-fail
app: {port: 8000}
migrate: [/entrypoint, migrate${migrate}]
databases: {postgresql: ${database}}
`,
});

describeWithPods('what goes wrong, and its correction by a push', () => {
  let world: World;
  let environment: RealEnvironment;

  beforeAll(async () => {
    const images = createImages(process.env.TESTBED);
    await images.database('postgresql');
    world = await startWorld({
      project: 'e2e-fail',
      // No image of this version was made: for the node it does not exist.
      files: { ...config('{version: "15"}'), 'run.txt': randomBytes(8).toString('hex') },
    });
    environment = realEnvironment(world, images, 1);
  }, 600_000);
  afterAll(() => world?.stop());

  const pods = () => world.cluster.list<ReadyPod>('v1', 'Pod', { namespace: environment.id });
  const podOf = async (sha: string) =>
    (await pods()).find(({ metadata }) => metadata?.labels?.['k8s-ee/commit-sha'] === sha);

  it('a database version whose image does not exist: the fix runs without a hand', async () => {
    await environment.open();
    await environment.makeSecrets(['postgresql']);
    await environment.wait(
      'an image that cannot be pulled',
      async () =>
        (await pods()).some(({ metadata, status }) => {
          const reason = status?.containerStatuses?.[0]?.state?.waiting?.reason ?? '';
          return metadata?.name === 'postgresql-0' && /ImagePull/.test(reason);
        }),
      90,
    );
    await measure(world, 'a version that exists pushed, its image made → answers', async () => {
      const sha = await environment.push(config('{version: "17"}'));
      await environment.answers(sha, 120);
    });
    await environment.healthy();
  });

  it('another size of a volume is stated, and nothing fails', async () => {
    const sha = await environment.push(config('{version: "17", storage: 2Gi}'));
    await environment.answers(sha, 90);
    await environment.healthy();
    const application = await world.cluster.application(environment.id);
    expect(application?.status?.operationState?.phase).toBe('Succeeded');
    const pull = world.github.pullRequest(world.repository, 1);
    const texts = pull.comments.map(({ body }) => body).join('\n');
    expect(texts).toContain('the volume stays at 1Gi, because Kubernetes cannot change it to 2Gi');
  });

  it('a migration that fails leaves the old version serving, over its retries', async () => {
    const before = await environment.ask<Visit>('/');
    const sha = await environment.push(config('{version: "17"}', ', fail'));
    await environment.wait(
      'two retries of the migration',
      async () => {
        const status = (await podOf(sha))?.status?.initContainerStatuses ?? [];
        return (status.find(({ name }) => name === 'migrate')?.restartCount ?? 0) >= 2;
      },
      120,
    );
    expect((await environment.ask<Visit>('/')).commit).toBe(before.commit);
    expect((await podOf(sha))?.status?.containerStatuses?.[0]?.started).toBe(false);
    expect(await environment.ask('/migrations')).not.toContain(sha);
    await measure(world, 'a migration that works pushed, its image made → answers', async () => {
      await environment.answers(await environment.push(config('{version: "17"}')), 90);
    });
  });

  it('two pushes a second apart: the second runs, migrated by its own migration', async () => {
    const [, second] = await environment.pushTwice(1_000);
    await environment.answers(second, 90);
    await environment.healthy();
    const migrations = await environment.ask<string[]>('/migrations');
    expect(migrations.at(-1)).toBe(second);
    expect(migrations.filter((sha) => sha === second)).toHaveLength(1);
    await environment.wait(
      'no pod but that of the second',
      async () => {
        const shas = (await pods()).flatMap(
          ({ metadata }) => metadata?.labels?.['k8s-ee/commit-sha'] ?? [],
        );
        return shas.length === 1 && shas[0] === second;
      },
      60,
    );
  });
});
