import { randomBytes } from 'node:crypto';
import { databaseImage } from '../../constructs/environment/databases/database.ts';
import { databaseKinds } from '../../constructs/environment/databases/kinds.ts';
import { describeWithPods } from './support/bed.ts';
import type { ExternalSecret, PersistentVolume, Service } from './support/cluster.ts';
import { environmentOf, type Environment } from './support/environment.ts';
import { createImages, type Images } from './support/images.ts';
import { measure, say } from './support/measure.ts';
import { startWorld, type World } from './support/world.ts';

type Answer = { readonly commit: string; readonly visits: number };

describeWithPods('an app that talks to its own PostgreSQL, with real pods', () => {
  let world: World;
  let environment: Environment;
  let images: Images;

  beforeAll(async () => {
    images = createImages(process.env.TESTBED);
    world = await startWorld({
      project: 'e2e-real',
      files: {
        'k8s-ee.yaml': 'projectId: e2e-real\napp: {port: 8000}\ndatabases: {postgresql: true}\n',
        // Makes the commits of each run, and so its images, new to the node.
        'run.txt': randomBytes(8).toString('hex'),
      },
    });
    environment = environmentOf(world, 1);
  });
  afterAll(() => world?.stop());

  const imageOf = (sha: string) => `ghcr.io/acme/${world.project}:${sha}`;

  it('opened: the app answers at its Service, out of its database', async () => {
    const { github, repository } = world;
    const { pull, deliveries } = await github.openPullRequest(
      repository,
      { number: 1 },
      { withhold: true },
    );
    // A kubelet that once asked in vain for an image asks again later and later: all are made before.
    await images.app(imageOf(pull.head.sha), pull.head.sha);
    await images.postgresql(databaseImage(databaseKinds.postgresql, '17'));
    await measure(world, 'opened → the app answers out of its database', async () => {
      await github.redeliver(deliveries[0]?.id ?? '');
      await makeSecret();
      await answers(pull.head.sha, 180);
    });
    await environment.healthy();
    expect((await visit()).visits).toBeGreaterThan(1);
  });

  it('pushed: the new commit answers, the data are still there', async () => {
    const { github, repository } = world;
    const before = await visit();
    const { pull, deliveries } = await github.push(repository, 1, {}, { withhold: true });
    await images.app(imageOf(pull.head.sha), pull.head.sha);
    const after = await measure(world, 'pushed → the new commit answers', async () => {
      await github.redeliver(deliveries[0]?.id ?? '');
      return answers(pull.head.sha, 60);
    });
    expect(after.visits).toBeGreaterThan(before.visits);
  });

  it('closed: everything is gone, volumes too', async () => {
    const { github, repository, cluster } = world;
    await measure(world, 'closed → namespace, Application and volumes gone', async () => {
      await github.close(repository, 1);
      await environment.namespaceGone();
      await environment.applicationGone();
      await environment.wait(
        'no volume',
        async () => {
          const volumes = await cluster.list<PersistentVolume>('v1', 'PersistentVolume', {});
          return !volumes.some(({ spec }) => spec.claimRef?.namespace === environment.id);
        },
        30,
      );
    });
    await environment.recordIs('removed', (text) => text === undefined, 60);
  });

  /** Asks the app by its Service, as the ingress controller does. */
  async function visit(): Promise<Answer> {
    const metadata = { name: 'app', namespace: environment.id };
    const service = await world.cluster.read<Service>('v1', 'Service', metadata);
    if (!service) throw new Error(`there is no Service app in ${environment.id}`);
    const { clusterIP, ports } = service.spec;
    const url = `http://${clusterIP}:${ports[0]?.port}/`;
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (!response.ok) throw new Error(`the app answered ${response.status}`);
    return (await response.json()) as Answer;
  }

  const answers = (sha: string, seconds: number): Promise<Answer> =>
    environment.wait(
      `the app of ${sha} answers`,
      async () => {
        const answer = await visit();
        return answer.commit === sha && answer;
      },
      seconds,
    );

  /** The one Secret, in the stead of External Secrets. */
  async function makeSecret(): Promise<void> {
    const { cluster } = world;
    const namespace = environment.id;
    const [external] = await environment.wait(
      'its ExternalSecret',
      async () => {
        const kind = ['external-secrets.io/v1', 'ExternalSecret'] as const;
        const found = await cluster.list<ExternalSecret>(...kind, { namespace });
        return found.length > 0 && found;
      },
      60,
    );
    const name = external?.spec.target?.name ?? external?.metadata?.name ?? '';
    const password = randomBytes(16).toString('hex');
    await cluster.put({
      ...{ apiVersion: 'v1', kind: 'Secret', type: 'Opaque' },
      ...{ metadata: { name, namespace }, stringData: { password } },
    });
    say(
      `       External Secrets does not run here: the test made the Secret "${name}" in its stead`,
    );
  }
});
