import { drawActions } from './actions.ts';
import { createRandom } from './random.ts';
import { runSchedule } from './schedule.ts';

/**
 * The fewest actions of a failing schedule that still fail: leaves out halves, quarters, … single ones, as long
 * as that goes on failing. Their indices, in order.
 */
export async function shrink(seed: number): Promise<number[]> {
  let kept = drawActions(createRandom(seed)).map((_, index) => index);
  for (
    let size = Math.ceil(kept.length / 2);
    size >= 1;
    size = size > 1 ? Math.ceil(size / 2) : 0
  ) {
    for (let start = 0; start < kept.length;) {
      const without = [...kept.slice(0, start), ...kept.slice(start + size)];
      const { violations } = await runSchedule(seed, new Set(without));
      if (violations.length > 0) kept = without;
      else start += size;
    }
  }
  return kept;
}
