import { runSchedule } from './schedule.ts';

const SCHEDULES = Number(process.env.SIMULATED_SCHEDULES ?? 2_000);

describe('the loop over a simulated world', () => {
  it('the same seed is the same world', async () => {
    expect(await runSchedule(42)).toEqual(await runSchedule(42));
  });

  it.each(Array.from({ length: 10 }, (_, part) => part))(
    'keeps every promise whatever goes wrong (part %p)',
    async (part) => {
      for (let n = 0; n < SCHEDULES / 10; n++) {
        const seed = 1 + part * 1_000_000 + n;
        const { violations } = await runSchedule(seed);
        expect({ seed, violations }).toEqual({ seed, violations: [] });
      }
    },
    600_000,
  );
});
