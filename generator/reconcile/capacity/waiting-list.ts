import { isLive } from '../../../apps/environment/record.ts';
import type { Platform } from '../../../apps/platform/config.ts';
import { environmentId } from '../../../constructs/names.ts';
import type { RecordIndex } from '../../gitops/records.ts';
import type { Decided } from '../decision.ts';
import type { Wake } from '../wake.ts';
import { lacking, minus, plus, ZERO, type Amount } from './amount.ts';
import { idleOnes } from './idle-ones.ts';
import { isQueued } from '../pending.ts';
import { createLedger, enter } from './ledger.ts';
import type { Needs } from './need.ts';
import { agedNeed, fairOrder } from './order.ts';
import { waiting } from './place.ts';

/** Who waits for a place, from round to round. What it remembers is made again by the first whole sweep. */
export type WaitingList = {
  /** Queued ones that something else holds up, such as a config that is not valid any more. */
  readonly stuck: ReadonlySet<string>;
  note(decided: readonly Decided[], index: RecordIndex): void;
  /**
   * Whom to look at next: those for whom there is a place now, those whose position is another one than they
   * were told, and, as long as anybody waits, what may be idle and could make room.
   */
  toWake(index: RecordIndex, platform: Platform, now: Date): Wake[];
};

/** Farther back in the queue the position is told when the environment is looked at anyway. */
const TOLD_AT_ONCE = 10;

export function createWaitingList(needs: Needs): WaitingList {
  const stuck = new Set<string>();
  const positions = new Map<string, number>();
  /** What runs and waits for more. */
  const growing = new Map<string, Amount>();
  const pressed = new Map<string, number>();

  function noteOne({ key, decision }: Decided, index: RecordIndex): void {
    const id = environmentId(key.project, key.number);
    const record = index.records.get(id);
    const { place } = decision;
    growing.delete(id);
    positions.delete(id);
    stuck.delete(id);
    if (place && 'lacks' in place && isLive(record)) growing.set(id, place.lacks);
    if (!record || !isQueued(record)) return;
    if (place && 'position' in place) positions.set(id, place.position);
    else stuck.add(id);
  }

  return {
    stuck,
    note(decided, index) {
      for (const one of decided) noteOne(one, index);
      for (const known of [stuck, positions, growing, pressed]) {
        for (const id of known.keys()) if (!index.records.has(id)) known.delete(id);
      }
    },
    toWake(index, platform, now) {
      const queue = [...index.records].filter(([id, one]) => isQueued(one) && !stuck.has(id));
      if (queue.length === 0 && growing.size === 0) return [];
      const ledger = createLedger(platform.capacity);
      enter(ledger, index.records.values(), needs);
      const { whole, usedByProject: used } = ledger;
      const order = fairOrder(
        queue.map(([id, record]) => waiting(id, record, needs)),
        { used, whole, now },
      );
      const ids: string[] = [];
      let before = ZERO;
      let position = 0;
      for (const { id, need } of order) {
        position += 1;
        const fits = lacking(need, minus(ledger.free(), before)).length === 0;
        const moved = position <= TOLD_AT_ONCE && (positions.get(id) ?? position) !== position;
        if (fits || moved) ids.push(id);
        positions.set(id, position);
        before = plus(before, need);
      }
      const kept = agedNeed(order, now);
      for (const [id, extra] of growing) {
        if (lacking(extra, minus(ledger.free(), kept)).length > 0) continue;
        growing.delete(id);
        ids.push(id);
      }
      const idle = idleOnes(index, platform, {
        now,
        pressed,
        most: 2 * (order.length + growing.size - ids.length),
      });
      return [
        ...ids.flatMap((id) => keyOf(id, index)),
        ...idle.flatMap((id) => keyOf(id, index).map((key) => ({ ...key, pressure: true }))),
      ];
    },
  };
}

function keyOf(id: string, { records }: RecordIndex) {
  const record = records.get(id);
  return record ? [{ project: record.project, number: record.number }] : [];
}
