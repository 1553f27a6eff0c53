import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { capacityAmount, minus, plus, ZERO, type Amount, type Capacity } from './amount.ts';
import type { Needs } from './need.ts';

/** Who holds what of the capacity, in one round. */
export type Ledger = {
  readonly whole: Amount;
  /** Without what is set aside; may be negative where `platform.yaml` was made smaller. */
  free(): Amount;
  /** Takes a part of the whole for a project. */
  take(project: string, amount: Amount): void;
  readonly usedByProject: ReadonlyMap<string, Amount>;
};

export function createLedger(capacity: Capacity): Ledger {
  const whole = capacityAmount(capacity);
  const usedByProject = new Map<string, Amount>();
  let used = ZERO;
  return {
    whole,
    usedByProject,
    free: () => minus(whole, used),
    take(project, amount) {
      used = plus(used, amount);
      usedByProject.set(project, plus(usedByProject.get(project) ?? ZERO, amount));
    },
  };
}

/** Enters what all these records hold. */
export function enter(ledger: Ledger, records: Iterable<EnvironmentRecord>, needs: Needs): void {
  for (const record of records) ledger.take(record.project, needs.held(record));
}
