import { randomBytes } from 'node:crypto';
import type { KubernetesObject } from '@kubernetes/client-node';
import { parseCpu } from '../../constructs/quantity.ts';
import { describeWithPods } from './support/bed.ts';
import type { Cluster } from './support/cluster.ts';
import { environmentOf } from './support/environment.ts';
import { createImages, type Images } from './support/images.ts';
import { measure } from './support/measure.ts';
import { realEnvironment, type RealEnvironment } from './support/real-environment.ts';
import { startWorld, type World } from './support/world.ts';

type Quota = KubernetesObject & {
  readonly status?: Record<'hard' | 'used', Record<string, string>>;
};

/** What the quota leaves, in millicores: a pod more than is needed, but while a version gives way to the next. */
async function cpuLeft(cluster: Cluster, namespace: string): Promise<number> {
  const [quota] = await cluster.list<Quota>('v1', 'ResourceQuota', { namespace });
  const { hard, used } = quota?.status ?? {};
  return parseCpu(hard?.['requests.cpu'] ?? '0') - parseCpu(used?.['requests.cpu'] ?? '0');
}

/** A pod of somebody else that takes so many millicores. */
async function fillQuota(
  cluster: Cluster,
  namespace: string,
  left: number,
): Promise<KubernetesObject> {
  const cpu = `${left}m`;
  const filler = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'filler', namespace },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'filler',
          image: 'testbed/web:1',
          resources: { requests: { cpu }, limits: { cpu } },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
  await cluster.put(filler);
  return filler;
}

/** An app whose container runs this Python program, with more lines of `k8s-ee.yaml`. */
const python = (program: string, rest = '') => ({
  'k8s-ee.yaml': `projectId: e2e-told
app: {port: 8000, command: [python3, -c, ${JSON.stringify(program)}]}
${rest}`,
});
const serve = (port: number) =>
  `import http.server as s; s.HTTPServer(('', ${port}), s.SimpleHTTPRequestHandler).serve_forever()`;

describeWithPods('what people are told of what does not run', () => {
  let world: World;
  let images: Images;
  let environment: RealEnvironment;

  beforeAll(async () => {
    images = createImages(process.env.TESTBED);
    world = await startWorld({
      project: 'e2e-told',
      private: true,
      files: {
        'k8s-ee.yaml': 'projectId: e2e-told\napp: {port: 8000}\n',
        'run.txt': randomBytes(8).toString('hex'),
      },
    });
    environment = realEnvironment(world, images, 1);
  }, 600_000);
  afterAll(() => world?.stop());

  const comment = () =>
    (world.github.pullRequest(world.repository, 1).comments[0]?.body ?? '').replaceAll('\\', '');
  const told = (words: readonly string[], seconds: number) =>
    environment.wait(
      `told: ${words.join(' … ')}`,
      async () => words.every((one) => comment().includes(one)),
      seconds,
    );
  const check = (sha: string) =>
    world.github
      .repository(world.repository)
      .statuses.findLast((one) => one.sha === sha && one.context === 'preview')?.state;

  it('opened: deploying, then ready, with a Deployment that says where', async () => {
    const sha = await environment.open();
    await measure(world, 'opened → told as ready', () =>
      told(['Preview ready', sha.slice(0, 7)], 120),
    );
    expect(check(sha)).toBe('success');
    const deployment = world.github.repository(world.repository).deployments.at(-1);
    expect(deployment).toMatchObject({ sha });
    expect(deployment?.statuses.at(-1)).toMatchObject({
      state: 'success',
      environmentUrl: `https://${environment.id}.e2e-previews.dev`,
    });
  });

  it('/preview logs: the last lines of what runs', async () => {
    const before = world.github.pullRequest(world.repository, 1).comments.length;
    await world.github.comment(world.repository, 1, { body: '/preview logs' });
    await environment.wait(
      'an answer with lines',
      async () =>
        world.github
          .pullRequest(world.repository, 1)
          .comments.slice(before + 1)
          .some(({ body }) => body.includes('**app**') && body.includes('```')),
      60,
    );
  });

  it.each([
    {
      what: 'a crash',
      files: python('print("no price"); raise SystemExit(3)'),
      words: ['**app**', 'exit code 3', 'still answers'],
    },
    {
      what: 'a wrong port',
      files: python(serve(9000)),
      words: ['connection refused', '`app.port`'],
    },
    {
      what: 'too much memory',
      files: python(
        'x = b"x" * 400_000_000',
        'resources: {requests: {memory: 64Mi}, limits: {memory: 64Mi}}\n',
      ),
      words: ['limit of 64Mi', '`resources.limits.memory`'],
    },
    {
      what: 'a root that is read-only',
      files: python('open("/usr/cache.db", "w")'),
      words: ['"/usr/cache.db"', '`writableDirs`'],
    },
    {
      what: 'a program that is not in the image',
      files: {
        'k8s-ee.yaml': 'projectId: e2e-told\napp: {port: 8000, command: [rails, server]}\n',
      },
      words: ['"rails" is not in the image', '`app.command`'],
    },
    {
      what: 'a migration that fails',
      files: {
        'k8s-ee.yaml':
          'projectId: e2e-told\napp: {port: 8000}\nmigrate: [python3, -c, "raise SystemExit(4)"]\n',
      },
      words: ['`migrate` ended with exit code 4'],
    },
    {
      what: 'an image that wants to be root',
      files: python('import os; open("/tmp/a", "w"); os.chown("/tmp/a", 0, 0)'),
      user: '0',
      words: ['user 1001 may not do something', '`app.runAsUser`'],
    },
  ])('$what: is told with what mends it, and what ran before answers', async (one) => {
    const { files, words } = one;
    const sha = await environment.push(files, 'user' in one ? one.user : undefined);
    await told([...words, sha.slice(0, 7)], 120);
    expect(comment()).toMatch(/Preview (degraded|failed)/);
    await environment.wait('a red check', async () => check(sha) === 'failure', 20);
  });

  it('no room in its own quota: is told, and goes on once there is', async () => {
    const files = { 'k8s-ee.yaml': 'projectId: e2e-told\napp: {port: 8000}\n' };
    const before = await environment.push(files);
    await told(['Preview ready', before.slice(0, 7)], 120);
    const { id } = environment;
    const left = await environment.wait(
      'that the version before is gone',
      async () => (await cpuLeft(world.cluster, id)) > 0 && cpuLeft(world.cluster, id),
      60,
    );
    const filler = await fillQuota(world.cluster, id, left);
    const sha = await environment.push(files);
    await told(['quota', sha.slice(0, 7)], 120);
    await world.cluster.delete(filler);
    await told(['Preview ready', sha.slice(0, 7)], 180);
  });

  it('an image that is not there, and then is', async () => {
    const other = realEnvironment(world, images, 2);
    const { pull, deliveries } = await world.github.openPullRequest(world.repository, {
      number: 2,
    });
    const body = () => world.github.pullRequest(world.repository, 2).comments[0]?.body ?? '';
    await other.wait(
      'told that it cannot be pulled',
      async () => body().includes('cannot be pulled') && body().includes('Preview failed'),
      120,
    );
    expect(deliveries).not.toEqual([]);
    await images.app(`ghcr.io/acme/${world.project}:${pull.head.sha}`, pull.head.sha);
    const pushed = await environmentOf(world, 2).wait(
      'a push whose image is there',
      () => other.push(),
      60,
    );
    await other.wait(
      'ready',
      async () => body().includes('Preview ready') && body().includes(pushed.slice(0, 7)),
      120,
    );
  });

  it('corrected: ready again', async () => {
    const sha = await environment.push({
      'k8s-ee.yaml': 'projectId: e2e-told\napp: {port: 8000}\n',
    });
    await told(['Preview ready', sha.slice(0, 7)], 120);
    expect(check(sha)).toBe('success');
  });
});
