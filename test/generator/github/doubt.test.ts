import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rateLimited, type Fault } from '../../../generator/demo/github/faults.ts';
import type { GitHub } from '../../../generator/github/client.ts';
import { start, token } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  running = await start({ timeoutMs: 300 });
  await running.standIn.openPullRequest('acme/shop', { number: 7 });
});

afterEach(() => running.standIn.stop());

const sha = 'c'.repeat(40);

/** Every question there is. */
function questions(github: GitHub) {
  return [
    github.identity(),
    github.pullRequest('acme/shop', 7),
    github.openPullRequests('acme/shop'),
    github.file('acme/shop', sha, 'k8s-ee.yaml', 1000),
    github.stickyComment('acme/shop', 7, { marker: '<!-- m -->', body: 'x', create: true }),
  ];
}

const html = { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn</h1>' };
const json = { 'content-type': 'application/json' };

const doubts: [string, Fault][] = [
  ['404', { status: 404, body: { message: 'Not Found' } }],
  ['403', { status: 403, body: { message: 'Resource not accessible by integration' } }],
  ['401', { status: 401, body: { message: 'Bad credentials' } }],
  ['410', { status: 410 }],
  ['429', { status: 429, body: { message: 'slow down' } }],
  ['451', { status: 451 }],
  ['500', { status: 500 }],
  ['502 with HTML', { ...html, status: 502 }],
  ['the rate limit', rateLimited],
  [
    'the secondary rate limit',
    {
      status: 403,
      headers: { 'retry-after': '60' },
      body: { message: 'You have exceeded a secondary rate limit' },
    },
  ],
  ['HTML with 200', html],
  ['an empty body', { status: 200, headers: json, body: '' }],
  ['no content', { status: 204 }],
  ['broken JSON', { status: 200, headers: json, body: '{"number": 7, "sta' }],
  ['null', { status: 200, headers: json, body: 'null' }],
  ['an object without its fields', { status: 200, body: { number: 7, state: 'open' } }],
  ['a list of something else', { status: 200, body: [{ id: 'x' }] }],
  ['no answer', { kind: 'hang' }],
  ['a cut connection', { kind: 'reset' }],
];

describe('a doubt is never a fact', () => {
  it.each(doubts)('%s makes every answer unknown', async (_name, fault) => {
    const { standIn, github, logged } = running;
    standIn.fail(fault);
    const started = Date.now();
    const answers = await Promise.all(questions(github));
    expect(answers.map(({ kind }) => kind)).toEqual(Array(5).fill('unknown'));
    expect(Date.now() - started).toBeLessThan(5000);
    expect(JSON.stringify(answers) + logged.join('')).not.toContain(token);
    standIn.heal();
    expect(await github.pullRequest('acme/shop', 7)).toMatchObject({ kind: 'found' });
    expect(standIn.pullRequest('acme/shop', 7).comments).toHaveLength(0);
  });

  it('nobody listening, a wrong address and a wrong name make every answer unknown', async () => {
    const { connect, github } = running;
    for (const apiUrl of ['http://127.0.0.1:1', 'no address']) {
      const answers = await Promise.all(questions(connect({ apiUrl })));
      expect(answers.map(({ kind }) => kind)).toEqual(Array(5).fill('unknown'));
    }
    expect(await github.pullRequest('shop', 7)).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining('expected a repository as owner/name, got "shop"') as string,
    });
  });

  it('says in one line what was asked and what came back', async () => {
    const { standIn, github } = running;
    const reason = async () =>
      ((await github.pullRequest('acme/shop', 7)) as { reason: string }).reason;
    standIn.fail({ status: 404, body: { message: 'Not\nFound' }, times: 1 });
    expect(await reason()).toBe('GitHub answered 404 when asked about acme/shop#7: Not Found');
    standIn.fail({ ...rateLimited, times: 1 });
    expect(await reason()).toMatch(
      /^GitHub's rate limit is used up until 2100-01-01T00:00:00.000Z/,
    );
    standIn.fail({ status: 200, body: { number: 7 }, times: 1 });
    expect(await reason()).toMatch(/^GitHub's answer about acme\/shop#7 cannot be read: state: /);
    standIn.fail({ kind: 'hang', times: 1 });
    expect(await reason()).toBe(
      'GitHub could not be asked about acme/shop#7: no answer within 0.3 s',
    );
  });

  it('asks once more after a 500, and not after a refusal or a time-out', async () => {
    const { standIn, github } = running;
    const path = '/repos/acme/shop/pulls/7';
    standIn.fail({ status: 500, times: 1 });
    expect(await github.pullRequest('acme/shop', 7)).toMatchObject({ kind: 'found' });
    expect(standIn.countCalls({ path })).toBe(2);
    for (const fault of [{ status: 404 }, { status: 429 }, { kind: 'hang' }] as Fault[]) {
      const before = standIn.countCalls({ path });
      standIn.fail({ ...fault, times: 1 });
      await github.pullRequest('acme/shop', 7);
      expect(standIn.countCalls({ path })).toBe(before + 1);
    }
  });

  it('a 500 does not answer from what was known before', async () => {
    const { standIn, github } = running;
    await github.pullRequest('acme/shop', 7);
    standIn.fail({ status: 500 });
    expect(await github.pullRequest('acme/shop', 7)).toMatchObject({ kind: 'unknown' });
  });

  it('a server that talks of our token does not make us repeat it', async () => {
    const server = createServer((request, response) => {
      const message = `who sent ${request.headers.authorization}?`;
      response.writeHead(403, json).end(JSON.stringify({ message }));
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const github = running.connect({ apiUrl: `http://127.0.0.1:${port}` });
    const answers = await Promise.all(questions(github));
    expect(JSON.stringify(answers)).toContain('who sent token [REDACTED]?');
    expect(JSON.stringify(answers) + running.logged.join('')).not.toContain(token);
    await new Promise((resolve) => server.close(resolve));
  });
});

it('what GitHub says is left of the hour is told, also with a refusal', async () => {
  const quotas: number[] = [];
  const github = running.connect({ onQuota: (left) => quotas.push(left) });
  await github.pullRequest('acme/shop', 7);
  await github.pullRequest('acme/shop', 8);
  expect(quotas).toHaveLength(2);
  expect(quotas[1]).toBe((quotas[0] ?? 0) - 1);
});
