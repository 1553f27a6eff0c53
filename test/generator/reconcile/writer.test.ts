import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordIndex } from '../../../generator/gitops/records.ts';
import { nothingObserved } from '../../../generator/reconcile/observation.ts';
import type { RoundResult } from '../../../generator/reconcile/round.ts';
import type { Wake } from '../../../generator/reconcile/wake.ts';
import { createWriter, type ReadyEntry } from '../../../generator/reconcile/writer.ts';

const indexAt = (head: string): RecordIndex => ({
  head,
  records: new Map(),
  readonly: new Map(),
});

function resultAt(head: string): RoundResult {
  const nothing = { decided: [], repairs: [], foreign: [], commit: undefined, rejections: 0 };
  return { ...nothing, index: indexAt(head) };
}

function entry(number: string, wake: Partial<Wake> = {}): ReadyEntry {
  const key = { project: 'shop', number };
  return { key, wake: { ...key, ...wake }, observation: nothingObserved };
}

type Round = {
  readonly ids: string[];
  readonly entries: ReadyEntry[];
  readonly head: string | undefined;
  readonly fetchFirst: boolean;
};

type Options = {
  readonly observing?: () => number;
  readonly act?: (round: number) => Promise<void>;
  readonly done?: (round: number) => void;
};

/** A writer with the rounds it began, each ended by `act`. */
function start({ observing = () => 0, act = async () => {}, done }: Options = {}) {
  const rounds: Round[] = [];
  const failures: { error: unknown; ids: string[] }[] = [];
  let running = 0;
  let most = 0;
  const writer = createWriter({
    observing,
    async round(ready, { index, fetchFirst }) {
      const entries = [...ready.values()];
      rounds.push({ ids: [...ready.keys()], entries, head: index?.head, fetchFirst });
      running += 1;
      most = Math.max(most, running);
      try {
        await act(rounds.length);
      } finally {
        running -= 1;
      }
      return resultAt(`head-${rounds.length}`);
    },
    done: () => done?.(rounds.length),
    failed: (error, ready) => failures.push({ error, ids: [...ready.keys()] }),
  });
  return { writer, rounds, failures, most: () => most };
}

describe('the writer', () => {
  it('takes what becomes ready during a round in the next one, never two rounds at once', async () => {
    const { writer, rounds, most } = start({ act: () => sleep(20) });
    writer.ready(entry('1'));
    await sleep(5);
    writer.ready(entry('2'));
    writer.ready(entry('3'));
    await writer.idle();
    expect(rounds.map(({ ids }) => ids)).toEqual([['shop-pr-1'], ['shop-pr-2', 'shop-pr-3']]);
    expect(most()).toBe(1);
  });

  it('fetches before its first round only, and hands the index on', async () => {
    const { writer, rounds } = start();
    writer.ready(entry('1'));
    await writer.idle();
    writer.ready(entry('2'));
    await writer.idle();
    expect(rounds).toMatchObject([
      { head: undefined, fetchFirst: true },
      { head: 'head-1', fetchFirst: false },
    ]);
  });

  it('waits a moment for observations under way, so that a burst is one round', async () => {
    let observing = 20;
    const { writer, rounds } = start({ observing: () => observing });
    for (let number = 1; number <= 20; number++) {
      setTimeout(() => {
        observing -= 1;
        writer.ready(entry(String(number)));
      }, number * 3);
    }
    await sleep(80);
    await writer.idle();
    expect(rounds.map(({ ids }) => ids.length)).toEqual([20]);
  });

  it('does not wait for an observation that hangs', async () => {
    const { writer, rounds } = start({ observing: () => 1 });
    writer.ready(entry('1'));
    const began = Date.now();
    await writer.idle();
    expect(rounds).toHaveLength(1);
    expect(Date.now() - began).toBeLessThan(1_000);
  });

  it('keeps of two observations the newer, and everything that is to be forwarded', async () => {
    const { writer, rounds } = start({ act: () => sleep(20) });
    writer.ready(entry('9'));
    await sleep(5);
    writer.ready(entry('1', { forward: ['opened'] }));
    const newer = { ...nothingObserved, finalCommentWritten: true };
    writer.ready({ ...entry('1', { forward: ['closed'] }), observation: newer });
    await writer.idle();
    expect(rounds[1]?.entries).toMatchObject([
      { observation: newer, wake: { forward: ['opened', 'closed'] } },
    ]);
  });

  it('hands back what a failed round was for, then tries again from a fetch', async () => {
    const act = (round: number) =>
      round === 1 ? Promise.reject(new Error('unreachable')) : Promise.resolve();
    const { writer, rounds, failures } = start({ act });
    writer.ready(entry('1'));
    await writer.idle();
    expect(failures).toEqual([{ error: new Error('unreachable'), ids: ['shop-pr-1'] }]);
    await sleep(1_200);
    await writer.idle();
    expect(rounds).toMatchObject([
      { ids: ['shop-pr-1'] },
      { ids: [], fetchFirst: true, head: undefined },
    ]);
  });

  it('begins a round with a fetch when the remote moved, also during a round', async () => {
    const { writer, rounds } = start({ act: () => sleep(20) });
    writer.ready(entry('1'));
    await sleep(5);
    writer.remoteMoved();
    await writer.idle();
    expect(rounds.map(({ fetchFirst }) => fetchFirst)).toEqual([true, true]);
  });

  it('loses nothing that becomes ready in the very moment a round ends', async () => {
    const { writer, rounds } = start({
      done(round) {
        if (round < 4) void Promise.resolve().then(() => writer.ready(entry(String(round + 1))));
      },
    });
    writer.ready(entry('1'));
    await sleep(50);
    await writer.idle();
    expect(rounds.flatMap(({ ids }) => ids)).toEqual([
      'shop-pr-1',
      'shop-pr-2',
      'shop-pr-3',
      'shop-pr-4',
    ]);
  });
});
