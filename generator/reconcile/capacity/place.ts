import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { environmentId } from '../../../constructs/names.ts';
import type { RecordIndex } from '../../gitops/records.ts';
import type { Decided } from '../decision.ts';
import {
  excess,
  isZero,
  lacking,
  minus,
  plus,
  ZERO,
  type Amount,
  type Capacity,
} from './amount.ts';
import { notPlaced, queued, tooLarge } from './denied.ts';
import { isQueued, waitingSince } from '../pending.ts';
import { createLedger, enter, type Ledger } from './ledger.ts';
import type { Needs } from './need.ts';
import { agedNeed, fairOrder, type Waiting } from './order.ts';

export type PlaceWorld = {
  readonly index: RecordIndex;
  readonly capacity: Capacity;
  /** Queued ones that something else holds up: they keep no place from others. */
  readonly stuck: ReadonlySet<string>;
  readonly needs: Needs;
  readonly now: Date;
};

/** A decision that takes more of the capacity than its environment has. */
type Ask = {
  readonly id: string;
  readonly decided: Decided;
  /** Beyond what it has. */
  readonly extra: Amount;
  readonly whole: Amount;
  /** Nothing of it is deployed: it waits in the queue. */
  readonly begins: boolean;
};

/**
 * Lets through, of what one round decided, what the capacity holds. What runs comes first with what its push
 * or wake needs, as far as it takes nothing from those who waited long; then those who begin, in fair order,
 * each only where everybody before it has a place or waits for less than what is free. Who gets none waits.
 */
export function place(decided: readonly Decided[], world: PlaceWorld): Decided[] {
  const { index, needs, now } = world;
  const ledger = createLedger(world.capacity);
  const ids = new Set(decided.map(idOf));
  enter(
    ledger,
    [...index.records].flatMap(([id, record]) => (ids.has(id) ? [] : [record])),
    needs,
  );

  const asks: Ask[] = [];
  for (const one of decided) {
    const ask = askOf(one, needs);
    if (ask) asks.push(ask);
    ledger.take(one.key.project, ask ? needs.held(one.before) : heldAfter(one, needs));
  }
  if (asks.length === 0) return [...decided];

  const placed = new Map<string, Decided>();
  const possible = asks.filter((ask) => {
    const kinds = lacking(ask.whole, ledger.whole);
    if (kinds.length > 0) placed.set(ask.id, tooLarge(ask, { kinds, whole: ledger.whole, now }));
    return kinds.length === 0;
  });
  const begins = possible.filter((ask) => ask.begins);
  const order = fairOrder([...begins.map((ask) => waitingOf(ask, now)), ...others(world, ids)], {
    used: ledger.usedByProject,
    whole: ledger.whole,
    now,
  });
  const kept = agedNeed(order, now);
  for (const ask of possible.filter((one) => !one.begins)) {
    const free = minus(ledger.free(), kept);
    const kinds = lacking(ask.extra, free);
    if (kinds.length > 0) placed.set(ask.id, notPlaced(ask, { kinds, free, now }));
    else ledger.take(ask.decided.key.project, ask.extra);
  }
  for (const [id, one] of inOrder(order, begins, { ledger, now })) placed.set(id, one);
  return decided.map((one) => placed.get(idOf(one)) ?? one);
}

/** Those who begin and get no place, as queued. */
function inOrder(
  order: readonly Waiting[],
  begins: readonly Ask[],
  { ledger, now }: { readonly ledger: Ledger; readonly now: Date },
): Map<string, Decided> {
  const asks = new Map(begins.map((ask) => [ask.id, ask]));
  const waits: { readonly ask: Ask; readonly position: number }[] = [];
  let before = ZERO;
  let position = 0;
  for (const { id, need } of order) {
    const ask = asks.get(id);
    const free = minus(ledger.free(), before);
    if (ask && lacking(need, free).length === 0) {
      ledger.take(ask.decided.key.project, need);
      continue;
    }
    before = plus(before, need);
    position += 1;
    if (ask) waits.push({ ask, position });
  }
  return new Map(
    waits.map(({ ask, position: at }) => {
      const free = ledger.free();
      const kinds = lacking(ask.extra, free);
      return [ask.id, queued(ask, { kinds, free, now, position: at, of: position })];
    }),
  );
}

function askOf(decided: Decided, needs: Needs): Ask | undefined {
  const { before, decision } = decided;
  const { outcome } = decision;
  if (outcome.kind !== 'write' || outcome.record.state === 'destroying') return undefined;
  const whole = needs.held(outcome.record);
  const held = needs.held(before);
  const extra = excess(whole, held);
  if (isZero(extra)) return undefined;
  return { id: idOf(decided), decided, extra, whole, begins: isZero(held) };
}

/** What it has after a decision that takes no more than it had. */
function heldAfter({ before, decision: { outcome } }: Decided, needs: Needs): Amount {
  switch (outcome.kind) {
    case 'none':
      return needs.held(before);
    case 'remove':
      return ZERO;
    case 'write':
      return outcome.record.state === 'destroying'
        ? needs.held(before)
        : needs.held(outcome.record);
  }
}

/** Those who wait and are not decided on in this round. */
function others({ index, stuck, needs }: PlaceWorld, decided: ReadonlySet<string>): Waiting[] {
  return [...index.records]
    .filter(([id, record]) => isQueued(record) && !decided.has(id) && !stuck.has(id))
    .map(([id, record]) => waiting(id, record, needs));
}

export function waiting(id: string, record: EnvironmentRecord, needs: Needs): Waiting {
  const { project } = record;
  return { id, project, since: waitingSince(record), need: needs.running(record) };
}

function waitingOf({ id, decided: { key, before }, extra }: Ask, now: Date): Waiting {
  const since = before && isQueued(before) ? waitingSince(before) : now.getTime();
  return { id, project: key.project, since, need: extra };
}

function idOf({ key }: Decided): string {
  return environmentId(key.project, key.number);
}
