import type { Platform } from '../../../apps/platform/config.ts';
import { createAftermath } from '../../../generator/reconcile/aftermath.ts';
import type { Decided, Decision } from '../../../generator/reconcile/decision.ts';
import { nothingObserved } from '../../../generator/reconcile/observation.ts';
import type { RoundResult } from '../../../generator/reconcile/round.ts';
import type { Wake } from '../../../generator/reconcile/wake.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { sampleDecided } from '../decided-fixture.ts';
import { ended, sampleRecord } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

type Told = { head: string; forward: readonly string[] };

function start(options: { platform?: () => Platform | undefined } = {}) {
  const told: Told[] = [];
  const boarded: Decided[] = [];
  const again: (Wake & { delay?: number })[] = [];
  const logged: string[] = [];
  const metrics = createMetrics();
  const answered: unknown[] = [];
  const aftermath = createAftermath({
    announcer: {
      announce: (_platform, head, forward) => Promise.resolve(void told.push({ head, forward })),
      idle: () => Promise.resolve(),
    },
    board: { decided: (all) => void boarded.push(...all) },
    acknowledger: { answer: (place, answers) => void answered.push([place, answers]) },
    now: () => new Date(),
    queue: {
      add: (wake) => void again.push(wake),
      addLater: (wake, delay) => void again.push({ ...wake, delay }),
    },
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    metrics,
    platform: options.platform ?? (() => samplePlatform()),
  });
  return { aftermath, told, boarded, again, logged, metrics, answered };
}

const result = (change: Partial<RoundResult>): RoundResult => ({
  decided: [],
  repairs: [],
  foreign: [],
  commit: undefined,
  index: { head: 'h', records: new Map(), readonly: new Map() },
  rejections: 0,
  ...change,
});
const decided = (number: string, decision: Partial<Decision>): Decided => ({
  ...sampleDecided(decision),
  key: { project: 'shop', number },
});
/** The wakes that led to the round, by number. */
const ready = (wakes: Record<string, Partial<Wake>>) =>
  new Map(
    Object.entries(wakes).map(([number, wake]) => {
      const key = { project: 'shop', number };
      return [
        `shop-pr-${number}`,
        { key, wake: { ...key, ...wake }, observation: nothingObserved },
      ] as const;
    }),
  );
const unknown = { status: 'unchanged', again: 'unknown' } as const;

describe('what Argo CD is told', () => {
  it('the head, then the events of what was decided on', () => {
    const { aftermath, told } = start();
    const wakes = { 1: { forward: ['opened'] }, 2: { forward: ['pushed', 'closed'] }, 3: {} };
    aftermath(result({ decided: [decided('1', {}), decided('2', {})] }), ready(wakes));
    expect(told).toEqual([{ head: 'h', forward: ['opened', 'pushed', 'closed'] }]);
  });

  it('a "closed" that nobody could look at waits with its retry', () => {
    const { aftermath, told, again } = start();
    aftermath(
      result({ decided: [decided('1', unknown), decided('2', {})] }),
      ready({ 1: { forward: ['closed'] }, 2: { forward: ['opened'] } }),
    );
    expect(told).toEqual([{ head: 'h', forward: ['opened'] }]);
    expect(again).toEqual([
      { project: 'shop', number: '1', tries: 1, forward: ['closed'], delay: 2_000 },
    ]);
  });

  it('nothing before a platform.yaml is in effect, yet what is open is asked again', () => {
    const { aftermath, told, boarded, again } = start({ platform: () => undefined });
    aftermath(result({ decided: [decided('1', unknown)] }), ready({ 1: {} }));
    expect([told, boarded, again.length]).toEqual([[], [], 1]);
  });
});

describe('what is asked again', () => {
  it('with growing pauses that end at two minutes, however often', () => {
    const { aftermath, again } = start();
    for (const tries of [0, 1, 2, 3, 4, 5, 6, 500]) {
      aftermath(result({ decided: [decided('1', unknown)] }), ready({ 1: { tries } }));
    }
    expect(again.map(({ tries, delay }) => [tries, (delay ?? 0) / 1000])).toEqual([
      [1, 2],
      [2, 5],
      [3, 15],
      [4, 30],
      [5, 60],
      [6, 120],
      [7, 120],
      [501, 120],
    ]);
  });

  it('a tombstone sooner, and its events are not forwarded twice', () => {
    const { aftermath, told, again } = start();
    const wakes = ready({ 1: { forward: ['closed'] } });
    aftermath(result({ decided: [decided('1', { again: 'remains' })] }), wakes);
    expect(told[0]?.forward).toEqual(['closed']);
    expect(again).toEqual([{ project: 'shop', number: '1', tries: 1, delay: 1_500 }]);
  });

  it('what was removed, at once: it may be wanted anew', () => {
    const { aftermath, again } = start();
    aftermath(
      result({ decided: [decided('1', { outcome: { kind: 'remove' } })] }),
      ready({ 1: {} }),
    );
    expect(again).toEqual([{ project: 'shop', number: '1' }]);
  });

  it('what a person changed, at once, unless GitHub was asked just now', () => {
    const { aftermath, again } = start();
    const foreign = ['shop-pr-1', 'shop-pr-2'];
    aftermath(result({ decided: [decided('1', {}), decided('2', {})], foreign }), ready({ 2: {} }));
    expect(again).toEqual([{ project: 'shop', number: '1' }]);
  });

  it('nothing that is settled', () => {
    const { aftermath, again } = start();
    aftermath(result({ decided: [decided('1', {})], commit: 'c' }), ready({ 1: {} }));
    expect(again).toEqual([]);
  });
});

describe('what people see', () => {
  it('is given everything that was decided, in one piece', () => {
    const { aftermath, boarded } = start();
    aftermath(
      result({ decided: [decided('1', { status: 'failed' }), decided('2', unknown)] }),
      ready({ 1: {}, 2: {} }),
    );
    expect(boarded.map(({ decision }) => decision.status)).toEqual(['failed', 'unchanged']);
  });

  it('an alarm stands until its environment is decided on without one', async () => {
    const { aftermath, logged, metrics } = start();
    const raised = async () =>
      (await metrics.alarms.get()).values.map(({ labels, value }) => [labels.rule, value]);
    const alarm = (number: string) => decided(number, { rule: 'held-up', alarm: true });
    aftermath(result({ decided: [alarm('1'), alarm('2')] }), ready({}));
    expect(await raised()).toEqual([['held-up', 2]]);
    expect(logged.filter((line) => line.includes('a person is needed'))).toHaveLength(2);
    aftermath(result({ decided: [decided('3', {})] }), ready({}));
    expect(await raised()).toEqual([['held-up', 2]]);
    aftermath(result({ decided: [decided('1', {}), alarm('2')] }), ready({}));
    expect(await raised()).toEqual([['held-up', 1]]);
    aftermath(result({ decided: [decided('2', {})] }), ready({}));
    expect(await raised()).toEqual([]);
  });

  it('environments by project and state; a vanished project is "unknown"', async () => {
    const { aftermath, metrics } = start();
    const lost = { ...sampleRecord('3'), project: 'lost', id: 'lost-pr-3' };
    const records = new Map(
      [sampleRecord('1'), sampleRecord('2'), sampleRecord('4', ended), lost].map((record) => [
        record.id,
        record,
      ]),
    );
    aftermath(result({ index: { head: 'h', records, readonly: new Map() } }), ready({}));
    const { values } = await metrics.environments.get();
    expect(values.map(({ labels, value }) => [labels.project, labels.state, value])).toEqual([
      ['shop', 'active', 2],
      ['shop', 'destroying', 1],
      ['unknown', 'active', 1],
    ]);
  });

  it('rounds, repairs and rejections are counted', async () => {
    const { aftermath, logged, metrics } = start();
    const repair = {
      id: 'shop-pr-1',
      reason: 'spoiled',
      change: { file: 'x', content: undefined },
    };
    aftermath(result({ repairs: [repair], rejections: 2, commit: 'c' }), ready({}));
    aftermath(result({}), ready({}));
    const text = await metrics.text();
    for (const line of [
      'rounds_total{result="pushed"} 1',
      'rounds_total{result="unchanged"} 1',
      'push_rejections_total 2',
      'record_repairs_total 1',
    ]) {
      expect(text).toContain(`k8s_ee_${line}\n`);
    }
    expect(logged.join('')).toMatch(/shop-pr-1.*record repaired/);
  });
});
