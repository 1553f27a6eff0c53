import { testApp, testAppPrivateKey } from '../demo/github/app-keys.ts';
import { start } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;
const app = { kind: 'app' as const, appId: String(testApp.id), privateKey: testAppPrivateKey };

beforeEach(async () => {
  running = await start({ auth: app, throttle: false }, { app: testApp });
  await running.standIn.openPullRequest('acme/shop', { number: 7 });
});

afterEach(() => running.standIn.stop());

const tokenRequests = () =>
  running.standIn.countCalls({ method: 'POST', path: '/app/installations/4242/access_tokens' });

describe('a GitHub App', () => {
  it('asks with the token of its installation, which it gets once per owner', async () => {
    const { github, standIn } = running;
    standIn.createRepository('acme/cart', { private: true });
    await standIn.openPullRequest('acme/cart', { number: 1 });
    const answers = await Promise.all([
      github.pullRequest('acme/shop', 7),
      github.openPullRequests('acme/shop'),
      github.pullRequest('Acme/cart', 1),
    ]);
    expect(answers.map(({ kind }) => kind)).toEqual(['found', 'found', 'found']);
    expect(tokenRequests()).toBe(1);
    expect(standIn.countCalls({ caller: 'previews (app)', method: 'GET' })).toBe(1);
    expect(standIn.countCalls({ caller: 'previews[bot]' })).toBe(3);
  });

  it('knows its own comments as those of its bot', async () => {
    const { github, standIn } = running;
    expect(await github.identity()).toEqual({ kind: 'identity', login: 'previews[bot]' });
    const comment = { marker: '<!-- m -->', body: '<!-- m --> hi', create: true };
    await github.stickyComment('acme/shop', 7, comment);
    expect(await github.stickyComment('acme/shop', 7, comment)).toMatchObject({
      kind: 'unchanged',
    });
    expect(standIn.pullRequest('acme/shop', 7).comments[0]?.author).toMatchObject({
      login: 'previews[bot]',
      type: 'Bot',
    });
  });

  it('gives Git a credential of its installation', async () => {
    const { github, standIn } = running;
    const token = await github.gitToken('acme/shop');
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${standIn.url}/repos/acme/shop`, { headers })).status).toBe(200);
    expect(standIn.calls.at(-1)?.caller).toBe('previews[bot]');
  });

  it('that is not installed, or was, makes answers unknown until it is', async () => {
    const { github, standIn } = running;
    const path = '/repos/acme/shop/installation';
    const heal = standIn.fail({ match: (call) => call.path === path, status: 404 });
    expect(await github.pullRequest('acme/shop', 7)).toMatchObject({ kind: 'unknown' });
    await expect(github.gitToken('acme/shop')).rejects.toThrow(/a Git credential for acme\/shop/);
    heal();
    expect(await github.pullRequest('acme/shop', 7)).toMatchObject({ kind: 'found' });
  });

  it('with a wrong key says so without the key', async () => {
    const broken = testAppPrivateKey.replace(/[A-Za-z]{8}/g, 'AAAAAAAA');
    for (const privateKey of [broken, 'no key at all', '-----BEGIN RSA PRIVATE KEY-----']) {
      const github = running.connect({ auth: { ...app, privateKey } });
      const facts = [await github.identity(), await github.pullRequest('acme/shop', 7)];
      expect(facts.map(({ kind }) => kind)).toEqual(['unknown', 'unknown']);
      const refused = await github.gitToken('acme/shop').catch((error: Error) => error.message);
      const said = JSON.stringify(facts) + refused + running.logged.join('');
      for (const line of privateKey.split('\n').filter((text) => text.length > 0)) {
        expect(said).not.toContain(line);
      }
    }
  });
});
