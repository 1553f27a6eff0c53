import { WAKE_LIMITS } from '../../../generator/web/status/wake-limits.ts';
import { clientOf } from '../../../generator/web/status/client-address.ts';
import { VIEW_STATES } from '../../../generator/feedback/view.ts';
import { createTestBoard } from './board-fixture.ts';
import { DOMAIN, NOW, sampleView } from './sample-views.ts';
import { startStatus } from './status-fixture.ts';

const asleep = (count: number) =>
  createTestBoard(
    ...Array.from({ length: count }, (_, index) => sampleView(index + 1, 'sleeping')),
  );

/** A time that a test moves. */
function createTime() {
  let ms = NOW.getTime();
  return { now: () => new Date(ms), pass: (more: number) => (ms += more) };
}

it('wakes a sleeping environment for its own page', async () => {
  const server = await startStatus(asleep(1));
  const answer = await server.wake('shop-pr-1');
  expect([answer.status, JSON.parse(answer.body)]).toEqual([202, { woken: 'shop-pr-1' }]);
  expect(answer.headers['x-k8s-ee-status']).toBe('sleeping');
  expect(server.woken).toEqual([{ project: 'shop', number: '1' }]);
  await server.close();
});

it.each([
  ['another origin', { origin: 'https://evil.example' }],
  ['a sister', { origin: `https://shop-pr-2.${DOMAIN}` }],
  ['an origin that only begins so', { origin: `https://shop-pr-1.${DOMAIN}.evil.example` }],
  ['another port', { origin: `https://shop-pr-1.${DOMAIN}:1` }],
  ['an opaque origin', { origin: 'null' }],
  ['no origin', { origin: '' }],
])('refuses %s', async (_, headers) => {
  const server = await startStatus(asleep(2));
  const answer = await server.wake('shop-pr-1', headers);
  expect(answer.status).toBe(403);
  expect(JSON.parse(answer.body).error).toContain(`only pages of shop-pr-1.${DOMAIN}`);
  expect(server.woken).toEqual([]);
  await server.close();
});

it('wakes nothing that does not sleep, and nothing unknown', async () => {
  const board = createTestBoard(...VIEW_STATES.map((state, index) => sampleView(index + 1, state)));
  const server = await startStatus(board);
  for (const [index, state] of VIEW_STATES.entries()) {
    const { status } = await server.wake(`shop-pr-${index + 1}`);
    expect([state, status]).toEqual([state, state === 'sleeping' ? 202 : 409]);
  }
  for (const unknown of ['shop-pr-99', 'x-pr-1', 'nothing']) {
    expect((await server.wake(unknown)).status).toBe(404);
  }
  expect(server.woken).toHaveLength(1);
  await server.close();
});

it('wakes one environment once in 30 s, and says when to ask again', async () => {
  const time = createTime();
  const server = await startStatus(asleep(1), { now: time.now });
  expect((await server.wake('shop-pr-1')).status).toBe(202);
  time.pass(10_000);
  const answer = await server.wake('shop-pr-1');
  expect(answer).toMatchObject({ status: 429, headers: { 'retry-after': '20' } });
  time.pass(20_000);
  expect((await server.wake('shop-pr-1')).status).toBe(202);
  expect(server.woken).toHaveLength(2);
  await server.close();
});

it('wakes ten a minute for one client, by the last entry of X-Forwarded-For', async () => {
  const time = createTime();
  const server = await startStatus(asleep(30), { now: time.now });
  const status = async (number: number, forwarded: string) =>
    (await server.wake(`shop-pr-${number}`, { 'x-forwarded-for': forwarded })).status;
  for (let number = 1; number <= 10; number++) {
    // What a client writes itself stands before the entry of our proxy.
    expect(await status(number, `198.51.100.${number}, 203.0.113.9`)).toBe(202);
  }
  expect(await status(11, '198.51.100.11, 203.0.113.9')).toBe(429);
  expect(await status(12, '203.0.113.10')).toBe(202);
  time.pass(60_000);
  expect(await status(11, '203.0.113.9')).toBe(202);
  await server.close();
});

it('takes the entry of the outermost of several trusted proxies, and without one the connection', async () => {
  const two = await startStatus(asleep(30), { trustedProxies: 2 });
  const none = await startStatus(asleep(30), { trustedProxies: 0 });
  for (let number = 1; number <= 11; number++) {
    const last = number <= 10 ? 202 : 429;
    const behind = { 'x-forwarded-for': `192.0.2.${number}, 203.0.113.9, 10.0.0.1` };
    expect((await two.wake(`shop-pr-${number}`, behind)).status).toBe(last);
    const lies = { 'x-forwarded-for': `192.0.2.${number}` };
    expect((await none.wake(`shop-pr-${number}`, lies)).status).toBe(last);
  }
  await Promise.all([two.close(), none.close()]);
});

it('counts the addresses of one IPv6 network as one client', () => {
  expect(clientOf('2001:db8:1:2:3::4')).toBe(clientOf('2001:db8:1:2:ffff::1'));
  expect(clientOf('2001:db8:1:2::1')).not.toBe(clientOf('2001:db8:1:3::1'));
  expect(clientOf('::ffff:203.0.113.9')).toBe(clientOf('203.0.113.9'));
  expect(clientOf('nonsense, <b>')).toBe(clientOf(undefined));
});

it('lets no more than the limits through of 10,000 requests of all kinds', async () => {
  const time = createTime();
  const server = await startStatus(asleep(500), { now: time.now });
  const counts = new Map<number, number>();
  const one = async (index: number) => {
    const id = index % 5 === 4 ? `gone-pr-${index}` : `shop-pr-${(index % 500) + 1}`;
    const { status } = await server.wake(id, {
      'x-forwarded-for': `203.0.${index % 250}.${index % 200}`,
      ...(index % 7 === 0 && { origin: 'https://evil.example' }),
    });
    counts.set(status, (counts.get(status) ?? 0) + 1);
  };
  for (let from = 0; from < 10_000; from += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => one(from + index)));
    time.pass(500);
  }
  // 50 s have passed: one window of the limit in total.
  expect(server.woken).toHaveLength(WAKE_LIMITS.total.most);
  expect(new Set(server.woken.map(({ number }) => number)).size).toBe(server.woken.length);
  expect(server.woken.every(({ project }) => project === 'shop')).toBe(true);
  expect([...counts.keys()].sort()).toEqual([202, 403, 404, 429]);
  await server.close();
}, 60_000);

it('refuses a form of a page without script with a page that leads back', async () => {
  const server = await startStatus(asleep(1));
  for (const [status, words] of [
    [202, 'It wakes up; this takes some seconds.'],
    [429, 'It was asked to wake just now'],
  ] as const) {
    const answer = await server.wake('shop-pr-1', { accept: 'text/html' });
    expect(answer.status).toBe(status);
    expect(answer.body).toContain(words);
    expect(answer.body).toContain('content="3;url=/"');
  }
  await server.close();
});
