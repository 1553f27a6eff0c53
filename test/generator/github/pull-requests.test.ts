import { start } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  running = await start();
});

afterEach(() => running.standIn.stop());

describe('pull requests', () => {
  it('are read with every fact, under an address with and without /api/v3', async () => {
    const { standIn, connect } = running;
    const { pull } = await standIn.openPullRequest('acme/shop', {
      number: 7,
      title: 'Cart',
      branch: 'feature/cart',
      labels: ['preview', '../../x'],
      draft: true,
    });
    for (const apiUrl of [standIn.url, `${standIn.url}/`, `${standIn.url}/api/v3`]) {
      expect(await connect({ apiUrl }).pullRequest('acme/shop', 7)).toEqual({
        kind: 'found',
        pullRequest: {
          number: 7,
          state: 'open',
          merged: false,
          draft: true,
          title: 'Cart',
          comments: 0,
          updatedAt: pull.updatedAt.toISOString().replace(/\.\d+Z/, 'Z'),
          labels: ['preview', '../../x'],
          author: { login: 'alice', bot: false },
          fork: false,
          head: { sha: pull.head.sha, branch: 'feature/cart' },
          base: { branch: 'main', repositoryId: 123 },
        },
      });
    }
    expect(standIn.calls[0]?.userAgent).toMatch(/^k8s-ephemeral-environments /);
  });

  it('of forks, of forks since deleted, of bots, and merged are told apart', async () => {
    const { standIn, github } = running;
    await standIn.openPullRequest('acme/shop', { fork: true, author: 'mallory' });
    await standIn.openPullRequest('acme/shop', { fork: 'gone' });
    await standIn.openPullRequest('acme/shop', { author: 'renovate[bot]' });
    await standIn.openPullRequest('acme/shop');
    await standIn.merge('acme/shop', 4);
    const found = await Promise.all([1, 2, 3, 4].map((n) => github.pullRequest('acme/shop', n)));
    expect(found).toMatchObject([
      { pullRequest: { fork: true, author: { login: 'mallory', bot: false } } },
      { pullRequest: { fork: true } },
      { pullRequest: { fork: false, author: { login: 'renovate[bot]', bot: true } } },
      { pullRequest: { state: 'closed', merged: true } },
    ]);
  });

  it('are listed over all pages, open ones only', async () => {
    const { standIn, github } = running;
    for (let number = 1; number <= 230; number++) {
      await standIn.openPullRequest('acme/shop', { number });
    }
    await standIn.close('acme/shop', 100);
    const list = await github.openPullRequests('acme/shop');
    expect(list.kind).toBe('found');
    const numbers = list.kind === 'found' ? list.pullRequests.map(({ number }) => number) : [];
    expect(numbers).toHaveLength(229);
    expect(numbers).not.toContain(100);
    expect(standIn.countCalls({ path: '/repos/acme/shop/pulls' })).toBe(3);
  });

  it('are unknown altogether when one page fails, is empty or leads elsewhere', async () => {
    const { standIn, github } = running;
    for (let number = 1; number <= 150; number++) {
      await standIn.openPullRequest('acme/shop', { number });
    }
    const second = ({ query }: { query: string }) => query.includes('page=2');
    const faults = [
      { status: 404 },
      { status: 409 },
      { status: 200, body: '' },
      { status: 200, body: [{ number: 1 }] },
    ];
    for (const fault of faults) {
      const heal = standIn.fail({ match: second, ...fault });
      expect(await github.openPullRequests('acme/shop')).toMatchObject({ kind: 'unknown' });
      heal();
    }
    const link = '<http://localhost:1/steal?page=2>; rel="next"';
    standIn.fail({
      match: ({ path }) => path.endsWith('/pulls'),
      status: 200,
      headers: { link },
      body: [],
    });
    expect(await github.openPullRequests('acme/shop')).toEqual({
      kind: 'unknown',
      reason: expect.stringContaining('refused to follow a link') as string,
    });
  });

  it('cost nothing of the rate limit while unchanged, and are fresh when changed', async () => {
    const { standIn, github } = running;
    for (let number = 1; number <= 120; number++) {
      await standIn.openPullRequest('acme/shop', { number });
    }
    const first = await github.openPullRequests('acme/shop');
    expect(await github.openPullRequests('acme/shop')).toEqual(first);
    expect(standIn.calls.map(({ status }) => status)).toEqual([200, 200, 304, 304]);
    await standIn.close('acme/shop', 120);
    const changed = await github.openPullRequests('acme/shop');
    expect(changed).toMatchObject({ kind: 'found' });
    expect(JSON.stringify(changed)).not.toContain('"number":120,');
    await github.pullRequest('acme/shop', 120);
    await standIn.reopen('acme/shop', 120);
    expect(await github.pullRequest('acme/shop', 120)).toMatchObject({
      pullRequest: { state: 'open' },
    });
  });
});
