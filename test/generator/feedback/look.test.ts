import type { ApplicationState } from '../../../generator/cluster/application.ts';
import { createLook } from '../../../generator/feedback/look.ts';
import { NOTHING_SEEN, type Run, type Seen } from '../../../generator/feedback/seen.ts';
import type { ProbeFact } from '../../../generator/probe/probe.ts';
import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { createTime } from '../../simulation/time.ts';
import { OTHER_SHA } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';

const HEALTHY: ApplicationState = { syncedRevision: 'wanted', health: 'Healthy', deleting: false };
const ANSWERS = { kind: 'answers', status: 200 } as ProbeFact;
const SILENT: ProbeFact = { kind: 'silent', reason: 'the answer is 502' };
const finding = { kind: 'crash', part: 'app', summary: 'it crashed', fix: 'mend it' } as const;

/** A cluster and a URL as the test has them; `before` and `wanted` are commits, in this order. */
function start() {
  const time = createTime();
  const world = {
    application: HEALTHY as ApplicationState | undefined,
    unknown: undefined as string | undefined,
    setProblem: undefined as string | undefined,
    rolledOut: true,
    answer: ANSWERS,
    probes: [] as string[],
    diagnosed: [] as Run[],
  };
  const commits = ['before', 'wanted', 'after'];
  const look = createLook({
    cluster: {
      applications: {
        sync: () => ({ kind: 'off' }),
        state: () =>
          world.unknown === undefined
            ? { kind: 'known', ...(world.application && { application: world.application }) }
            : { kind: 'unknown', reason: world.unknown },
        follow: () => Promise.resolve(),
      },
      rollout: async () => ({ kind: 'known', done: world.rolledOut }),
      applicationSets: {
        state: () => ({ kind: 'known', ...(world.setProblem && { problem: world.setProblem }) }),
        follow: () => Promise.resolve(),
      },
    },
    repository: {
      lastCommitOf: async () => 'wanted',
      contains: async (revision, commit) => commits.indexOf(revision) >= commits.indexOf(commit),
    },
    async probe(url) {
      world.probes.push(url);
      return world.answer;
    },
    async diagnose(_record, run) {
      world.diagnosed.push(run);
      return [finding];
    },
    url: ({ id }) => `https://${id}.acme-previews.dev`,
    clock: time,
  });
  let seen: Seen = NOTHING_SEEN;
  const see = async (record: EnvironmentRecord = sampleRecord('7')) => {
    const looked = await look(record, seen);
    seen = looked.seen;
    return looked;
  };
  const after = (ms: number) => time.runUntil(time.ms() + ms);
  return { world, see, after };
}

describe('what is seen of a deployment', () => {
  it('is that it answers, asked once, and nothing more is asked then', async () => {
    const { world, see } = start();
    expect(await see()).toMatchObject({
      seen: { run: { kind: 'synced', health: 'Healthy' }, runningSha: SHA },
    });
    expect(await see()).not.toHaveProperty('againMs');
    expect(world.probes).toEqual(['https://shop-pr-7.acme-previews.dev']);
    expect(world.diagnosed).toEqual([]);
  });

  it('is nothing of the commit before, which Argo CD may still call healthy', async () => {
    const { world, see } = start();
    world.rolledOut = false;
    expect(await see()).toMatchObject({
      seen: { run: { kind: 'synced', health: 'Progressing' }, runningSha: undefined },
      againMs: 3_000,
    });
    expect(world.probes).toEqual([]);
  });

  it('is asked anew after a push, an attempt and a wake', async () => {
    const { world, see } = start();
    const { source, lifecycle } = sampleRecord('7');
    await see();
    await see(sampleRecord('7', { source: { ...source, sha: OTHER_SHA } }));
    await see(sampleRecord('7', { lifecycle: { ...lifecycle, attempt: 1 } }));
    await see(sampleRecord('7', { lifecycle: { ...lifecycle, wokenAt: '2026-01-05T12:00:00Z' } }));
    expect(world.probes).toHaveLength(4);
  });

  it('is nothing of an older commit: what is synced must contain the manifests', async () => {
    const { world, see } = start();
    world.application = { ...HEALTHY, syncedRevision: 'before' };
    expect((await see()).seen).toMatchObject({ run: { kind: 'syncing' }, runningSha: undefined });
    world.application = { ...HEALTHY, syncedRevision: 'after' };
    expect((await see()).seen.run).toEqual({ kind: 'synced', health: 'Healthy' });
  });

  it('is a failed sync only where it is of what Git holds', async () => {
    const { world, see } = start();
    const failure = { finishedAt: '2026-01-05T12:00:00Z', message: 'refused' };
    const failed = (revision: string) => ({
      ...{ health: 'Healthy', deleting: false, syncedRevision: 'before' },
      failure: { ...failure, revision },
    });
    world.application = failed('before');
    expect((await see()).seen.run.kind).toBe('syncing');
    world.application = failed('wanted');
    expect((await see()).seen).toMatchObject({
      run: { kind: 'failed', message: 'refused' },
      findings: [finding],
    });
  });

  it('asks again ever more rarely while the URL is silent', async () => {
    const { world, see, after } = start();
    world.answer = SILENT;
    expect((await see()).againMs).toBe(3_000);
    await after(120_000);
    expect(await see()).toMatchObject({ againMs: 15_000, seen: { waitedMs: 120_000 } });
    await after(1_800_000);
    expect((await see()).againMs).toBe(300_000);
  });

  it('asks what is wrong only once pods had their time, at once where they gave up', async () => {
    const { world, see, after } = start();
    world.application = { ...HEALTHY, health: 'Progressing' };
    await see();
    await after(9_000);
    await see();
    expect([world.diagnosed.length, world.probes.length]).toEqual([0, 0]);
    await after(1_000);
    expect((await see()).seen.findings).toEqual([finding]);
    world.application = { ...HEALTHY, health: 'Degraded' };
    await see(sampleRecord('7', { data: { epoch: 2, storage: {} } }));
    expect(world.diagnosed).toHaveLength(2);
  });

  it('asks for the URL again once what answered was not healthy meanwhile', async () => {
    const { world, see } = start();
    await see();
    world.application = { ...HEALTHY, health: 'Progressing' };
    await see();
    world.application = HEALTHY;
    world.answer = SILENT;
    expect((await see()).seen.answer).toEqual(SILENT);
  });

  it('is nothing of the URL while it sleeps', async () => {
    const { world, see } = start();
    const { seen } = await see(sampleRecord('7', { state: 'sleeping' }));
    expect(seen).toMatchObject({ run: { kind: 'synced' }, runningSha: undefined });
    expect(world.probes).toEqual([]);
  });

  it('names what Argo CD says where there is no Application', async () => {
    const { world, see } = start();
    world.application = undefined;
    expect((await see()).seen.run).toEqual({ kind: 'absent' });
    world.setProblem = 'bad credential';
    expect((await see()).seen.run).toEqual({ kind: 'absent', reason: 'bad credential' });
    world.unknown = '403';
    expect((await see()).seen.run).toEqual({ kind: 'unknown', reason: '403' });
  });

  it('keeps for a while what was seen before Kubernetes fell silent', async () => {
    const { world, see, after } = start();
    await see();
    world.unknown = '503';
    expect(await see()).toMatchObject({
      seen: { run: { kind: 'synced' }, answer: { kind: 'answers' }, runningSha: SHA },
      againMs: 15_000,
    });
    await after(300_000);
    expect((await see()).seen.run).toEqual({ kind: 'unknown', reason: '503' });
    world.unknown = undefined;
    expect((await see()).seen.answer).toEqual({ kind: 'answers' });
  });
});
