import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { drawActions } from './actions.ts';
import { createRandom } from './random.ts';
import { runSchedule } from './schedule.ts';
import { shrink } from './shrink.ts';

/** Of all of `npm test`. */
const SCHEDULES = process.env.SIMULATED_SCHEDULES ?? '2000';
const program = fileURLToPath(new URL('main.ts', import.meta.url));

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

it('the loop over a simulated world keeps every promise whatever goes wrong', async () => {
  // In processes of their own, on all cores, as people run it.
  const args = ['--import', 'tsx', program, '--schedules', SCHEDULES, '--seed', '1'];
  const { stderr } = await promisify(execFile)(process.execPath, args).catch(
    (failed: { stdout?: string; stderr?: string }) => {
      throw new Error(`${failed.stderr ?? ''}\n${failed.stdout ?? ''}`);
    },
  );
  expect(stderr.trimEnd().split('\n').at(-1)).toContain(
    `${SCHEDULES} of ${SCHEDULES} schedules, 0 failed`,
  );
}, 1_800_000);
