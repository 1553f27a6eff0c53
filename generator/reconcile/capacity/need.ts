import { demandsOf } from '../../../apps/environment/demands.ts';
import { isLive, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import { sumDemand } from '../../../constructs/environment/demand.ts';
import { ZERO, type Amount } from './amount.ts';

/** What environments take of the capacity. Remembers, by the record, what it once worked out. */
export type Needs = {
  /**
   * What is taken on the strength of this record: of what sleeps its storage, of what must go all it had until
   * it was seen gone, of what waits nothing.
   */
  held(record: EnvironmentRecord | undefined): Amount;
  /** What it takes when it runs. */
  running(record: EnvironmentRecord): Amount;
};

export function createNeeds(): Needs {
  const known = new WeakMap<EnvironmentRecord, Amount>();
  function running(record: EnvironmentRecord): Amount {
    const before = known.get(record);
    if (before) return before;
    const { requests, storage, pods } = sumDemand(demandsOf(record).pods);
    const amount = { ...requests, storage, pods, environments: 1 };
    known.set(record, amount);
    return amount;
  }
  return {
    running,
    held(record) {
      if (!record || record.state === 'pending' || isBroughtBack(record)) return ZERO;
      const whole = running(record);
      return isAsleep(record) ? { ...ZERO, storage: whole.storage, environments: 1 } : whole;
    },
  };
}

/** Also of one that a person woke in Git and that nothing was decided on since, and of what slept when it ended. */
export function isAsleep({ state, lifecycle }: EnvironmentRecord): boolean {
  return state === 'sleeping' || lifecycle.sleptAt !== undefined;
}

/** A person set what had ended to live, and nothing was decided on it since: nothing is deployed yet. */
function isBroughtBack(record: EnvironmentRecord): boolean {
  return isLive(record) && record.cause !== undefined;
}
