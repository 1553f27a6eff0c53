import { createReporter, type ReporterOptions } from '../../../generator/feedback/reporter.ts';
import type { Clock } from '../../../generator/clock.ts';
import type { View } from '../../../generator/feedback/view.ts';
import type { Call } from '../../../generator/demo/github/faults.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { start } from '../github/start.ts';
import { sampleView } from '../view-fixture.ts';

let running: Awaited<ReturnType<typeof start>>;
let results: string[];

beforeEach(async () => {
  results = [];
  running = await start({ throttle: false });
});

afterEach(() => running.standIn.stop());

function reporter(options: Partial<ReporterOptions> = {}) {
  return createReporter({
    github: running.github,
    log: createLog('warn', { write: (line) => running.logged.push(line) }),
    pauseMs: 0,
    onResult: (_view, result) => results.push(`comment ${result}`),
    onOther: (surface, result) => results.push(`${surface} ${result}`),
    ...options,
  });
}

/** Opens pull requests and gives, for each, the view of its environment. */
async function open(count: number): Promise<((change: Partial<View>) => View)[]> {
  const made = [];
  for (let number = 1; number <= count; number++) {
    const { pull } = await running.standIn.openPullRequest('acme/shop', { number });
    const own = { id: `shop-pr-${number}`, key: { project: 'shop', number: String(number) } };
    const url = `https://shop-pr-${number}.acme-previews.dev`;
    made.push((change: Partial<View>) =>
      sampleView({ ...own, url, sha: pull.head.sha, ...change }),
    );
  }
  return made;
}

const repository = () => running.standIn.repository('acme/shop');
const isWrite = ({ method }: Call) => method !== 'GET';
const writes = (of = '') =>
  running.standIn.calls.filter((call) => isWrite(call) && call.path.includes(of)).length;
/** What stands on GitHub in the end: comment, Deployment, commit status. */
const shown = (number: number) => ({
  comment: running.standIn
    .pullRequest('acme/shop', number)
    .comments.map(({ body }) => /^### .*$/m.exec(body)?.[0]),
  deployment: repository()
    .deployments.filter(({ task }) => task === `deploy:shop-pr-${number}`)
    .map(({ statuses }) => statuses.at(-1)?.state),
  check: repository()
    .statuses.filter(({ targetUrl }) => targetUrl?.includes(`shop-pr-${number}.`))
    .at(-1)?.state,
});
const ready = { comment: ['### 🟢 Preview ready'], deployment: ['success'], check: 'success' };

/** Time that goes on when the test says so. */
function manualClock() {
  let time = Date.parse('2026-01-05T12:00:00.000Z');
  let waiting: { at: number; act: () => void }[] = [];
  const clock: Clock = {
    now: () => new Date(time),
    after(ms, act) {
      const entry = { at: time + ms, act };
      waiting.push(entry);
      return () => (waiting = waiting.filter((one) => one !== entry));
    },
  };
  return {
    clock,
    pass(ms: number) {
      time += ms;
      const due = waiting.filter(({ at }) => at <= time);
      waiting = waiting.filter(({ at }) => at > time);
      for (const { act } of due) act();
    },
  };
}

describe('the surfaces of an environment', () => {
  it('are written, each only when what it shows changed', async () => {
    const [view = sampleView] = await open(1);
    const { report, idle } = reporter();
    report(view({ state: 'deploying' }));
    await idle();
    report(view({ state: 'ready', reason: 'it runs and answers' }));
    await idle();
    expect(shown(1)).toEqual(ready);
    const before = [writes(), writes('deployments'), writes('statuses/')];
    report(view({ state: 'ready', reason: 'it runs and answers', notes: ['it ends soon'] }));
    await idle();
    // The note stands in the comment only.
    expect([writes(), writes('deployments'), writes('statuses/')]).toEqual([
      Number(before[0]) + 1,
      ...before.slice(1),
    ]);
  });

  it('are not written again by a process that comes after', async () => {
    const [view = sampleView] = await open(1);
    const last = view({ state: 'ready', reason: 'it runs and answers' });
    const first = reporter();
    first.report(last);
    await first.idle();
    const before = writes();
    const second = reporter({ github: running.connect() });
    second.report(last);
    await second.idle();
    expect(writes()).toBe(before);
    expect(shown(1)).toEqual(ready);
  });

  it('end when the pull request is closed', async () => {
    const [view = sampleView] = await open(1);
    const { report, idle } = reporter();
    report(view({ state: 'ready' }));
    await idle();
    const head = repository().pullRequests.get(1)?.head.sha;
    report(view({ state: 'destroying', sha: undefined, waitingSha: head, reason: 'closed' }));
    await idle();
    expect(repository().deployments.map(({ statuses }) => statuses.at(-1)?.state)).toEqual([
      'inactive',
    ]);
    expect(repository().statuses.at(-1)).toMatchObject({
      state: 'success',
      description: 'no preview: closed',
    });
  });

  it.each([
    ['deployment', /\/deployments/],
    ['check', /\/commits\/\w+\/statuses|\/statuses\/\w+$/],
    ['comment', /\/issues\//],
  ])('do not hold each other up: no %s', async (surface, path) => {
    const [view = sampleView] = await open(1);
    const { clock, pass } = manualClock();
    const { report, idle } = reporter({ clock });
    const heal = running.standIn.fail({ match: (call) => path.test(call.path), status: 500 });
    report(view({ state: 'ready' }));
    await idle();
    expect(results.filter((result) => result.endsWith('failed'))).toEqual([`${surface} failed`]);
    expect(results.filter((result) => result.endsWith('written'))).toHaveLength(2);
    heal();
    pass(2_000);
    await idle();
    expect(shown(1)).toEqual(ready);
  });

  it('are not tried for ever where GitHub refuses, and the log says it once', async () => {
    const [view = sampleView] = await open(1);
    const { clock, pass } = manualClock();
    const { report, idle } = reporter({ clock });
    const body = { message: 'Resource not accessible by personal access token' };
    running.standIn.fail({ match: isWrite, status: 403, body });
    running.standIn.fail({
      match: ({ path }) => /deployments|status/.test(path),
      status: 403,
      body,
    });
    for (let n = 0; n < 5; n++) {
      report(view({ state: n % 2 ? 'ready' : 'failed' }));
      await idle();
      pass(400_000);
    }
    await idle();
    const asked = running.standIn.calls.filter(({ path }) => /deployments|status/.test(path));
    expect(asked).toHaveLength(2);
    const told = running.logged.filter((line) => line.includes('grant this permission'));
    expect(told).toHaveLength(2);
  });

  it('wait for what the commit lacks until something changes', async () => {
    const [view = sampleView] = await open(1);
    const { clock, pass } = manualClock();
    const { report, idle } = reporter({ clock });
    const gone = view({ state: 'ready', sha: 'c'.repeat(40) });
    for (let n = 0; n < 5; n++) {
      report(gone);
      await idle();
      pass(300_000);
    }
    expect(results.filter((result) => result.endsWith('refused')).sort()).toEqual([
      'check refused',
      'deployment refused',
    ]);
    pass(3_600_000);
    report(gone);
    await idle();
    expect(results.filter((result) => result.endsWith('refused'))).toHaveLength(4);
    report(view({ state: 'ready' }));
    await idle();
    expect(shown(1)).toEqual(ready);
  });
});

describe('the pace', () => {
  it('is one comment in ten seconds for an environment, whatever it does', async () => {
    const [view = sampleView] = await open(1);
    const { clock, pass } = manualClock();
    const { report, idle } = reporter({ clock, pauseMs: 10_000 });
    for (let second = 0; second < 60; second++) {
      report(view({ state: second % 2 ? 'ready' : 'degraded', reason: `second ${second}` }));
      await idle();
      pass(1_000);
      await idle();
    }
    expect(writes('issues')).toBeLessThanOrEqual(7);
    expect(writes('issues')).toBeGreaterThanOrEqual(6);
    // Elsewhere it holds on average, with a few at once: 1 Deployment, then its statuses.
    expect(writes('deployments')).toBeLessThanOrEqual(1 + 3 + 6);
    pass(60_000);
    await idle();
    expect(shown(1)).toEqual(ready);
  });

  it('lets a short deployment tell its end at once', async () => {
    const [view = sampleView] = await open(1);
    const { clock } = manualClock();
    const { report, idle } = reporter({ clock, pauseMs: 10_000 });
    for (const state of ['building', 'deploying', 'ready'] as const) {
      report(view({ state }));
      await idle();
    }
    expect(shown(1)).toMatchObject({ deployment: ['success'], check: 'success' });
  });
});

describe('fifty environments that change at once', () => {
  it('are all shown as they are in the end, in few writes', async () => {
    const views = await open(50);
    const { report, idle } = reporter();
    const states = ['building', 'deploying', 'degraded', 'deploying', 'degraded'] as const;
    for (let round = 0; round < 20; round++) {
      const state = states[round % states.length] ?? 'deploying';
      for (const view of views) report(view({ state, reason: `round ${round}` }));
    }
    for (const view of views) report(view({ state: 'ready' }));
    await idle();
    for (let number = 1; number <= 50; number++) expect(shown(number)).toEqual(ready);
    const most = { comment: 2, deployment: 3, check: 2 };
    expect(writes('issues')).toBeLessThanOrEqual(50 * most.comment);
    expect(writes('deployments')).toBeLessThanOrEqual(50 * most.deployment);
    expect(writes('statuses/')).toBeLessThanOrEqual(50 * most.check);
    // By far most had not begun when their views were replaced: they are written once.
    expect(writes()).toBeLessThanOrEqual(50 * 4 + 4 * 3 * 2);
  }, 60_000);

  it('lose nothing where GitHub fails now and then', async () => {
    const views = await open(8);
    const { clock, pass } = manualClock();
    const { report, idle } = reporter({ clock });
    let count = 0;
    running.standIn.fail({ match: () => ++count % 4 === 0, status: 502 });
    for (const state of ['building', 'deploying', 'ready'] as const) {
      for (const view of views) report(view({ state }));
      await idle();
    }
    running.standIn.heal();
    for (let n = 0; n < 3; n++) {
      pass(300_000);
      await idle();
    }
    for (let number = 1; number <= 8; number++) expect(shown(number)).toEqual(ready);
  }, 60_000);

  it("are written at GitHub's pace: one write a second", async () => {
    const views = await open(3);
    const { report, idle } = reporter({ github: running.connect({ throttle: true }) });
    for (const view of views) report(view({ state: 'ready' }));
    await idle();
    for (let number = 1; number <= 3; number++) expect(shown(number)).toEqual(ready);
    const times = running.standIn.calls.filter(isWrite).map(({ at }) => at.getTime());
    expect(times).toHaveLength(3 * (1 + 2 + 1));
    // Where the machine is slow some may come close together, but not all.
    expect(Number(times.at(-1)) - Number(times[0])).toBeGreaterThan(9_000);
  }, 40_000);
});
