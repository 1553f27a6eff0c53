import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

const OPEN = 500;
let world: World;
beforeAll(async () => {
  world = await startWorld({ startGenerator: false, sweepSeconds: 5 });
  const earlier = new Date(Date.now() - 3_600_000);
  for (let n = 0; n < OPEN; n++) {
    const { pull } = await world.github.openPullRequest(world.repository, { draft: n % 10 > 0 });
    pull.updatedAt = earlier;
  }
  await (await world.start()).ready();
}, 60_000);
afterAll(() => world.stop());

/** The calls from one sweep to the next, the last whole one. */
function lastSweep() {
  const ours = world.github.calls.filter(({ caller }) => caller === 'previews');
  const starts = ours.flatMap(({ path, query }, at) =>
    path.endsWith('/pulls') && !/\bpage=\d/.test(query.replace('per_page', '')) ? [at] : [],
  );
  const [from, to] = starts.slice(-2);
  return from !== undefined && to !== undefined ? ours.slice(from, to) : [];
}

it('costs no more than ten calls of GitHub at 500 open pull requests of which none changed', async () => {
  await world.until(
    'all environments',
    async () => (await world.record(491))?.includes('state:'),
    60,
  );
  const quiet = await world.until(
    'a quiet sweep',
    () => {
      const calls = lastSweep();
      return calls.length > 0 && calls.length <= 10 ? calls : undefined;
    },
    // Before it all comments and checks are written.
    300,
  );
  expect(quiet.map(({ path }) => path)).toEqual(
    Array.from({ length: OPEN / 100 }, () => '/repos/acme/shop/pulls'),
  );
  expect(quiet.every(({ status }) => status === 304)).toBe(true);
}, 420_000);

it('finds what changed all the same', async () => {
  world.github.removeHooks();
  const { pull } = await world.github.push(world.repository, 1);
  await world.github.readyForReview(world.repository, 2);
  await world.github.comment(world.repository, 11, { body: '/preview sleep' });
  await world.github.close(world.repository, 21);
  const holds = (number: number, text: string) =>
    world.until(
      `${text} in ${number}`,
      async () => (await world.record(number))?.includes(text),
      30,
    );
  await holds(1, pull.head.sha);
  await holds(2, 'state: active');
  await holds(11, 'state: sleeping');
  await holds(21, 'state: destroying');
}, 150_000);
