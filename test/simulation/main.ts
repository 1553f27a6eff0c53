import { cpus } from 'node:os';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { drawActions } from './actions.ts';
import { createRandom } from './random.ts';
import { runSchedule } from './schedule.ts';
import { shrink } from './shrink.ts';

const USAGE = `npm run simulate -- [--schedules N] [--seed S]      N random schedules of faults, from seed S on
npm run simulate -- --seed S --schedules 1 [--keep 0,3,7]  one schedule again, with some of its actions`;

/** How often a log is told how far it is. */
const MINUTE_MS = 60_000;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
    worker: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const schedules = wholeNumber('schedules', values.schedules);
const seed = wholeNumber('seed', values.seed);

if (values.help) process.stdout.write(`${USAGE}\n`);
else if (values.worker) await work();
else if (values.keep !== undefined || schedules === 1) await again();
else await many();

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(
    `--${name}: expected a whole number, got ${JSON.stringify(text)}\n${USAGE}\n`,
  );
  process.exit(2);
}

/** One after the other, told to the parent. */
async function work(): Promise<void> {
  for (let one = seed; one < seed + schedules; one++) {
    const { violations } = await runSchedule(one);
    process.send?.({ seed: one, violations: violations.length });
  }
  process.disconnect?.();
}

async function again(): Promise<void> {
  const keep = values.keep === undefined ? undefined : new Set(values.keep.split(',').map(Number));
  const { violations, commits } = await runSchedule(seed, keep);
  drawActions(createRandom(seed)).forEach((action, index) => {
    if (keep && !keep.has(index)) return;
    process.stdout.write(`${String(index).padStart(3)}  ${timeOf(action.at)}  ${action.kind}\n`);
  });
  for (const { at, invariant, detail } of violations) {
    process.stdout.write(`VIOLATED ${timeOf(at)}  ${invariant}: ${detail}\n`);
  }
  process.stdout.write(`${violations.length} violations, ${commits} commits\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

async function many(): Promise<void> {
  const began = Date.now();
  const failed: number[] = [];
  let done = 0;
  const workers = Math.max(1, Math.min(cpus().length, schedules));
  const share = Math.ceil(schedules / workers);
  const show = (end: string) => {
    const rate = (done / Math.max(1, Date.now() - began)) * 1_000;
    const text = `${done} of ${schedules} schedules, ${failed.length} failed, ${rate.toFixed(1)} a second`;
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${text}${end}`);
  };
  const ticker = setInterval(() => show('\n'), MINUTE_MS);
  if (process.stderr.isTTY) clearInterval(ticker);
  await Promise.all(
    Array.from({ length: workers }, (_, n) => {
      const first = seed + n * share;
      const count = Math.min(share, seed + schedules - first);
      return count > 0 ? runWorker(first, count, note) : Promise.resolve();
    }),
  );
  clearInterval(ticker);
  show('\n');
  for (const one of failed.sort((a, b) => a - b).slice(0, 5)) {
    process.stderr.write(`seed ${one} failed; leaving out what does not matter …\n`);
    const kept = await shrink(one);
    process.stdout.write(
      `npm run simulate -- --seed ${one} --schedules 1 --keep ${kept.join(',')}\n`,
    );
  }
  process.exitCode = failed.length > 0 ? 1 : 0;

  function note(result: { readonly seed: number; readonly violations: number }): void {
    done += 1;
    if (result.violations > 0) {
      failed.push(result.seed);
      process.stderr.write(`\nseed ${result.seed} failed\n`);
    }
    if (done % 20 === 0 && process.stderr.isTTY) show('');
  }
}

function runWorker(
  first: number,
  count: number,
  note: (result: { readonly seed: number; readonly violations: number }) => void,
): Promise<void> {
  const args = ['--worker', '--seed', String(first), '--schedules', String(count)];
  const child = fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv });
  child.on('message', note);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
    );
  });
}

/** `12:05`: minutes and seconds since the start. */
function timeOf(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, '0')}`;
}
