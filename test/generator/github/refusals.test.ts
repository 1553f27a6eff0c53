import type { Check, Deployment } from '../../../generator/github/client.ts';
import { rateLimited } from '../../../generator/demo/github/faults.ts';
import { start, token } from './start.ts';

const HOUR_MS = 3_600_000;

let running: Awaited<ReturnType<typeof start>>;
let now: number;
let sha: string;

beforeEach(async () => {
  now = Date.now();
  running = await start({ throttle: false, now: () => now });
  running.standIn.createRepository('acme/cart');
  const { pull } = await running.standIn.openPullRequest('acme/shop', { number: 7 });
  sha = pull.head.sha;
});

afterEach(() => running.standIn.stop());

const deployment = (): Deployment => ({
  ...{ environment: 'shop-pr-7', sha, state: 'success', description: 'd' },
  ...{ environmentUrl: 'https://x.dev', create: true, replaces: true },
});
const check = (): Check => ({
  ...{ environment: 'shop-pr-7', sha, state: 'success', title: 't', summary: 's' },
  ...{ description: 'd', detailsUrl: 'https://x.dev', create: true },
});
const both = async (repository = 'acme/shop') => [
  await running.github.deployment(repository, 7, deployment()),
  await running.github.check(repository, check()),
];
const message = (status: number, text: string) => ({ status, body: { message: text } });

describe('a permission that we lack', () => {
  it.each([
    'Resource not accessible by integration',
    'Resource not accessible by personal access token',
    'Must have admin rights to Repository.',
  ])('is named once, and not asked for again for an hour: %s', async (text) => {
    const end = running.standIn.fail(message(403, text));
    const facts = [...(await both()), ...(await both())];
    expect(facts.map(({ kind }) => kind)).toEqual(['denied', 'denied', 'denied', 'denied']);
    const asked = running.standIn.calls.length;
    await both();
    expect(running.standIn.calls.length).toBe(asked);
    // The App is granted it for all repositories of an owner at once.
    await both('acme/cart');
    expect(running.logged).toEqual([
      expect.stringContaining('"permission":"deployments: write"'),
      expect.stringContaining('"permission":"statuses: write"'),
    ]);
    expect(running.logged.join()).toContain('grant this permission');
    expect(running.logged.join()).not.toContain(token);
    end();
    now += HOUR_MS - 1;
    expect((await both()).map(({ kind }) => kind)).toEqual(['denied', 'denied']);
    now += 1;
    expect((await both()).map(({ kind }) => kind)).toEqual(['written', 'written']);
  });
});

describe("GitHub's no", () => {
  it.each([404, 410, 422])('is told from its not now: %s', async (status) => {
    running.standIn.fail(message(status, 'Not here'));
    const no = { kind: 'refused', reason: expect.stringContaining(`${status}: Not here`) };
    expect(await both()).toEqual([no, no]);
  });

  it('is said where the commit is no more', async () => {
    sha = 'c'.repeat(40);
    const no = { kind: 'refused', reason: expect.stringMatching(/422: No (ref|commit) found/) };
    expect(await both()).toEqual([no, no]);
  });

  it.each([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['401', message(401, 'Bad credentials')],
    ['429', message(429, 'slow down')],
    ['the rate limit', rateLimited],
    ['the secondary rate limit', message(403, 'You have exceeded a secondary rate limit')],
    ['a 403 that says nothing', { status: 403 }],
    ['HTML', { status: 200, body: '<h1>Unicorn</h1>' }],
    ['a cut connection', { kind: 'reset' as const }],
  ])('is none of what may pass: %s', async (_, fault) => {
    running.standIn.fail(fault);
    expect((await both()).map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
    running.standIn.heal();
    expect((await both()).map(({ kind }) => kind)).toEqual(['written', 'written']);
  });
});
