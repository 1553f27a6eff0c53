import { TESTS_USER } from '../../../../apps/platform/components/login-names.ts';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import type { Platform } from '../../../../apps/platform/config.ts';
import {
  type Answer,
  ask,
  cookieHeader,
  htpasswdLine,
  oauth2ProxyProgram,
  type RunningProxy,
  startGitHubLogin,
  startOauth2Proxy,
} from '../../../support/oauth2-proxy.ts';
import { EVERYTHING, platformWith, type Values, valuesOf } from './example-settings.ts';

const lacking = oauth2ProxyProgram === '' ? ' (OAUTH2_PROXY is not set)' : '';
const describeWithProgram = lacking === '' ? describe : describe.skip;

const PREVIEW = 'shop-pr-7.acme-previews.dev';
const PASSWORD = 'a'.repeat(32);

describeWithProgram(`the logins, by oauth2-proxy itself${lacking}`, () => {
  let github: Awaited<ReturnType<typeof startGitHubLogin>>;
  let ops: RunningProxy;
  let previews: RunningProxy;
  let platform: Platform;

  beforeAll(async () => {
    github = await startGitHubLogin({ alice: ['acme'], mallory: ['others'] });
    platform = platformWith(EVERYTHING, {
      github: { apiUrl: `${github.url}/api/v3` },
      // What Traefik's address has to be in.
      network: { podCidr: '127.0.0.0/8' },
    });
    const configuration = (name: string) => valuesOf(platform, name).config.configFile as string;
    ops = await startOauth2Proxy(configuration('login'), 'o'.repeat(32));
    const users = htpasswdLine(TESTS_USER, PASSWORD);
    previews = await startOauth2Proxy(configuration('login-previews'), 'p'.repeat(32), users);
  });
  afterAll(async () => {
    await Promise.all([ops?.stop(), previews?.stop(), github?.stop()]);
  });

  /** As Traefik asks for a request of a browser: with the headers the middleware passes on, and its own. */
  function forwarded(
    to: RunningProxy,
    host: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const passed = new Set(authRequestHeaders().map((name) => name.toLowerCase()));
    const kept = Object.entries(headers).filter(([name]) => passed.has(name.toLowerCase()));
    return ask(`${to.url}/`, {
      headers: {
        ...Object.fromEntries(kept),
        'X-Forwarded-Method': 'GET',
        'X-Forwarded-Proto': 'https',
        'X-Forwarded-Host': host,
        'X-Forwarded-Uri': '/cart?a=1',
        'X-Forwarded-For': '192.0.2.1',
      },
    });
  }

  function authRequestHeaders(): string[] {
    const middlewares = componentFiles(platform)
      .flatMap(({ chart }) => chart.toJson() as Values[])
      .filter(({ spec }) => spec?.forwardAuth);
    expect(middlewares).toHaveLength(2);
    return middlewares[0]!.spec.forwardAuth.authRequestHeaders as string[];
  }

  /** Goes to GitHub and comes back as `user`. */
  async function comeBack(to: RunningProxy, host: string, user: string): Promise<Answer> {
    const sent = await forwarded(to, host);
    const { searchParams } = new URL(sent.headers.location ?? '');
    const query = new URLSearchParams({ code: user, state: searchParams.get('state') ?? '' });
    const headers = { host: hostOf(to), cookie: cookieHeader(sent) };
    return ask(`${to.url}/oauth2/callback?${query}`, { headers });
  }

  const hostOf = (to: RunningProxy): string =>
    to === ops ? 'login.ops.example.com' : 'login.acme-previews.dev';

  const logIn = (to: RunningProxy, password: string): Promise<Answer> =>
    ask(`${to.url}/oauth2/sign_in`, {
      method: 'POST',
      headers: {
        host: hostOf(to),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ username: TESTS_USER, password }).toString(),
    });

  it('has nothing to say against what it is told', () => {
    for (const proxy of [ops, previews]) {
      expect(proxy.log()).toContain('Cookie settings: name:__Secure-k8s-ee-');
      expect(proxy.log()).not.toMatch(/warning|deprecat/i);
    }
  });

  it('a stranger is sent to GitHub, to come back to the host of the login', async () => {
    const answer = await forwarded(previews, PREVIEW);
    expect(answer.status).toBe(302);
    const { pathname, searchParams } = new URL(answer.headers.location ?? '');
    expect(pathname).toBe('/login/oauth/authorize');
    expect(searchParams.get('redirect_uri')).toBe(
      'https://login.acme-previews.dev/oauth2/callback',
    );
  });

  it('a member comes back to where they were going, and gets in', async () => {
    const back = await comeBack(previews, PREVIEW, 'alice');
    expect(back.headers.location).toBe(`https://${PREVIEW}/cart?a=1`);
    const cookie = cookieHeader(back);
    expect((await forwarded(previews, PREVIEW, { cookie })).status).toBe(202);
  });

  it('somebody of another organization does not', async () => {
    const back = await comeBack(previews, PREVIEW, 'mallory');
    expect(back.status).toBeGreaterThanOrEqual(400);
    const cookie = cookieHeader(back);
    expect((await forwarded(previews, PREVIEW, { cookie })).status).toBe(302);
  });

  it('the cookie of previews opens no page of the platform, whatever it is called', async () => {
    const cookie = cookieHeader(await comeBack(previews, PREVIEW, 'alice'));
    const renamed = cookie.replaceAll('k8s-ee-previews', 'k8s-ee-ops');
    for (const tried of [cookie, renamed]) {
      const answer = await forwarded(ops, 'previews.ops.example.com', { cookie: tried });
      expect(answer.status).toBe(302);
    }
    const own = cookieHeader(await comeBack(ops, 'previews.ops.example.com', 'alice'));
    const answer = await forwarded(ops, 'previews.ops.example.com', { cookie: own });
    expect(answer.status).toBe(202);
    expect(answer.headers['x-auth-request-user']).toBe('alice');
  });

  it('is sent back to no foreign host', async () => {
    const back = await comeBack(previews, 'evil.example', 'alice');
    expect(back.headers.location).not.toContain('evil.example');
  });

  it('tests log in with the password, at the host of the login, for previews alone', async () => {
    const answer = await logIn(previews, PASSWORD);
    expect(answer.status).toBe(302);
    expect(answer.cookies.join()).toMatch(/Domain=acme-previews\.dev.*HttpOnly; Secure/);
    const cookie = cookieHeader(answer);
    expect((await forwarded(previews, PREVIEW, { cookie })).status).toBe(202);
    const elsewhere = await logIn(ops, PASSWORD);
    expect(elsewhere.headers.location).toContain('/login/oauth/authorize');
  });

  it('tests with a wrong password do not', async () => {
    const answer = await logIn(previews, 'b'.repeat(32));
    const cookie = cookieHeader(answer);
    expect((await forwarded(previews, PREVIEW, { cookie })).status).toBe(302);
  });

  it('a password that is sent to a preview opens nothing: the middleware does not pass it on', async () => {
    const basic = Buffer.from(`${TESTS_USER}:${PASSWORD}`).toString('base64');
    const headers = { authorization: `Basic ${basic}` };
    expect((await forwarded(previews, PREVIEW, headers)).status).toBe(302);
    // It is the middleware that makes the difference.
    expect((await ask(`${previews.url}/`, { headers })).status).toBe(202);
  });
});
