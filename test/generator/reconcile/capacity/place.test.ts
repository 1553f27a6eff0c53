import fc from 'fast-check';
import type { EnvironmentRecord } from '../../../../apps/environment/record.ts';
import type { RecordIndex } from '../../../../generator/gitops/records.ts';
import {
  capacityAmount,
  lacking,
  plus,
  ZERO,
  type Capacity,
} from '../../../../generator/reconcile/capacity/amount.ts';
import { createNeeds } from '../../../../generator/reconcile/capacity/need.ts';
import { createWaitingList } from '../../../../generator/reconcile/capacity/waiting-list.ts';
import { place } from '../../../../generator/reconcile/capacity/place.ts';
import { decide } from '../../../../generator/reconcile/decide.ts';
import type { Decided, Decision } from '../../../../generator/reconcile/decision.ts';
import { at, now, sampleObservation, sampleSituation } from '../../decided-fixture.ts';
import { sampleRecord } from '../../gitops/sample-record.ts';
import { samplePlatform } from '../../platform-fixture.ts';

const needs = createNeeds();
const one = needs.running(sampleRecord('1'));
/** Room for so many environments as the sample is, in every way but the number of environments. */
const room = (count: number): Capacity => ({
  cpu: `${one.cpu * count}m`,
  memory: String(one.memory * count),
  storage: '10Gi',
  pods: one.pods * count,
  environments: 50,
});

const indexOf = (...records: EnvironmentRecord[]): RecordIndex => ({
  head: 'head',
  records: new Map(records.map((record) => [record.id, record])),
  readonly: new Map(),
});
const queuedRecord = (number: string, minutes: number, project = 'shop') =>
  sampleRecord(number, {
    ...{ project, id: `${project}-pr-${number}`, state: 'pending' },
    cause: { reason: 'queued', since: at(minutes), by: 'capacity' },
  });

/** That this environment is to be as the record says. */
function wants(
  record: EnvironmentRecord,
  before?: EnvironmentRecord,
  more: Partial<Decision> = {},
): Decided {
  const { project, number } = record;
  return {
    key: { project, number },
    observation: sampleObservation(),
    before,
    decision: {
      ...{ rule: 'deploy', reason: 'opened at 3f2a1b0', status: 'deploying' },
      outcome: { kind: 'write', record },
      ...more,
    },
  };
}

function placed(
  decided: readonly Decided[],
  index: RecordIndex,
  {
    capacity = room(2),
    stuck = new Set<string>(),
  }: { capacity?: Capacity; stuck?: Set<string> } = {},
) {
  return place(decided, { index, capacity, stuck, needs, now }).map(({ decision }) => ({
    rule: decision.rule,
    reason: decision.reason,
    ...(decision.outcome.kind === 'write' && { record: decision.outcome.record }),
  }));
}

const running = (number: string) => sampleRecord(number);
const asleep = (number: string) =>
  sampleRecord(number, {
    state: 'sleeping',
    lifecycle: { ...sampleRecord(number).lifecycle, sleptAt: at(-9) },
  });

describe('a newcomer', () => {
  it('gets the last place, and the next one waits, with its position and what lacks', () => {
    const [first, second] = placed(
      [wants(running('2')), wants(running('3'))],
      indexOf(running('1')),
    );
    expect(first).toMatchObject({ rule: 'deploy', record: { state: 'active' } });
    expect(second).toMatchObject({
      rule: 'queued',
      record: { state: 'pending', cause: { reason: 'queued', since: at(0), by: 'capacity' } },
    });
    expect(second?.reason).toBe(
      `it waits for a place, at position 1 of 1: it needs cpu ${one.cpu}m more (cpu 0 free), it needs memory ${one.memory / 2 ** 20}Mi more (memory 0 free), it needs ${one.pods} pods more (0 pods free)`,
    );
    expect(second?.record?.lifecycle).not.toHaveProperty('expiresAt');
  });

  it('does not overtake who waits, even where there is a place', () => {
    const [newcomer] = placed([wants(running('3'))], indexOf(running('1'), queuedRecord('2', -5)));
    expect(newcomer).toMatchObject({ rule: 'queued' });
    expect(newcomer?.reason).toContain('position 2 of 2');
  });

  it('overtakes who waits for something else', () => {
    const index = indexOf(running('1'), queuedRecord('2', -5));
    const [newcomer] = placed([wants(running('3'))], index, { stuck: new Set(['shop-pr-2']) });
    expect(newcomer).toMatchObject({ rule: 'deploy' });
  });

  it('of a project that has nothing goes before one of a project that has much', () => {
    const blog = { project: 'blog', id: 'blog-pr-9' };
    const waits = queuedRecord('2', -5);
    const [shop, other] = placed(
      [wants(running('2'), waits), wants(sampleRecord('9', blog))],
      indexOf(running('1'), waits),
    );
    expect([shop?.rule, other?.rule]).toEqual(['queued', 'deploy']);
    expect(shop?.record?.cause?.since).toBe(at(-5));
  });

  it('keeps its time and its beginning in the queue, so that waiting changes nothing in Git', () => {
    const waits = { ...queuedRecord('2', -5), data: { epoch: 1, storage: {} } };
    const [again] = placed(
      [wants({ ...running('2') }, waits)],
      indexOf(running('1'), running('4'), waits),
    );
    expect(again?.record).toEqual({
      ...waits,
      cause: { ...waits.cause, head: waits.source.sha },
    });
  });

  it('that would not fit into an empty cluster is refused, and waits no more', () => {
    const waits = queuedRecord('2', -5);
    const [refused] = placed([wants(running('2'), waits)], indexOf(waits), { capacity: room(0.5) });
    expect(refused).toMatchObject({ rule: 'too-large' });
    expect(refused).not.toHaveProperty('record');
  });
});

describe('the place of', () => {
  const tombstone = sampleRecord('1', {
    state: 'destroying',
    cause: { reason: 'closed', since: at(-1), by: 'github' },
  });

  it.each<[string, EnvironmentRecord, string]>([
    ['what runs', running('1'), 'queued'],
    ['a tombstone', tombstone, 'queued'],
    ['what sleeps', asleep('1'), 'deploy'],
    [
      'what a person brought back and nobody deployed yet',
      { ...tombstone, state: 'active' },
      'deploy',
    ],
  ])('%s is free or not', (_, record, rule) => {
    const [newcomer] = placed([wants(running('2'))], indexOf(record), { capacity: room(1) });
    expect(newcomer?.rule).toBe(rule);
  });

  it('what goes to sleep is free in the same round', () => {
    const [, newcomer] = placed(
      [wants(asleep('1'), running('1')), wants(running('2'))],
      indexOf(running('1')),
      { capacity: room(1) },
    );
    expect(newcomer?.rule).toBe('deploy');
  });

  it('what sleeps is its storage and its number', () => {
    const [newcomer] = placed([wants(running('2'))], indexOf(asleep('1')), {
      capacity: { ...room(5), environments: 1 },
    });
    expect(newcomer?.reason).toContain('it needs 1 environment more (0 environments free)');
  });
});

describe('what runs or sleeps', () => {
  const woken = sampleRecord('1', { lifecycle: { ...running('1').lifecycle, wokenAt: at(0) } });

  it('is not woken where there is no place, and stays as it is but for what else was asked', () => {
    const standing = sampleRecord('1', { keep: 'preserved', lifecycle: woken.lifecycle });
    const before = asleep('1');
    const [stays] = place(
      [
        wants(woken, before, {
          standing,
          answers: [
            { commentId: 1, login: 'bob', text: '/preview wake', verb: 'wake', result: 'done' },
            {
              commentId: 2,
              login: 'bob',
              text: '/preview preserve',
              verb: 'preserve',
              result: 'done',
            },
          ],
        }),
      ],
      { index: indexOf(before, running('2')), capacity: room(1), stuck: new Set(), needs, now },
    );
    expect(stays?.decision).toMatchObject({
      rule: 'no-place',
      status: 'sleeping',
      answers: [{ result: 'refused' }, { result: 'done' }],
      outcome: { record: { ...before, keep: 'preserved' } },
    });
  });

  it('is woken before a newcomer, but not before who waited for half an hour', () => {
    const wake = wants(woken, asleep('1'), { standing: woken });
    const waits = queuedRecord('3', -31);
    expect(
      placed([wants(running('2')), wake], indexOf(asleep('1')), { capacity: room(1) }).map(
        ({ rule }) => rule,
      ),
    ).toEqual(['queued', 'deploy']);
    expect(placed([wake], indexOf(asleep('1'), waits), { capacity: room(1) })[0]?.rule).toBe(
      'no-place',
    );
  });

  it('keeps running as it is where its push needs more than there is', () => {
    const memory = { requests: { memory: '1Gi' }, limits: { memory: '1Gi' } };
    const larger = sampleRecord('1', {
      source: { ...running('1').source, sha: 'f'.repeat(40) },
      config: { ...running('1').config, resources: memory },
    });
    const [stays] = placed(
      [wants(larger, running('1'), { standing: running('1') })],
      indexOf(running('1'), running('2')),
      { capacity: { ...room(10), memory: '2300Mi' } },
    );
    expect(stays).toMatchObject({ rule: 'no-place', record: running('1') });
    expect(stays?.reason).toContain('3f2a1b0 stays deployed, there is no place for it to change');
  });

  it('that slept is awake for the capacity when it is opened again', () => {
    const slept = sampleRecord('1', {
      ...asleep('1'),
      state: 'destroying',
      cause: { reason: 'closed', since: at(-1), by: 'github' },
    });
    const { outcome } = decide(
      sampleSituation({ record: slept, key: { project: 'shop', number: '1' } }),
    );
    if (outcome.kind !== 'write') throw new Error('expected a record');
    expect(outcome.record.lifecycle).not.toHaveProperty('sleptAt');
    const [denied] = placed([wants(outcome.record, slept)], indexOf(slept, running('2')), {
      capacity: room(1),
    });
    expect(denied?.rule).toBe('no-place');
  });

  it('is not woken without end where only those who waited long have the room', () => {
    const waits = queuedRecord('3', -31);
    const list = createWaitingList(needs);
    const index = indexOf(running('1'), waits);
    const decision = {
      ...wants(running('1'), running('1')).decision,
      rule: 'no-place',
      outcome: { kind: 'none' } as const,
      place: { lacks: { ...ZERO, memory: one.memory } },
    };
    list.note([{ ...wants(running('1'), running('1')), decision }], index);
    const platform = { ...samplePlatform(), capacity: { ...room(1.9), pods: 50 } };
    const woken = () => list.toWake(index, platform, now).map(({ number }) => number);
    expect([woken(), woken()]).toEqual([[], []]);
  });

  it('shrinks at any time, also where the capacity was made smaller than what runs', () => {
    const [sleeps] = placed([wants(asleep('1'), running('1'))], indexOf(running('1')), {
      capacity: room(0.5),
    });
    expect(sleeps?.rule).toBe('deploy');
  });
});

describe('whatever comes and goes', () => {
  const step = fc.record({
    opens: fc.array(fc.constantFrom('shop', 'blog', 'api'), { maxLength: 3 }),
    closes: fc.array(fc.nat(), { maxLength: 2 }),
    looked: fc.infiniteStream(fc.boolean()),
  });

  it('is never more than the capacity, and everybody who waits gets a place', () => {
    const capacity = room(3);
    const whole = capacityAmount(capacity);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let records = new Map<string, EnvironmentRecord>();
        let next = 1;
        const round = (asked: readonly Decided[]) => {
          const index = { head: 'head', records, readonly: new Map() };
          const after = new Map(records);
          for (const { key, decision } of place(asked, {
            index,
            capacity,
            stuck: new Set(),
            needs,
            now,
          })) {
            const id = `${key.project}-pr-${key.number}`;
            if (decision.outcome.kind === 'write') after.set(id, decision.outcome.record);
            if (decision.outcome.kind === 'remove') after.delete(id);
          }
          records = after;
          const used = [...records.values()].reduce((sum, one) => plus(sum, needs.held(one)), ZERO);
          expect(lacking(used, whole)).toEqual([]);
        };
        const ask = (record: EnvironmentRecord) =>
          wants(
            { ...record, state: 'active', cause: undefined } as unknown as EnvironmentRecord,
            record,
          );
        for (const { opens, closes, looked } of steps) {
          const live = [...records.values()].filter(({ state }) => state === 'active');
          for (const pick of closes) {
            const gone = live[pick % Math.max(1, live.length)];
            if (gone) records.delete(gone.id);
          }
          const newcomers = opens.map((project) => {
            const number = String(next++);
            return wants(sampleRecord(number, { project, id: `${project}-pr-${number}` }));
          });
          const queue = [...records.values()].filter(({ state }) => state === 'pending');
          round([...newcomers, ...queue.filter(() => looked.next().value).map(ask)]);
        }
        // Nothing new comes, and one after the other is closed: in the end nobody waits.
        for (let left = next; left > 0; left--) {
          round([...records.values()].filter(({ state }) => state === 'pending').map(ask));
          const waits = [...records.values()].filter(({ state }) => state === 'pending').length;
          const runs = [...records.values()].filter(({ state }) => state === 'active');
          expect(waits === 0 || runs.length === 3).toBe(true);
          if (runs[0]) records.delete(runs[0].id);
        }
        expect([...records.values()].filter(({ state }) => state === 'pending')).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
