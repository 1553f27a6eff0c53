import { drawActions } from './actions.ts';
import { createRandom } from './random.ts';
import { runSchedule } from './schedule.ts';
import { shrink } from './shrink.ts';

describe('a schedule', () => {
  it('is the same world for the same seed, and another for another', async () => {
    expect(await runSchedule(42)).toEqual(await runSchedule(42));
    expect(await runSchedule(42)).not.toEqual(await runSchedule(43));
  });

  it('of which nothing fails is left as it is', async () => {
    const { length } = drawActions(createRandom(42));
    expect(await shrink(42)).toHaveLength(length);
  }, 300_000);
});
