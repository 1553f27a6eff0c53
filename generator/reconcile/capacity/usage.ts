import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import { capacityAmount, plus, ZERO, type Amount, type Capacity } from './amount.ts';
import type { Needs } from './need.ts';

/** How much of the capacity all records hold. */
export function usageOf(
  records: Iterable<EnvironmentRecord>,
  capacity: Capacity,
  needs: Needs,
): { readonly used: Amount; readonly whole: Amount } {
  const used = [...records].map(needs.held).reduce(plus, ZERO);
  return { used, whole: capacityAmount(capacity) };
}
