import type { Deployment } from '../../../generator/github/client.ts';
import { start } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;
let sha: string;

beforeEach(async () => {
  running = await start({ throttle: false });
  const { pull } = await running.standIn.openPullRequest('acme/shop', { number: 7 });
  sha = pull.head.sha;
});

afterEach(() => running.standIn.stop());

type Shown = Exclude<Deployment, { state: 'inactive' }>;

const wanted = (state: Shown['state'], change: Partial<Shown> = {}): Shown => ({
  environment: 'shop-pr-7',
  sha,
  state,
  description: `now ${state}`,
  environmentUrl: 'https://shop-pr-7.acme-previews.dev',
  logUrl: 'https://argocd.acme.dev/applications/argocd/shop-pr-7',
  create: true,
  replaces: true,
  ...change,
});
const ended: Deployment = { environment: 'shop-pr-7', state: 'inactive', description: 'closed' };
const deployments = () => running.standIn.repository('acme/shop').deployments;
/** Of each Deployment: the beginning of its commit, and the states it went through. */
const history = () =>
  deployments().map(({ sha, statuses }) => [sha, statuses.map(({ state }) => state)]);
const show = (to: Deployment, github = running.github) => github.deployment('acme/shop', 7, to);
const calls = (method?: string) =>
  running.standIn.calls.filter((call) => method === undefined || call.method === method).length;
const push = async () => {
  const { pull } = await running.standIn.push('acme/shop', 7);
  sha = pull.head.sha;
  return sha;
};

describe('the Deployment of a commit', () => {
  it('is made once, says what is known, and is left alone when nothing changed', async () => {
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'written' });
    const before = running.standIn.calls.length;
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'unchanged' });
    expect(running.standIn.calls.length).toBe(before);
    expect(await show(wanted('success'))).toEqual({ kind: 'written' });
    expect(history()).toEqual([[sha, ['in_progress', 'success']]]);
    expect(deployments()[0]).toMatchObject({
      ...{ environment: 'preview', transient: true, production: false, ref: sha },
      ...{ payload: { 'k8s-ee': 'shop-pr-7' }, description: 'Preview environment shop-pr-7' },
      statuses: [
        expect.anything(),
        {
          description: 'now success',
          environmentUrl: 'https://shop-pr-7.acme-previews.dev',
          logUrl: 'https://argocd.acme.dev/applications/argocd/shop-pr-7',
        },
      ],
    });
  });

  it('is made although checks of the commit failed', async () => {
    const check = { environment: 'shop-pr-7', sha, title: 't', summary: 's', description: 'd' };
    const red = { ...check, state: 'failure' as const, detailsUrl: 'https://x.dev', create: true };
    await running.github.check('acme/shop', red);
    expect(await show(wanted('in_progress'))).toEqual({ kind: 'written' });
  });

  it('is found again by a process that never saw it, among those of a hundred others', async () => {
    for (let n = 100; n < 220; n++) {
      const other = { environment: `shop-pr-${n}`, sha: await push() };
      await show(wanted('queued', other));
    }
    await show(wanted('success'));
    const made = deployments().length;
    const again = running.connect();
    const before = calls('POST');
    expect(await show(wanted('success'), again)).toEqual({ kind: 'unchanged' });
    expect([deployments().length, calls('POST')]).toEqual([made, before]);
    expect(await show(wanted('failure'), again)).toEqual({ kind: 'written' });
    expect([deployments().length, calls('POST')]).toEqual([made, before + 1]);
  });

  it('ends those of older commits before it begins, but not while it waits in the queue', async () => {
    const first = sha;
    await show(wanted('success'));
    const second = await push();
    await show(wanted('queued', { replaces: false }));
    expect(history()).toEqual([
      [first, ['success']],
      [second, ['queued']],
    ]);
    await show(wanted('in_progress'));
    expect(history()).toEqual([
      [first, ['success', 'inactive']],
      [second, ['queued', 'in_progress']],
    ]);
  });

  it('ends older ones that a process before left, whatever was pushed since', async () => {
    const first = sha;
    await show(wanted('success'));
    const second = await push();
    await show(wanted('queued', { replaces: false }));
    const third = await push();
    const again = running.connect();
    await show(wanted('in_progress'), again);
    // Back to where it began.
    await show(wanted('in_progress', { sha: first }), running.connect());
    expect(history()).toEqual([
      [first, ['success', 'inactive', 'in_progress']],
      [second, ['queued', 'inactive']],
      [third, ['in_progress', 'inactive']],
    ]);
  });

  it('is ended with all others when the environment goes, once', async () => {
    await show(wanted('success'));
    await push();
    await show(wanted('queued', { replaces: false }));
    expect(await show(ended, running.connect())).toEqual({ kind: 'written' });
    expect(history().map(([, states]) => states?.at(-1))).toEqual(['inactive', 'inactive']);
    expect(await show(ended)).toEqual({ kind: 'written' });
    expect(await show(ended)).toEqual({ kind: 'unchanged' });
    expect(await show({ ...ended, environment: 'shop-pr-8' })).toEqual({ kind: 'none' });
  });

  it('is begun again where it was ended: a pull request was reopened', async () => {
    await show(wanted('success'));
    await show(ended);
    await show(wanted('in_progress'));
    expect(history()).toEqual([[sha, ['success', 'inactive', 'in_progress']]]);
  });

  it('is not made where only one that stands is to be corrected', async () => {
    expect(await show(wanted('failure', { create: false }))).toEqual({ kind: 'none' });
    await show(wanted('queued'));
    expect(await show(wanted('failure', { create: false }))).toEqual({ kind: 'written' });
    expect(history()).toEqual([[sha, ['queued', 'failure']]]);
  });

  it('is never made for a commit of a fork: its workflows would run with our secrets', async () => {
    const { pull } = await running.standIn.openPullRequest('acme/shop', { number: 9, fork: true });
    const fork = wanted('in_progress', { sha: pull.head.sha, environment: 'shop-pr-9' });
    expect(await running.github.deployment('acme/shop', 9, fork)).toEqual({ kind: 'none' });
    expect(deployments()).toEqual([]);
  });

  it('is none of somebody else, whatever its name and payload', async () => {
    const post = (body: object) =>
      fetch(`${running.standIn.url}/repos/acme/shop/deployments`, {
        method: 'POST',
        headers: { authorization: 'Bearer ghp_SecretSecretSecretSecretSecret0001' },
        body: JSON.stringify({ ref: sha, required_contexts: [], ...body }),
      });
    await post({ environment: 'preview' });
    await post({ environment: 'preview', task: 'deploy:shop-pr-7', payload: 'no JSON' });
    await post({ environment: 'staging', payload: { 'k8s-ee': 'shop-pr-7' } });
    await show(wanted('success'));
    await show(ended);
    expect(history().map(([, states]) => states)).toEqual([[], [], [], ['success', 'inactive']]);
  });
});

describe('one Deployment for a commit', () => {
  it('also where several ask for it at once', async () => {
    await Promise.all(
      [1, 2, 3, 4].map((n) => show(wanted('in_progress', { description: `${n}` }))),
    );
    expect(deployments().map(({ statuses }) => statuses.at(-1)?.description)).toEqual(['4']);
    const path = '/repos/acme/shop/deployments';
    expect(running.standIn.countCalls({ method: 'POST', path })).toBe(1);
  });

  it('also where two processes that write as we do make it in the same moment', async () => {
    const other = running.connect();
    await Promise.all([show(wanted('in_progress')), show(wanted('in_progress'), other)]);
    await show(wanted('success'));
    await show(wanted('success'), other);
    expect(history().filter(([, states]) => states?.at(-1) !== 'inactive')).toHaveLength(1);
    await show(wanted('failure'), running.connect());
    expect(deployments()).toHaveLength(1);
  });

  it('also where GitHub makes it and then answers 502', async () => {
    const path = '/repos/acme/shop/deployments';
    const post = ({ method, path: at }: { method: string; path: string }) =>
      method === 'POST' && at === path;
    running.standIn.fail({ match: post, status: 502, times: 1 });
    expect(await show(wanted('in_progress'))).toMatchObject({ kind: 'unknown' });
    expect(running.standIn.countCalls({ method: 'POST', path })).toBe(1);
    // What GitHub made behind the 502 is found by the next attempt.
    await show(wanted('in_progress'), running.connect());
    await show(wanted('success'));
    expect(history()).toEqual([[sha, ['in_progress', 'success']]]);
  });

  it('made anew when somebody deleted it', async () => {
    await show(wanted('in_progress'));
    deployments().length = 0;
    expect(await show(wanted('success'))).toEqual({ kind: 'written' });
    expect(history()).toEqual([[sha, ['success']]]);
  });
});
