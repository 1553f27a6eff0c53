import type { Check } from '../../../generator/github/client.ts';
import { testApp, testAppPrivateKey } from '../demo/github/app-keys.ts';
import { start } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;
let sha: string;
const app = { kind: 'app' as const, appId: String(testApp.id), privateKey: testAppPrivateKey };

async function begin(...how: Parameters<typeof start>): Promise<void> {
  running = await start(...how);
  const { pull } = await running.standIn.openPullRequest('acme/shop', { number: 7 });
  sha = pull.head.sha;
}

afterEach(() => running.standIn.stop());

const wanted = (state: Check['state'], change: Partial<Check> = {}): Check => ({
  environment: 'shop-pr-7',
  sha,
  state,
  title: `Title ${state}`,
  summary: `Summary of *${state}*`,
  description: `now ${state}`,
  detailsUrl: 'https://shop-pr-7.acme-previews.dev',
  create: true,
  ...change,
});
const show = (to: Check, github = running.github) => github.check('acme/shop', to);
const repository = () => running.standIn.repository('acme/shop');
const runs = () =>
  repository().checkRuns.map(({ sha, status, conclusion }) => [sha, conclusion ?? status]);
const statuses = () => repository().statuses.map(({ sha, state }) => [sha, state]);
const writes = () => running.standIn.calls.filter(({ method }) => method !== 'GET').length;
const push = async () => {
  const { pull } = await running.standIn.push('acme/shop', 7);
  sha = pull.head.sha;
};

describe('the check run of an App', () => {
  beforeEach(() => begin({ auth: app, throttle: false }, { app: testApp }));

  it('is made once, changed as it goes, and left alone when nothing changed', async () => {
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'written' });
    const before = running.standIn.calls.length;
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'unchanged' });
    expect(running.standIn.calls.length).toBe(before);
    for (const state of ['success', 'failure', 'in_progress', 'neutral'] as const) {
      expect(await show(wanted(state))).toEqual({ kind: 'written' });
      expect(runs()).toEqual([[sha, state]]);
    }
    expect(repository().checkRuns).toMatchObject([
      {
        ...{ name: 'preview', externalId: 'shop-pr-7', title: 'Title neutral' },
        ...{ summary: 'Summary of *neutral*', app: 'previews' },
        detailsUrl: 'https://shop-pr-7.acme-previews.dev',
      },
    ]);
    expect(repository().statuses).toEqual([]);
  });

  it('is found again by a process that never saw it', async () => {
    await show(wanted('success'));
    const before = writes();
    const again = running.connect();
    expect(await show(wanted('success'), again)).toEqual({ kind: 'unchanged' });
    expect(runs()).toEqual([[sha, 'success']]);
    // The token of the installation.
    expect(writes()).toBe(before + 1);
    expect(await show(wanted('failure'), again)).toEqual({ kind: 'written' });
    expect(runs()).toEqual([[sha, 'failure']]);
  });

  it('is none of another App, which a workflow may use to make any', async () => {
    const forged = { ...wanted('failure'), startedAt: new Date(), completedAt: null };
    repository().checkRuns.push({
      ...{ id: 1, app: 'github-actions', name: 'preview', externalId: 'shop-pr-7' },
      ...{ sha, status: 'completed', conclusion: 'failure', detailsUrl: null },
      ...{ title: null, summary: null },
      ...{ startedAt: forged.startedAt, completedAt: null },
    });
    await show(wanted('success'));
    expect(runs()).toEqual([
      [sha, 'failure'],
      [sha, 'success'],
    ]);
  });

  it('is one, also where two processes that write as we do make it in the same moment', async () => {
    const other = running.connect();
    await Promise.all([show(wanted('in_progress')), show(wanted('in_progress'), other)]);
    await show(wanted('success'));
    await show(wanted('success'), other);
    expect(runs().at(-1)).toEqual([sha, 'success']);
    await show(wanted('failure'), running.connect());
    expect(runs().at(-1)).toEqual([sha, 'failure']);
    expect(runs().filter(([, state]) => state === 'in_progress')).toEqual([]);
  });

  it('is the newest of several that were left, and the others are ended', async () => {
    await show(wanted('in_progress'));
    const [first] = repository().checkRuns;
    if (first) repository().checkRuns.push({ ...first, id: first.id + 1000 });
    await show(wanted('success'), running.connect());
    expect(runs()).toEqual([
      [sha, 'neutral'],
      [sha, 'success'],
    ]);
  });

  it('is not made where only one that stands is to be corrected', async () => {
    expect(await show(wanted('neutral', { create: false }))).toEqual({ kind: 'none' });
    expect(runs()).toEqual([]);
    await show(wanted('in_progress'));
    await show(wanted('neutral', { create: false }));
    expect(runs()).toEqual([[sha, 'neutral']]);
  });

  it('of an older commit does not seem to be under way for ever', async () => {
    const first = sha;
    await show(wanted('in_progress'));
    await push();
    await show(wanted('in_progress'));
    expect(runs()).toEqual([
      [first, 'neutral'],
      [sha, 'in_progress'],
    ]);
    expect(repository().checkRuns[0]?.title).toBe('Replaced by a newer commit');
    await show(wanted('success'));
    const second = sha;
    await push();
    await show(wanted('in_progress'));
    expect(runs()).toEqual([
      [first, 'neutral'],
      [second, 'success'],
      [sha, 'in_progress'],
    ]);
  });

  it('is written although the older commit is no more', async () => {
    await show(wanted('in_progress'));
    repository().checkRuns.length = 0;
    repository().commits.delete(sha);
    await push();
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'written' });
    expect(runs()).toEqual([[sha, 'in_progress']]);
  });

  it('is made again where it is gone', async () => {
    await show(wanted('in_progress'));
    repository().checkRuns.length = 0;
    expect(await show(wanted('success'))).toEqual({ kind: 'written' });
    expect(runs()).toEqual([[sha, 'success']]);
  });

  it('names the permission that the App lacks', async () => {
    const body = { message: 'Resource not accessible by integration' };
    running.standIn.fail({ match: ({ path }) => path.includes('check-runs'), status: 403, body });
    expect(await show(wanted('success'))).toMatchObject({ kind: 'denied' });
    expect(running.logged).toEqual([expect.stringContaining('"permission":"checks: write"')]);
  });
});

describe('the commit status of a token', () => {
  beforeEach(() => begin({ throttle: false }));

  it.each([
    ['in_progress', 'pending'],
    ['success', 'success'],
    ['failure', 'failure'],
    ['neutral', 'success'],
  ] as const)('says %s as %s', async (state, shown) => {
    expect(await show(wanted(state))).toEqual({ kind: 'written' });
    expect(repository().statuses).toMatchObject([
      {
        ...{ context: 'preview', state: shown, description: `now ${state}` },
        targetUrl: 'https://shop-pr-7.acme-previews.dev',
      },
    ]);
    expect(repository().checkRuns).toEqual([]);
  });

  it('is written when it changed, also by a process that never saw it', async () => {
    await show(wanted('in_progress'));
    const before = running.standIn.calls.length;
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'unchanged' });
    expect(running.standIn.calls.length).toBe(before);
    const again = running.connect();
    expect(await show(wanted('in_progress'), again)).toEqual({ kind: 'unchanged' });
    expect(await show(wanted('success'), again)).toEqual({ kind: 'written' });
    expect(statuses()).toEqual([
      [sha, 'pending'],
      [sha, 'success'],
    ]);
  });

  it('is found among those of a hundred other checks', async () => {
    await show(wanted('success'));
    const [ours] = repository().statuses;
    for (let n = 0; n < 150; n++) {
      const other = { id: 5000 + n, context: `ci ${n}`, description: 'green' };
      if (ours) repository().statuses.push({ ...ours, ...other });
    }
    expect(await show(wanted('success'), running.connect())).toEqual({ kind: 'unchanged' });
  });

  it('is not made where only one that stands is to be corrected', async () => {
    expect(await show(wanted('neutral', { create: false }))).toEqual({ kind: 'none' });
    await show(wanted('in_progress'));
    await show(wanted('neutral', { create: false }));
    expect(statuses()).toEqual([
      [sha, 'pending'],
      [sha, 'success'],
    ]);
  });

  it('of an older commit does not seem to be under way for ever', async () => {
    const first = sha;
    await show(wanted('in_progress'));
    await push();
    await show(wanted('in_progress'));
    expect(statuses()).toEqual([
      [first, 'pending'],
      [sha, 'pending'],
      [first, 'success'],
    ]);
    expect(repository().statuses.at(-1)?.description).toMatch(/^no preview: replaced/);
  });
});
