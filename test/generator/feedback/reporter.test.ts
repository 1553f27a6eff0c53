import { jest } from '@jest/globals';
import { createReporter, type Reporter } from '../../../generator/feedback/reporter.ts';
import type { View } from '../../../generator/feedback/view.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { start } from '../github/start.ts';
import { sampleView } from '../view-fixture.ts';

const HOUR_MS = 3_600_000;

let running: Awaited<ReturnType<typeof start>>;
let results: [string, string][];

beforeEach(async () => {
  results = [];
  running = await start({ throttle: false });
  for (const number of [7, 8]) await running.standIn.openPullRequest('acme/shop', { number });
});

afterEach(async () => {
  jest.useRealTimers();
  await running.standIn.stop();
});

function reporter(pauseMs = 0): Reporter {
  return createReporter({
    github: running.github,
    log: createLog('error', { write: (line) => running.logged.push(line) }),
    pauseMs,
    onResult: (view, result) => results.push([view.reason, result]),
  });
}

function view(reason: string, change: Partial<View> = {}): View {
  return sampleView({ state: 'destroyed', sha: undefined, reason, ...change });
}

const other = (reason: string) =>
  view(reason, { id: 'shop-pr-8', key: { project: 'shop', number: '8' } });
const comments = (number = 7) => running.standIn.pullRequest('acme/shop', number).comments;
const failing = (times: number) => running.standIn.fail({ status: 500, times });
const since = '2026-01-05T11:00:00.000Z';

describe('the reporter', () => {
  it('keeps one comment per pull request', async () => {
    const { report, idle } = reporter();
    report(view('first words'));
    await idle();
    report(view('second words'));
    report(other('third words'));
    await idle();
    expect(comments().map(({ body }) => body)).toEqual([expect.stringContaining('Second words.')]);
    expect(comments(8)).toHaveLength(1);
    expect(results).toHaveLength(3);
  });

  it('says the same only once, and shows of many views the newest', async () => {
    const { report, idle } = reporter();
    for (const reason of ['one', 'two', 'three', 'four']) report(view(`${reason} of four`));
    await idle();
    expect(results.map(([reason]) => reason)).toEqual(['one of four', 'four of four']);
    report(view('four of four'));
    await idle();
    expect(results.at(-1)).toEqual(['four of four', 'unchanged']);
  });

  it('is idle only once what came during a write is written too', async () => {
    const { report, idle } = reporter();
    report(view('first words'));
    report(view('last words'));
    await idle();
    expect(comments()[0]?.body).toContain('Last words.');
  });

  it('begins no comment for a quiet view, but corrects one that stands', async () => {
    const { report, idle } = reporter();
    report(view('quiet words', { quiet: true }));
    await idle();
    expect(comments()).toEqual([]);
    report(view('loud words'));
    await idle();
    report(view('quiet words', { quiet: true }));
    await idle();
    expect(comments().map(({ body }) => body)).toEqual([expect.stringContaining('Quiet words.')]);
  });

  it('waits between two writes to one pull request, not to another', async () => {
    const { report, idle } = reporter(60_000);
    report(view('first words'));
    await idle();
    report(view('second words'));
    report(other('other words'));
    await idle();
    expect(comments()[0]?.body).toContain('First words.');
    expect(comments(8)).toHaveLength(1);
  });

  it('tries again what GitHub refused, with the newest view, and holds nobody up', async () => {
    const { report, idle } = reporter();
    const end = failing(Infinity);
    report(view('first words'));
    await idle();
    expect(results).toEqual([['first words', 'failed']]);
    expect(running.logged.join()).not.toContain('SecretSecret');
    end();
    report(view('second words'));
    await idle();
    expect(comments()).toEqual([]);
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    await idle();
    expect(comments()[0]?.body).toContain('Second words.');
  });
});

describe('the end of an environment', () => {
  it('counts as told once it stands on the pull request, and for its own tombstone only', async () => {
    const { report, idle, toldEnd } = reporter();
    report(view('was seen gone', { finalOf: since }));
    expect(toldEnd('shop-pr-7', since)).toBe(false);
    await idle();
    expect(toldEnd('shop-pr-7', since)).toBe(true);
    expect(toldEnd('shop-pr-7', '2026-01-05T11:30:00.000Z')).toBe(false);
    expect(toldEnd('shop-pr-8', since)).toBe(false);
  });

  it('is not told where GitHub refused the comment, until it took it', async () => {
    const { report, idle, toldEnd } = reporter();
    const end = failing(Infinity);
    report(view('was seen gone', { finalOf: since }));
    await idle();
    expect(toldEnd('shop-pr-7', since)).toBe(false);
    end();
    await new Promise((resolve) => setTimeout(resolve, 2_300));
    await idle();
    expect(toldEnd('shop-pr-7', since)).toBe(true);
  });
});

describe('what the reporter remembers', () => {
  it('ends an hour after the last report, so that it does not grow for ever', async () => {
    const { report, idle, toldEnd } = reporter();
    report(view('was seen gone', { finalOf: since }));
    await idle();
    const began = Date.now();
    jest.useFakeTimers({ doNotFake: fakedClockOnly, now: began + HOUR_MS - 60_000 });
    report(other('other words'));
    expect(toldEnd('shop-pr-7', since)).toBe(true);
    jest.setSystemTime(began + HOUR_MS + 60_000);
    report(other('other words'));
    expect(toldEnd('shop-pr-7', since)).toBe(false);
    await idle();
  });
});

/** Only the clock is set; everything that waits stays real. */
const fakedClockOnly = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const),
  ...(['clearImmediate', 'nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
];
