import { runSchedule } from './schedule.ts';

/** Of all of `npm test`, in four files that run beside each other. */
const SCHEDULES = Number(process.env.SIMULATED_SCHEDULES ?? 2_000);
const FILES = 4;
const PARTS = 5;

/** A quarter of the schedules as tests; `quarter` from 0 on. */
export function describeSchedules(quarter: number): void {
  describe('the loop over a simulated world', () => {
    it.each(Array.from({ length: PARTS }, (_, part) => part))(
      'keeps every promise whatever goes wrong (part %p)',
      async (part) => {
        const first = 1 + (quarter * PARTS + part) * 1_000_000;
        for (let n = 0; n < SCHEDULES / FILES / PARTS; n++) {
          const seed = first + n;
          const { violations } = await runSchedule(seed);
          expect({ seed, violations }).toEqual({ seed, violations: [] });
        }
      },
      600_000,
    );
  });
}
