import { get, type IncomingMessage } from 'node:http';
import { eventually } from '../../support/eventually.ts';
import { createTestBoard } from './board-fixture.ts';
import { startDashboard } from './dashboard-fixture.ts';
import { sampleView } from './sample-views.ts';

type Listening = { text(): string; status(): number | undefined; ended(): boolean; hangUp(): void };

function listen(url: string): Listening {
  let answer: IncomingMessage | undefined;
  let text = '';
  let ended = false;
  const sent = get(url, (response) => {
    answer = response;
    response.on('data', (chunk: Buffer) => (text += chunk.toString()));
    response.on('close', () => (ended = true));
  }).on('error', () => (ended = true));
  return {
    text: () => text,
    status: () => answer?.statusCode,
    ended: () => ended,
    hangUp: () => sent.destroy(),
  };
}

const changes = ({ text }: Listening) => text().split('event: change').length - 1;

it('tells of changes, many at once as one, and of one environment only where asked', async () => {
  const board = createTestBoard();
  const server = await startDashboard(board);
  const all = listen(`${server.url}/events`);
  const seven = listen(`${server.url}/events?id=shop-pr-7`);
  await eventually(() =>
    expect([all.text(), seven.text()]).toEqual(Array(2).fill('retry: 3000\n\n')),
  );
  for (let number = 100; number < 300; number++) board.show(sampleView(number, 'ready'));
  await eventually(() => expect(changes(all)).toBe(1));
  board.show(sampleView(7, 'ready'));
  await eventually(() => expect([changes(all), changes(seven)]).toEqual([2, 1]));
  expect(board.listeners()).toBe(1);
  all.hangUp();
  seven.hangUp();
  await eventually(() => expect(board.listeners()).toBe(0));
  await server.close();
});

it('has room for 200, and for the next as soon as one leaves', async () => {
  const server = await startDashboard(createTestBoard());
  const streams = Array.from({ length: 200 }, () => listen(`${server.url}/events`));
  await eventually(() => expect(streams.every(({ status }) => status() === 200)).toBe(true));
  const late = listen(`${server.url}/events`);
  await eventually(() => expect(late.status()).toBe(503));
  await eventually(() => expect(late.text()).toContain('200 pages are live'));
  streams[0]?.hangUp();
  await eventually(async () => {
    const next = listen(`${server.url}/events`);
    await eventually(() => expect(next.status()).toBe(200), 200);
  });
  await server.close();
});

it('ends all streams when it is stopped', async () => {
  const board = createTestBoard();
  const server = await startDashboard(board);
  const stream = listen(`${server.url}/events`);
  await eventually(() => expect(stream.status()).toBe(200));
  server.stop();
  await eventually(() => expect(stream.ended()).toBe(true));
  expect(board.listeners()).toBe(0);
  await server.close();
});
