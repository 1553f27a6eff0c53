import { noApplicationSets } from '../../../generator/cluster/application-sets.ts';
import { noEvidence } from '../../../generator/cluster/evidence.ts';
import { noServiceLogs } from '../../../generator/cluster/service-logs.ts';
import { noRollout } from '../../../generator/cluster/rollout.ts';
import { noApplications } from '../../../generator/cluster/applications.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision } from '../../../generator/reconcile/decision.ts';
import { createReconciler, type Reconciler } from '../../../generator/reconcile/reconciler.ts';
import { createHealth } from '../../../generator/telemetry/health.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { openRepository } from '../../support/repository-fixture.ts';
import { start as startGitHub } from '../github/start.ts';
import { recordPath } from '../gitops/sample-record.ts';
import { platformText } from './round-fixture.ts';

let gitops: GitOpsFixture;
let world: Awaited<ReturnType<typeof startGitHub>>;
const reconcilers: Reconciler[] = [];
beforeEach(async () => {
  world = await startGitHub({ timeoutMs: 2_000, throttle: false });
  gitops = await startGitOps({ branches: 'none' });
  await platform();
  await gitops.person.push('environments', { 'README.md': '# Environments\n' });
});
afterEach(async () => {
  for (const reconciler of reconcilers.splice(0)) await reconciler.drain();
  await world.standIn.stop();
  await gitops.stop();
});

const platform = (change: Parameters<typeof platformText>[1] & { rest?: string } = {}) => {
  const text = platformText(gitops.url, { github: world.standIn.url, ...change });
  return gitops.person.push('main', { 'platform.yaml': `${text}${change.rest ?? ''}` });
};

function start() {
  const health = createHealth();
  const metrics = createMetrics();
  const logged: string[] = [];
  const told: Decision[] = [];
  const forwarded: string[] = [];
  const reconciler = createReconciler({
    repository: openRepository(gitops),
    github: world.github,
    cluster: {
      environment: () => Promise.resolve({ kind: 'off' }),
      hasApplications: () => Promise.resolve(undefined),
      applications: noApplications,
      applicationSets: noApplicationSets,
      evidence: noEvidence,
      rollout: noRollout,
      serviceLogs: noServiceLogs,
    },
    registry: { digest: () => Promise.resolve({ kind: 'missing', reason: 'none' }) },
    traffic: { requestsWithin: () => Promise.resolve({ kind: 'known', requests: 0 }) },
    reporter: { toldEnd: () => false, idle: () => Promise.resolve() },
    board: {
      decided: (all) => void told.push(...all.map(({ decision }) => decision)),
      settled: () => false,
    },
    acknowledger: { answer: () => undefined, idle: () => Promise.resolve() },
    announcer: {
      announce: (_platform, _head, bodies) => Promise.resolve(void forwarded.push(...bodies)),
      idle: () => Promise.resolve(),
    },
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    ...{ health, metrics },
    now: () => new Date(),
    version: '9.9.9',
    branch: 'main',
    canSign: true,
  });
  reconcilers.push(reconciler);
  return { reconciler, health: () => health.body().parts, metrics, logged, told, forwarded };
}

/** One that has done its first round and the sweep after it. */
async function started() {
  const generator = start();
  const lists = () =>
    world.standIn.calls.filter(
      ({ path, status }) => path === '/repos/acme/shop/pulls' && status === 200,
    ).length;
  const before = lists();
  generator.reconciler.remoteMoved();
  await until('the first sweep', () => lists() > before);
  return generator;
}

async function until<T>(what: string, look: () => T | Promise<T>, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`not seen in ${seconds} s: ${what}`);
    await sleep(20);
  }
}

const record = (number: number) => gitops.person.read('environments', recordPath(`${number}`));
const says = (number: number, text: string) => async () =>
  (await record(number))?.includes(text) ?? false;
/** Its push is done before the reconciler knows of it. */
const knows = (reconciler: Reconciler, number: number) =>
  until(`${number} among the records`, () =>
    reconciler.records()?.records.has(`shop-pr-${number}`),
  );
const open = (number: number) => world.standIn.openPullRequest('acme/shop', { number });
const shop = (number: number) => ({ project: 'shop', number: String(number) });

describe('lost events', () => {
  it('a sweep finds what was opened and what was closed meanwhile', async () => {
    await open(1);
    const { reconciler } = await started();
    await until('1 by the sweep after the first round', says(1, 'state: active'));
    await knows(reconciler, 1);
    await open(2);
    await world.standIn.close('acme/shop', 1);
    await reconciler.sweep();
    await until('2', says(2, 'state: active'));
    await until('the end of 1', says(1, 'state: destroying'));
  });

  it('a sweep without an answer changes nothing', async () => {
    await open(1);
    const { reconciler, logged, metrics } = await started();
    await until('1', says(1, 'state: active'));
    await knows(reconciler, 1);
    await world.standIn.close('acme/shop', 1);
    const head = await gitops.person.head('environments');
    world.standIn.fail({ status: 404 });
    await reconciler.sweep();
    await until('the doubt', async () => (await metrics.unknowns.get()).values[0]?.value);
    await until('its round', () => logged.some((line) => line.includes('pull-request-unknown')));
    expect(logged.join('')).toContain('open pull requests unknown: kept');
    expect(await gitops.person.head('environments')).toBe(head);
  });

  it('a push to the GitOps repository is noticed by asking for the heads, and only then', async () => {
    await open(1);
    const { reconciler, metrics } = await started();
    await until('1', says(1, 'state: active'));
    await reconciler.drain();
    const rounds = async () =>
      (await metrics.rounds.get()).values.reduce((sum, { value }) => sum + value, 0);
    const before = await rounds();
    const { values } = await metrics.roundSeconds.get();
    expect(values.find(({ metricName }) => metricName?.endsWith('_count'))?.value).toBe(1);
    await reconciler.pollRemote();
    await reconciler.drain();
    expect(await rounds()).toBe(before);
    const text = (await record(1))?.replace('state: active', 'state: destroying');
    await gitops.person.push('environments', { [recordPath('1')]: text });
    await reconciler.pollRemote();
    await until('the end', says(1, 'reason: held'));
  });
});

describe('an environment whose time is over', () => {
  it('is removed, and people are told how it comes back', async () => {
    await open(1);
    const generator = await started();
    await until('1', says(1, 'state: active'));
    await knows(generator.reconciler, 1);
    const text = (await record(1)) ?? '';
    expect(text).toMatch(/^ {2}expiresAt: /m);
    const over = text.replace(/expiresAt: .*/, 'expiresAt: 2026-01-01T00:00:00Z');
    await gitops.person.push('environments', { [recordPath('1')]: over });
    await generator.reconciler.pollRemote();
    await until('the end', says(1, 'reason: expired'));
    await until('the view', () => generator.told.at(-1)?.status === 'destroying');
    expect(generator.told.at(-1)?.reason).toContain('push to the pull request');
  });
});

describe('facts that are missing', () => {
  it('are asked again without an event, and what was to be forwarded waits', async () => {
    const { reconciler, forwarded, health } = await started();
    await open(1);
    world.standIn.fail({ status: 404, times: 1 });
    reconciler.wake({ ...shop(1), forward: ['opened'] });
    await until('the doubt', () => !health().github.ok);
    expect([forwarded, await record(1)]).toEqual([[], undefined]);
    await until('1', says(1, 'state: active'));
    await until('the event', () => forwarded.length);
    expect([forwarded, health().github.ok]).toEqual([['opened'], true]);
  });

  it('an answer older than its event is asked again, not decided on', async () => {
    const { reconciler, logged } = await started();
    const { pull } = await open(1);
    // GitHub tells whole seconds.
    const updatedAt = new Date(Math.floor(pull.updatedAt.getTime() / 1_000) * 1_000 + 5_000);
    reconciler.wake({ ...shop(1), claim: { updatedAt: updatedAt.toISOString() } });
    await sleep(500);
    expect(logged.join('')).not.toContain('shop-pr-1');
    pull.updatedAt = updatedAt;
    await until('1', says(1, 'state: active'));
  });

  it('an answer that stays older is believed in the end', async () => {
    const { reconciler } = await started();
    await open(1);
    const updatedAt = new Date(Date.now() + 3_600_000).toISOString();
    reconciler.wake({ ...shop(1), claim: { updatedAt }, tries: 3 });
    await until('1', says(1, 'state: active'));
  });
});

describe('platform.yaml that becomes invalid', () => {
  it('the previous one stays in effect, and health and metrics say why', async () => {
    const { reconciler, health, metrics } = await started();
    await platform({ domain: 'next.dev', rest: 'unheard: of\n' });
    reconciler.remoteMoved();
    await until('the problem', () => !health().platform.ok);
    expect(health().platform.detail).toMatch(/line \d+.*unheard/);
    expect((await metrics.platformValid.get()).values[0]?.value).toBe(0);
    await open(1);
    reconciler.wake(shop(1));
    await until('1', says(1, 'state: active'));
    const ingress = await gitops.person.git('grep', '-h', 'shop-pr-1\\.', 'origin/environments');
    expect(ingress).toContain('shop-pr-1.acme-previews.dev');

    await platform({ domain: 'next.dev' });
    reconciler.remoteMoved();
    await until('the correction', () => health().platform.ok);
    const app = 'environments/shop/pr-1/manifests/app.yaml';
    await until('everything anew', async () =>
      (await gitops.person.read('environments', app))?.includes('shop-pr-1.next.dev'),
    );
  });

  it('after a restart nothing is done until it is corrected', async () => {
    await open(1);
    const before = await started();
    await until('1', says(1, 'state: active'));
    await before.reconciler.drain();
    await world.standIn.close('acme/shop', 1);
    await open(2);
    await platform({ rest: 'unheard: of\n' });
    const head = await gitops.person.head('environments');

    const { reconciler, health } = start();
    reconciler.wake(shop(1));
    reconciler.wake(shop(2));
    await until('the problem', () => !health().platform.ok);
    await reconciler.sweep();
    await sleep(300);
    expect([await gitops.person.head('environments'), reconciler.platform()]).toEqual([
      head,
      undefined,
    ]);
    expect(health().git).toMatchObject({ ok: false });

    await platform();
    reconciler.remoteMoved();
    await until('the end of 1', says(1, 'state: destroying'));
    await until('2', says(2, 'state: active'));
  });

  it('a project that is gone: kept; one that comes: its open pull requests are found', async () => {
    await open(1);
    const { reconciler, metrics } = await started();
    await until('1', says(1, 'state: active'));
    await knows(reconciler, 1);
    world.standIn.createRepository('acme/blog', { files: { 'k8s-ee.yaml': 'projectId: blog\n' } });
    await world.standIn.openPullRequest('acme/blog', { number: 5 });
    await world.standIn.close('acme/shop', 1);
    const projects = '  - {id: blog, repository: acme/blog, image: "ghcr.io/acme/blog:{sha}"}';
    await platform({ projects });
    reconciler.remoteMoved();
    const blog = 'environments/blog/pr-5/environment.yaml';
    await until('blog', () => gitops.person.read('environments', blog));
    await until('the alarm', async () =>
      (await metrics.alarms.get()).values.some(({ labels }) => labels.rule === 'project-vanished'),
    );
    expect(await record(1)).toContain('state: active');
  });
});

describe('Git that does not answer', () => {
  it('what was accepted is not lost: it is pushed once Git is back', async () => {
    const { reconciler, health, metrics, forwarded } = await started();
    await open(1);
    gitops.server.setFailure(503);
    reconciler.wake({ ...shop(1), forward: ['opened'] });
    await until('the failure', () => !health().git.ok);
    expect(health().git.detail).toContain('503');
    const failed = (await metrics.rounds.get()).values.find(
      ({ labels }) => labels.result === 'failed',
    );
    expect(failed?.value).toBeGreaterThan(0);
    expect(forwarded).toEqual([]);
    gitops.server.setFailure(undefined);
    await until('1', says(1, 'state: active'));
    await until('the event', () => forwarded.length);
    expect([forwarded, health().git.ok]).toEqual([['opened'], true]);
  });
});

it('draining finishes what was accepted and drops the retries', async () => {
  const { reconciler } = await started();
  await open(1);
  await open(2);
  world.standIn.fail({ status: 404, match: ({ path }) => path.endsWith('/pulls/2') });
  reconciler.wake(shop(1));
  reconciler.wake(shop(2));
  await reconciler.drain();
  expect(await record(1)).toContain('state: active');
  expect([reconciler.queueLength(), await record(2)]).toEqual([0, undefined]);
});
