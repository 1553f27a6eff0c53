import { createBoard, type Look } from '../../../generator/feedback/board.ts';
import { deploymentOf, NOTHING_SEEN, UNSEEN, type Seen } from '../../../generator/feedback/seen.ts';
import type { View } from '../../../generator/feedback/view.ts';
import { START, createTime } from '../../simulation/time.ts';
import { sampleDecided } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

const READY: Seen = {
  ...NOTHING_SEEN,
  run: { kind: 'synced', health: 'Healthy' },
  answer: { kind: 'answers' },
  runningSha: SHA,
  deployment: deploymentOf(sampleRecord('7')),
};
const SYNCING = UNSEEN;

function start(look: Look) {
  const time = createTime();
  const records = new Map([['shop-pr-7', sampleRecord('7')]]);
  const reported: View[] = [];
  const heard: string[] = [];
  const errors: unknown[] = [];
  const settled: string[] = [];
  const board = createBoard({
    platform: () => samplePlatform(),
    record: (id) => records.get(id),
    report: (view) => void reported.push(view),
    unseen: UNSEEN,
    onSettled: ({ project, number }) => void settled.push(`${project}-pr-${number}`),
    onError: (_id, error) => void errors.push(error),
    ...{ look, clock: time },
  });
  const stop = board.subscribe((id, view) => void heard.push(`${id} ${view?.state}`));
  const after = (ms: number) => time.runUntil(time.ms() + ms);
  return { board, records, reported, heard, errors, settled, stop, after };
}
const decided = sampleDecided({ reason: 'opened' });

describe('the board', () => {
  it('tells what was decided at once, and what is seen when it is seen', async () => {
    let answer: Awaited<ReturnType<Look>> = { seen: SYNCING };
    const { board, records, reported, heard, stop, after } = start(async () => answer);
    board.decided([decided], records);
    await after(0);
    expect(reported.map(({ state }) => state)).toEqual(['deploying']);
    answer = { seen: READY };
    board.changed('shop-pr-7');
    await after(0);
    expect(board.view('shop-pr-7')).toMatchObject({ state: 'ready', runningSha: SHA });
    expect(heard.at(-1)).toBe('shop-pr-7 ready');
    stop();
    answer = { seen: SYNCING };
    board.changed('shop-pr-7');
    await after(0);
    expect(heard.at(-1)).toBe('shop-pr-7 ready');
    expect(board.views().map(({ state }) => state)).toEqual(['deploying']);
  });

  it('looks again when it is time, until there is nothing more to see', async () => {
    const looks: Seen[] = [];
    const { board, records, after } = start(async (_record, before) => {
      looks.push(before);
      return looks.length < 3 ? { seen: SYNCING, againMs: 3_000 } : { seen: READY };
    });
    board.decided([decided], records);
    await after(60_000);
    expect(looks).toHaveLength(3);
    expect(looks[1]).toBe(SYNCING);
  });

  it('looks once more for what happened meanwhile, never twice at once', async () => {
    let running = 0;
    let most = 0;
    let looks = 0;
    const { board, records, after } = start(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      looks += 1;
      return { seen: READY };
    });
    board.decided([decided], records);
    for (let n = 0; n < 50; n++) board.changed('shop-pr-7');
    await after(0);
    await after(0);
    expect([most, looks]).toEqual([1, 2]);
  });

  it('shows what stands in Git before anything was decided, and tells no pull request of it', async () => {
    const { board, records, reported, after } = start(async () => ({ seen: READY }));
    board.decided([], records);
    await after(0);
    expect(board.view('shop-pr-7')?.state).toBe('ready');
    expect(reported).toEqual([]);
  });

  it('keeps what was seen where a look fails', async () => {
    let fails = false;
    const { board, records, errors, after } = start(async () => {
      if (fails) throw new Error('git is silent');
      return { seen: READY };
    });
    board.decided([decided], records);
    await after(0);
    fails = true;
    board.changed('shop-pr-7');
    await after(0);
    expect(board.view('shop-pr-7')?.state).toBe('ready');
    expect(errors).toHaveLength(1);
    await after(15_000);
    expect(errors).toHaveLength(2);
  });

  it('forgets what was seen of an environment that is taken down', async () => {
    const { board, records, heard, after } = start(async () => ({ seen: READY }));
    board.decided([decided], records);
    await after(0);
    records.set('shop-pr-7', sampleRecord('7', { state: 'destroying' }));
    board.decided([sampleDecided({ status: 'destroying', reason: 'closed' })], records);
    await after(0);
    records.clear();
    board.decided([sampleDecided({ status: 'destroyed', reason: 'gone' })], records);
    await after(0);
    expect(heard.slice(-2)).toEqual(['shop-pr-7 destroying', 'shop-pr-7 destroyed']);
    expect(Date.parse(board.view('shop-pr-7')?.since ?? '')).toBeGreaterThanOrEqual(START);
  });

  it('forgets a day later what has no record any more', async () => {
    const { board, records, heard, after } = start(async () => ({ seen: READY }));
    records.clear();
    board.decided([sampleDecided({ status: 'destroyed', reason: 'gone' })], records);
    await after(23 * 3_600_000);
    board.decided([], records);
    expect(board.view('shop-pr-7')?.state).toBe('destroyed');
    await after(3_600_000);
    board.decided([], records);
    expect(board.views()).toEqual([]);
    expect(heard.at(-1)).toBe('shop-pr-7 undefined');
  });

  it('tells a pull request again of what was decided again, and not of what was only seen', async () => {
    const { board, records, reported, after } = start(async () => ({ seen: READY }));
    board.decided([decided], records);
    await after(0);
    const before = reported.length;
    board.changed('shop-pr-7');
    await after(0);
    expect(reported).toHaveLength(before);
    board.decided([decided], records);
    expect(reported).toHaveLength(before + 1);
  });

  it('tells once what kept room for versions before that it needs it no more', async () => {
    let answer: Awaited<ReturnType<Look>> = { seen: SYNCING };
    const { board, records, settled, after } = start(async () => answer);
    const leaving = {
      app: { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } },
    };
    const record = sampleRecord('7', { data: { epoch: 1, storage: {}, leaving } });
    records.set('shop-pr-7', record);
    board.decided([decided], records);
    await after(0);
    expect([board.settled(record), settled]).toEqual([false, []]);
    answer = { seen: READY };
    board.changed('shop-pr-7');
    await after(0);
    expect([board.settled(record), settled]).toEqual([true, ['shop-pr-7']]);
    const { source } = record;
    expect(board.settled({ ...record, source: { ...source, sha: 'f'.repeat(40) } })).toBe(false);
  });

  it('says nothing of a new commit that was only seen of the one before', async () => {
    const { board, records, reported, after } = start(async () => ({ seen: READY }));
    board.decided([decided], records);
    await after(0);
    expect(board.view('shop-pr-7')?.state).toBe('ready');
    const { source } = sampleRecord('7');
    const sha = 'f'.repeat(40);
    const pushed = sampleRecord('7', { source: { ...source, sha } });
    records.set('shop-pr-7', pushed);
    board.decided([decided], records);
    expect(reported.at(-1)).toMatchObject({ state: 'deploying', sha, runningSha: SHA });
    expect(board.settled(pushed)).toBe(false);
  });

  it('leaves the end as the last word, although the pull request is closed without a record', async () => {
    const { board, records, after } = start(async () => ({ seen: READY }));
    records.clear();
    board.decided([sampleDecided({ status: 'destroyed', reason: 'gone' })], records);
    const closed = sampleDecided({ status: 'skipped', quiet: true, reason: 'was closed' });
    board.decided([closed], records);
    await after(0);
    expect(board.view('shop-pr-7')?.state).toBe('destroyed');
  });

  it('says nothing of what runs before it was looked at, after a start', async () => {
    let done = (_: Awaited<ReturnType<Look>>): void => undefined;
    const looked = new Promise<Awaited<ReturnType<Look>>>((resolve) => (done = resolve));
    const { board, records, reported, after } = start(() => looked);
    board.decided([decided], records);
    await after(0);
    expect(reported).toEqual([]);
    done({ seen: READY });
    await after(0);
    expect(reported.map(({ state }) => state)).toEqual(['ready']);
  });

  it('goes on telling what a commit changes until there is another', async () => {
    const { board, records, after } = start(async () => ({ seen: READY }));
    const changes = ['Deployment app: spec.replicas: 1 → 2'];
    board.decided([sampleDecided({ changes })], records);
    board.decided([decided], records);
    await after(0);
    expect(board.view('shop-pr-7')?.changes).toEqual(changes);
    const { source } = sampleRecord('7');
    records.set('shop-pr-7', sampleRecord('7', { source: { ...source, sha: 'f'.repeat(40) } }));
    board.decided([decided], records);
    expect(board.view('shop-pr-7')?.changes).toEqual([]);
  });

  it('looks at ten at once, however many there are', async () => {
    let running = 0;
    let most = 0;
    const { board, records, after } = start(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return { seen: READY };
    });
    for (let n = 100; n < 150; n++) records.set(`shop-pr-${n}`, sampleRecord(String(n)));
    board.decided([], records);
    for (let n = 0; n < 20; n++) await after(0);
    expect(most).toBe(10);
    expect(board.views().every(({ state }) => state === 'ready')).toBe(true);
  });
});
