import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { templateOf } from '../../../apps/environment/template.ts';
import type { RecordIndex } from '../../../generator/gitops/records.ts';
import type { Decided } from '../../../generator/reconcile/decision.ts';
import { nothingObserved } from '../../../generator/reconcile/observation.ts';
import { createUpgrades } from '../../../generator/reconcile/upgrades.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { eventually } from '../../support/eventually.ts';
import { at, sampleDecided } from '../decided-fixture.ts';
import { sampleRecord } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';

const platform = samplePlatform();
const current = templateOf('2.0.0', platform, 'shop');
const record = (number: number, template?: string, change: Partial<EnvironmentRecord> = {}) =>
  sampleRecord(String(number), {
    ...(template && { template }),
    lifecycle: { createdAt: at(-9_999), pushedAt: at(number - 9_000) },
    ...change,
  });
const indexOf = (...records: EnvironmentRecord[]): RecordIndex => ({
  head: 'head',
  records: new Map(records.map((one) => [one.id, one])),
  readonly: new Map(),
});

function start() {
  const metrics = createMetrics();
  let rounds = 0;
  const upgrades = createUpgrades({
    version: '2.0.0',
    log: createLog('error', { write: () => undefined }),
    metrics,
    next: () => void (rounds += 1),
  });
  const pending = async () => (await metrics.upgrades.get()).values[0]?.value;
  return { upgrades, pending, rounds: () => rounds };
}

describe('the upgrade to the template of another release', () => {
  it('takes fifty at a time, what was pushed to last first, until none is left', async () => {
    const { upgrades, pending, rounds } = start();
    let all = Array.from({ length: 120 }, (_, n) => record(n + 1, '1.0.0'));
    const sizes: number[] = [];
    for (;;) {
      upgrades.advance({ decided: [], index: indexOf(...all) }, platform, 'head');
      if (upgrades.chosen.size === 0) break;
      sizes.push(upgrades.chosen.size);
      if (sizes.length === 1) expect([...upgrades.chosen]).toContain('shop-pr-120');
      if (sizes.length === 1) expect([...upgrades.chosen]).not.toContain('shop-pr-70');
      all = all.map((one) => (upgrades.chosen.has(one.id) ? { ...one, template: current } : one));
    }
    expect(sizes).toEqual([50, 50, 20]);
    expect(await pending()).toBe(0);
    // Several at once are one round.
    await eventually(() => expect(rounds()).toBe(1));
  });

  it('takes what another platform.yaml would have otherwise', () => {
    const { upgrades } = start();
    const moved = samplePlatform({ rest: 'network: {nodes: [192.0.2.10]}' });
    upgrades.advance({ decided: [], index: indexOf(record(1, current)) }, moved, 'head');
    expect([...upgrades.chosen]).toEqual(['shop-pr-1']);
  });

  it('leaves alone what runs nothing, and what this release rendered', () => {
    const { upgrades } = start();
    const cause = { reason: 'held', since: at(-5), by: 'bob' } as const;
    const index = indexOf(
      record(1, current),
      record(2, '1.0.0', { state: 'pending', cause }),
      record(3, '1.0.0', { state: 'destroying', cause }),
      record(4, undefined, { state: 'sleeping' }),
    );
    upgrades.advance({ decided: [], index }, platform, 'head');
    expect([...upgrades.chosen]).toEqual(['shop-pr-4']);
  });

  it('is paused by platform.yaml, and says how many it would take', async () => {
    const { upgrades, pending, rounds } = start();
    const index = indexOf(record(1), record(2));
    upgrades.advance({ decided: [], index }, samplePlatform({ rest: 'upgrades: paused' }), 'head');
    expect([upgrades.chosen.size, await pending()]).toEqual([0, 2]);
    expect(rounds()).toBe(0);
  });

  it('tries what cannot be rendered three times, and again when people changed something', async () => {
    const { upgrades, pending } = start();
    const index = indexOf(record(1));
    const refused = sampleDecided({ rule: 'kinds-not-allowed', outcome: { kind: 'none' } });
    const failed = {
      ...refused,
      key: { project: 'shop', number: '1' },
      observation: nothingObserved,
    };
    const round = (decided: readonly Decided[], head = 'head') => {
      upgrades.advance({ decided, index }, platform, head);
      return upgrades.chosen.size;
    };
    // That others were decided on meanwhile costs no try.
    expect([round([]), round([]), round([]), round([])]).toEqual([1, 1, 1, 1]);
    expect([round([failed]), round([failed]), round([failed]), round([])]).toEqual([1, 1, 0, 0]);
    expect(await pending()).toBe(1);
    expect(round([], 'another head')).toBe(1);
  });
});
