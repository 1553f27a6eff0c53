import type { OpenOptions } from '../../../generator/demo/github/pull-requests.ts';
import type { Files } from '../../../generator/demo/github/world.ts';
import { startWorld, VALID_FILES, type World } from '../../support/world.ts';

let world: World;
afterEach(() => world.stop());

const said = (number: number) =>
  world.github
    .pullRequest(world.repository, number)
    .comments.filter(({ author }) => author.login === 'previews')
    .map(({ body }) => body)
    .join('\n');

const file = (text: string): Files => ({
  'k8s-ee.yaml': `projectId: shop\napp: {port: 8080}\n${text}`,
});

type Denied = {
  readonly clause: string;
  readonly policy?: string;
  readonly lines?: readonly string[];
  readonly files?: Files;
  readonly open?: OpenOptions;
  /** Comments that ask for it all the same. */
  readonly says?: readonly { readonly author: string; readonly body: string }[];
  /** What the person is told; absent where nobody asked, and a comment would be noise. */
  readonly told?: string;
};

const SHA = 'a'.repeat(40);
const up = { author: 'alice', body: '/preview up' };

/** Each clause of policy, and somebody who tries what it forbids. */
const table: readonly Denied[] = [
  { clause: 'drafts: skip', open: { draft: true }, says: [up], told: 'drafts get no preview' },
  {
    clause: 'bots: skip',
    open: { author: 'renovate[bot]' },
    says: [{ author: 'renovate[bot]', body: '/preview up' }],
  },
  {
    clause: 'forks: deny',
    policy: '{ forks: deny }',
    open: { fork: true, author: 'mallory' },
    says: [up],
    told: 'forks are not deployed',
  },
  {
    clause: 'somebody who may not push, from a branch that is there',
    open: { author: 'mallory' },
    told: 'who may not push to this repository',
  },
  {
    clause: 'forks: approve, nobody approved',
    open: { fork: true, author: 'mallory' },
    told: '/preview approve',
  },
  {
    clause: 'forks: approve, the author approves',
    open: { fork: true, author: 'mallory' },
    says: [{ author: 'mallory', body: '/preview approve HEAD' }],
    told: 'mallory may not push to this repository',
  },
  {
    clause: 'forks: approve, of another commit',
    open: { fork: true, author: 'mallory' },
    says: [{ author: 'alice', body: `/preview approve ${SHA}` }],
    told: 'not the newest commit of the pull request',
  },
  {
    clause: 'forks: approve, of the beginning of a commit',
    open: { fork: true, author: 'mallory' },
    says: [{ author: 'alice', body: '/preview approve SHORT' }],
    told: 'nothing was done',
  },
  { clause: 'baseBranches', policy: '{ baseBranches: [release/*] }', says: [up], told: 'release/' },
  {
    clause: 'trigger: label, without it',
    policy: '{ trigger: label }',
    says: [up],
    told: 'nothing was done',
  },
  {
    clause: 'no-preview, whatever else',
    open: { labels: ['no-preview', 'preview'] },
    policy: '{ trigger: label }',
    says: [up],
    told: 'no-preview',
  },
  { clause: 'trigger: command, nobody asked', policy: '{ trigger: command }' },
  {
    clause: 'trigger: command, a stranger asks',
    policy: '{ trigger: command }',
    says: [{ author: 'mallory', body: '/preview up' }],
    told: 'mallory may not push to this repository',
  },
  {
    clause: 'registries',
    files: file('image: {repository: docker.io/evil/miner}\n'),
    told: 'docker.io/evil/miner',
  },
  {
    clause: 'ingressAnnotations',
    files: file('ingress: {annotations: {traefik.ingress.kubernetes.io/router.middlewares: x}}\n'),
    told: 'annotations',
  },
  {
    clause: 'limits',
    files: file('resources: {requests: {memory: 9Gi}, limits: {memory: 9Gi}}\n'),
    told: '9Gi',
  },
  { clause: 'ttl may only be tightened', files: file('ttl: 30d\n'), told: 'ttl' },
  {
    clause: 'sleepAfter may only be tightened',
    policy: '{ sleepAfter: 1h }',
    files: file('sleepAfter: 9h\n'),
    told: 'sleepAfter',
  },
  {
    clause: 'projectId is another project',
    files: { 'k8s-ee.yaml': 'projectId: blog\napp: {port: 8080}\n' },
    told: 'projectId',
  },
  { clause: 'trigger: on-demand in its own file', files: file('trigger: on-demand\n') },
  {
    clause: 'secrets in the file',
    files: file('env: {API_TOKEN: abc123abc123}\n'),
    told: 'envFrom',
  },
  { clause: 'no file', files: { 'README.md': '# shop\n' }, told: 'there is no k8s-ee.yaml' },
  { clause: 'capacity', lines: ['capacity: { cpu: 10m }'], told: 'never be a place' },
];

describe('what policy does not give', () => {
  it.each(table)('$clause: nothing is deployed, and who asked is told', async (denied) => {
    world = await startWorld({
      ...(denied.policy && { policy: denied.policy }),
      ...(denied.lines && { platformLines: denied.lines }),
      files: denied.files ?? VALID_FILES,
    });
    const { pull } = await world.github.openPullRequest(world.repository, denied.open);
    for (const { author, body } of denied.says ?? []) {
      const text = body.replace('HEAD', pull.head.sha).replace('SHORT', pull.head.sha.slice(0, 10));
      await world.github.comment(world.repository, 1, { author, body: text });
    }
    const { told } = denied;
    const plain = () => said(1).replaceAll('\\', '');
    if (told !== undefined) await world.until(`"${told}"`, () => plain().includes(told));
    else {
      await world.until('a decision', () =>
        world.logged.some((line) => line.includes('"decided"')),
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(plain()).toBe('');
    }
    expect(await world.record(1)).toBeUndefined();
  });

  it('an empty list of projects gives nobody anything', async () => {
    world = await startWorld({ startGenerator: false });
    const text = world.platformText.replace(/projects:\n.*\n/, 'projects: []\n');
    await world.gitops.person.push('main', { 'platform.yaml': text });
    await (await world.start()).ready();
    const { deliveries } = await world.github.openPullRequest(world.repository);
    expect(deliveries[0]?.answer).toContain('repository');
    const paths = await world.gitops.person.list('environments');
    expect(paths.filter((path) => path.startsWith('environments/'))).toEqual([]);
  });

  it('the secrets of the project stay away from what a fork runs', async () => {
    world = await startWorld({
      policy: '{ forks: approve }',
      files: file('envFrom: [{secretRef: {name: payment}}]\n'),
    });
    const { pull } = await world.github.openPullRequest(world.repository, {
      fork: true,
      author: 'mallory',
    });
    await world.github.comment(world.repository, 1, {
      author: 'alice',
      body: `/preview approve ${pull.head.sha}`,
    });
    await world.until('it runs', async () => (await world.record(1))?.includes('state: active'));
    await world.github.openPullRequest(world.repository);
    await world.until('the other runs', async () =>
      (await world.record(2))?.includes('state: active'),
    );
    const manifests = async (number: number) => {
      const paths = (await world.gitops.person.list('environments')).filter((path) =>
        path.startsWith(`environments/shop/pr-${number}/manifests/`),
      );
      return (await Promise.all(paths.map((path) => world.read(path)))).join('');
    };
    expect(await manifests(2)).toContain('payment');
    expect(await manifests(1)).not.toContain('payment');
  });
});
