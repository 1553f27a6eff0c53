import { parseEnvironmentConfig } from '../../../apps/environment/config.ts';
import { noApplications, type SyncState } from '../../../generator/cluster/applications.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { ClusterFact } from '../../../generator/cluster/cluster.ts';
import type { Fault } from '../../../generator/demo/github/faults.ts';
import type { Files } from '../../../generator/demo/github/world.ts';
import type { Observation } from '../../../generator/reconcile/observation.ts';
import { observe, type ObserveDeps } from '../../../generator/reconcile/observe.ts';
import type { DigestFact } from '../../../generator/registry/registry.ts';
import type { Wake } from '../../../generator/reconcile/wake.ts';
import { at, now } from '../decided-fixture.ts';
import { start } from '../github/start.ts';
import { sampleRecord } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';
import { byLabel, live, tombstone } from './situations.ts';

let world: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  world = await start({ timeoutMs: 300 });
});
afterEach(() => world.standIn.stop());

type Given = {
  readonly wake?: Partial<Wake>;
  readonly record?: EnvironmentRecord;
  readonly platform?: ReturnType<typeof samplePlatform>;
  readonly cluster?: ClusterFact;
  readonly repository?: Partial<ObserveDeps['repository']>;
  readonly sync?: SyncState;
  readonly registry?: (image: string) => DigestFact;
  readonly told?: boolean;
  readonly traffic?: Awaited<ReturnType<ObserveDeps['traffic']['requestsWithin']>>;
};

/** What is observed of shop-pr-7, and the environments the cluster was asked for. */
async function look(given: Given = {}) {
  const asked: string[] = [];
  const measured: [string, number][] = [];
  const sought: string[] = [];
  const observed = await observe(
    { project: 'shop', number: '7', ...given.wake },
    {
      github: world.github,
      cluster: {
        environment(id) {
          asked.push(id);
          return Promise.resolve(given.cluster ?? { kind: 'off' });
        },
        applications: { ...noApplications, sync: () => given.sync ?? { kind: 'off' } },
      },
      repository: {
        lastCommitOf: () => Promise.resolve('emptied'),
        contains: (revision, commit) =>
          Promise.resolve(revision === 'newer' && commit === 'emptied'),
        ...given.repository,
      },
      readConfig: parseEnvironmentConfig,
      settled: () => false,
      registry: {
        digest(image) {
          sought.push(image);
          return Promise.resolve(given.registry?.(image) ?? { kind: 'missing', reason: 'no' });
        },
      },
      traffic: {
        requestsWithin(id, windowMs) {
          measured.push([id, windowMs]);
          return Promise.resolve(given.traffic ?? { kind: 'known', requests: 0 });
        },
      },
      now: () => now,
      platform: () => given.platform ?? samplePlatform(),
      record: () => given.record,
      finalCommentWritten: () => given.told ?? false,
    },
  );
  return { ...observed.observation, kind: observed.kind, asked, measured, sought };
}

const open = (options = {}) =>
  world.standIn.openPullRequest('acme/shop', { number: 7, ...options });
const calls = (part: string) =>
  world.standIn.calls.filter(({ path }) => path.includes(part)).length;

describe('whether anybody asked for an environment', () => {
  const sleepy = samplePlatform({ shop: 'policy: {sleepAfter: 2h}' });
  const HOURS = 3_600_000;
  const since = (minutes: number, change: Partial<EnvironmentRecord['lifecycle']> = {}) =>
    sampleRecord('7', { lifecycle: { createdAt: at(-9_999), pushedAt: at(minutes), ...change } });

  beforeEach(() => open());
  /** The record, of what the pull request's head is. */
  const running = (record: EnvironmentRecord) => {
    const { sha } = world.standIn.pullRequest('acme/shop', 7).head;
    return { ...record, source: { ...record.source, sha } };
  };

  it.each([
    ['nobody did', 0, 'quiet'],
    ['somebody did', 0.5, 'busy'],
  ])('%s', async (_, requests, kind) => {
    const given = {
      record: running(since(-121)),
      platform: sleepy,
      traffic: { kind: 'known', requests },
    } as const;
    const { traffic, measured } = await look(given);
    expect([traffic.kind, measured]).toEqual([kind, [['shop-pr-7', 2 * HOURS]]]);
  });

  it('nobody knows', async () => {
    const unknown = { kind: 'unknown', reason: 'no answer' } as const;
    const { traffic } = await look({
      record: running(since(-121)),
      platform: sleepy,
      traffic: unknown,
    });
    expect(traffic).toEqual(unknown);
  });

  it('as long as its own file says', async () => {
    const config = { ...live.config, sleepAfter: '30m' };
    const { measured } = await look({
      record: running({ ...since(-31), config }),
      platform: sleepy,
    });
    expect(measured).toEqual([['shop-pr-7', HOURS / 2]]);
  });

  it.each<[string, EnvironmentRecord, ReturnType<typeof samplePlatform>]>([
    ['nothing sleeps here', since(-9_999), samplePlatform()],
    [
      'this one never does',
      { ...since(-9_999), config: { ...live.config, sleepAfter: 'never' } },
      sleepy,
    ],
    ['it was just pushed to', since(-119), sleepy],
    ['it was just woken', since(-9_999, { wokenAt: at(-119) }), sleepy],
    ['it is pinned', since(-9_999, { pinned: true }), sleepy],
    ['it sleeps', { ...since(-9_999), state: 'sleeping' }, sleepy],
    [
      'it is being removed',
      { ...since(-9_999), ...tombstone(), lifecycle: live.lifecycle },
      sleepy,
    ],
  ])('is not asked where %s', async (_, record, platform) => {
    const { traffic, measured } = await look({ record: running(record), platform });
    expect([traffic, measured]).toEqual([{ kind: 'not-asked' }, []]);
  });

  it.each([
    ['pushed to', () => world.standIn.push('acme/shop', 7, { readme: 'new' })],
    ['closed', () => world.standIn.close('acme/shop', 7)],
  ])('is not asked where the pull request was %s', async (_, change) => {
    const record = running(since(-121));
    await change();
    const { traffic, measured } = await look({ record, platform: sleepy });
    expect([traffic, measured]).toEqual([{ kind: 'not-asked' }, []]);
  });
});

describe('what of a head is read', () => {
  it('its config, where policy admits it', async () => {
    await open();
    const { pullRequest, config, kind } = await look();
    expect(kind).toBe('observation');
    expect(pullRequest).toMatchObject({ kind: 'found', pullRequest: { number: 7, state: 'open' } });
    expect(config).toMatchObject({ kind: 'valid', config: { projectId: 'shop' } });
  });

  it.each<[string, object, Given]>([
    ['of a fork', { fork: true }, {}],
    ['of a deleted fork', { fork: 'gone' }, {}],
    ['of a draft', { draft: true }, {}],
    ['of a bot', { author: 'renovate[bot]' }, {}],
    ['with the label no-preview', { labels: ['no-preview'] }, { record: live }],
    [
      'without the label that asks',
      {},
      { platform: { ...samplePlatform(), projects: [byLabel!] } },
    ],
    ['of a project being removed', {}, { platform: samplePlatform({ shop: 'state: removing' }) }],
    [
      'of another repository of the same name',
      {},
      { record: sampleRecord('7', { source: { ...live.source, repositoryId: 9 } }) },
    ],
    ['of a draft whose tombstone stands', { draft: true }, { record: tombstone() }],
  ])('nothing %s', async (_, options, given) => {
    await open(options);
    const { pullRequest, config } = await look(given);
    expect(pullRequest.kind).toBe('found');
    expect(config.kind).toBe('not-asked');
    expect(calls('/contents/') + calls('/git/')).toBe(0);
  });

  it('nothing once it is closed', async () => {
    await open();
    await world.standIn.close('acme/shop', 7);
    expect((await look({ record: live })).config.kind).toBe('not-asked');
    expect(calls('/contents/')).toBe(0);
  });

  it('the config of what lives already, though it became a draft', async () => {
    await open({ draft: true });
    expect((await look({ record: live })).config.kind).toBe('valid');
  });

  it('a project that platform.yaml does not name: GitHub is not asked at all', async () => {
    await open();
    const { pullRequest, config } = await look({ wake: { project: 'lost' }, record: live });
    expect([pullRequest.kind, config.kind]).toEqual(['not-asked', 'not-asked']);
    expect(world.standIn.countCalls()).toBe(0);
  });
});

describe('k8s-ee.yaml', () => {
  it.each<[string, Files[string] | undefined, RegExp]>([
    ['missing', undefined, /there is no k8s-ee\.yaml at [0-9a-f]{7}; add one.*projectId: shop/],
    ['invalid', 'projectId: shop\napp: {port: eighty}\n', /app\.port.*eighty/],
    ['of another project', 'projectId: other\n', /other/],
    ['larger than it may be', `projectId: shop\n# ${'x'.repeat(70_000)}\n`, /bytes|large/],
    ['a link that leads out', { symlink: '../../../etc/passwd' }, /./],
    ['no text', Buffer.from([0xff, 0xfe, 0x00]), /./],
  ])('%s: that is a fact, with the reason', async (_, text, message) => {
    await open({ files: { 'k8s-ee.yaml': 'projectId: shop\n' } });
    await world.standIn.push('acme/shop', 7, { 'k8s-ee.yaml': text });
    const { config } = await look();
    const problems = config.kind === 'invalid' ? config.problems : [];
    expect(problems.map((problem) => `${problem.path}: ${problem.message}`).join()).toMatch(
      message,
    );
  });

  it('GitHub does not say: unknown, never missing', async () => {
    await open();
    world.standIn.fail({ status: 500, match: ({ path }) => path.includes('/contents/') });
    const { pullRequest, config } = await look();
    expect([pullRequest.kind, config.kind]).toEqual(['found', 'unknown']);
  });
});

describe('GitHub does not say what the pull request is', () => {
  it.each<[string, Fault]>([
    ['500', { status: 500 }],
    ['502', { status: 502, body: '<html>' }],
    ['404', { status: 404 }],
    ['403', { status: 403 }],
    ['401', { status: 401 }],
    ['nonsense', { status: 200, body: { state: 'closed' } }],
    ['nothing in time', { kind: 'hang' }],
    ['a cut connection', { kind: 'reset' }],
  ])('%s: unknown, with the reason; nothing else of it is asked', async (_, fault) => {
    await open();
    world.standIn.fail(fault);
    const { pullRequest, config, kind } = await look({ record: live });
    expect(pullRequest).toEqual({ kind: 'unknown', reason: expect.stringMatching(/./) as string });
    expect([config.kind, kind]).toEqual(['not-asked', 'observation']);
  });
});

describe('an answer older than the event', () => {
  const claimed = (ms: number) => {
    const updatedAt = world.standIn.pullRequest('acme/shop', 7).updatedAt.getTime() + ms;
    return { claim: { updatedAt: new Date(Math.floor(updatedAt / 1000) * 1000).toISOString() } };
  };

  it.each([
    [-60_000, 'observation'],
    [0, 'observation'],
    [60_000, 'stale'],
  ])('the event is %i ms newer: %s', async (ms, kind) => {
    await open();
    expect((await look({ wake: claimed(ms) })).kind).toBe(kind);
  });

  it('an unknown answer is not called stale', async () => {
    await open();
    world.standIn.fail({ status: 404 });
    expect((await look({ wake: claimed(60_000) })).kind).toBe('observation');
  });
});

describe('what is left of a tombstone', () => {
  const since = tombstone().cause?.since;
  const known = (
    namespace: 'absent' | 'present' | 'terminating',
    application?: { syncedRevision?: string },
  ): ClusterFact => ({ kind: 'known', namespace, application });

  it.each<[string, ClusterFact, object]>([
    ['the cluster is not observed', { kind: 'off' }, { kind: 'off' }],
    [
      'it does not answer',
      { kind: 'unknown', reason: 'late' },
      { kind: 'unknown', reason: 'late' },
    ],
    ['its namespace', known('present'), { kind: 'present', since }],
    [
      'its namespace, which hangs',
      known('terminating', { syncedRevision: 'newer' }),
      { kind: 'present', since },
    ],
    ['nothing', known('absent'), { kind: 'gone', since }],
    [
      'an Application that is emptied',
      known('absent', { syncedRevision: 'newer' }),
      { kind: 'gone', since },
    ],
    [
      'an Application that may bring it back',
      known('absent', { syncedRevision: 'older' }),
      { kind: 'present', since },
    ],
    ['an Application that never synced', known('absent', {}), { kind: 'present', since }],
  ])('%s', async (_, cluster, expected) => {
    await open();
    expect((await look({ record: tombstone(), cluster })).remains).toMatchObject(expected);
  });

  it('whose commit is not known any more: it may come back', async () => {
    const { remains } = await look({
      record: tombstone(),
      cluster: known('absent', { syncedRevision: 'newer' }),
      repository: {
        lastCommitOf: () => Promise.resolve(undefined),
        contains: () => Promise.resolve(true),
      },
    });
    expect(remains.kind).toBe('present');
  });

  it('is asked also where platform.yaml does not name the project, and GitHub says nothing', async () => {
    const { remains, asked } = await look({
      wake: { project: 'lost' },
      record: tombstone(),
      cluster: known('absent'),
    });
    expect([remains.kind, asked]).toEqual(['gone', ['shop-pr-7']]);
  });

  it.each([
    ['of what lives', live],
    ['of what never was', undefined],
  ])('is not asked %s', async (_, record) => {
    await open();
    const { remains, asked } = await look({ ...(record && { record }), cluster: known('absent') });
    expect([remains.kind, asked]).toEqual(['not-asked', []]);
  });

  it.each([true, false])('whether its end was told: %p', async (told) => {
    expect((await look({ record: tombstone(), told })).finalCommentWritten).toBe(told);
  });
});

describe('whether the sync of what Git holds failed', () => {
  const failure = (revision: string): SyncState => ({
    kind: 'known',
    failure: { revision, finishedAt: at(-1), message: 'refused' },
  });

  it.each<[string, SyncState, Observation['sync']]>([
    [
      'at a commit with its manifests',
      failure('newer'),
      {
        ...{ kind: 'failed', at: at(-1), message: 'refused' },
        of: { sha: live.source.sha, state: 'active', attempt: 0 },
      },
    ],
    ['at a commit before its manifests', failure('older'), { kind: 'not-failed' }],
    ['never', { kind: 'known' }, { kind: 'not-failed' }],
    ['nobody knows', { kind: 'unknown', reason: 'late' }, { kind: 'unknown', reason: 'late' }],
    ['nobody looks', { kind: 'off' }, { kind: 'off' }],
  ])('%s', async (_, sync, expected) => {
    await open();
    expect((await look({ record: live, sync })).sync).toEqual(expected);
  });

  it('is not asked of a tombstone', async () => {
    await open();
    expect((await look({ record: tombstone(), sync: failure('newer') })).sync.kind).toBe(
      'not-asked',
    );
  });
});
