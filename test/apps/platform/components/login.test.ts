import { loginsOf } from '../../../../apps/platform/components/login.ts';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import type { Platform } from '../../../../apps/platform/config.ts';
import { EVERYTHING, platformWith, type Values, valuesOf } from './example-settings.ts';

const platform = platformWith(EVERYTHING);

const optionsOf = (name: string, of = platform): Record<string, unknown> =>
  Object.fromEntries(
    (valuesOf(of, name).config.configFile as string)
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ = (.*)/s))
      .map(([key = '', value = '']) => [key, JSON.parse(value)]),
  );

const objects = componentFiles(platform)
  .filter(({ path }) => path.includes('/components/login-routes/'))
  .flatMap(({ chart }) => chart.toJson() as Values[]);
const named = (kind: string, name: string): Values =>
  objects.find((object) => object.kind === kind && object.metadata.name === name)!;

describe('the two logins', () => {
  const ops = optionsOf('login');
  const previews = optionsOf('login-previews');

  it('share no cookie: what a preview sees opens no page of the platform', () => {
    expect(ops.cookie_domains).toEqual(['.ops.example.com']);
    expect(previews.cookie_domains).toEqual(['.acme-previews.dev']);
    expect(ops.cookie_name).not.toBe(previews.cookie_name);
    const keyOf = (name: string) =>
      valuesOf(platform, name).extraEnv[0].valueFrom.secretKeyRef.name as string;
    expect(keyOf('login')).not.toBe(keyOf('login-previews'));
    for (const name of ['login', 'login-previews']) {
      expect(named('ExternalSecret', keyOf(name)).spec.target.template.data).toEqual({
        'cookie-secret': '{{ .password }}',
      });
    }
  });

  it('let members of the organization in, and send people back only to their own domain', () => {
    for (const options of [ops, previews]) {
      expect(options.github_org).toBe('acme');
      expect(options.whitelist_domains).toEqual(options.cookie_domains);
      expect(options).toMatchObject({ cookie_secure: true, session_cookie_minimal: true });
    }
  });

  it('are one where everybody may see the previews', () => {
    const open = platformWith(EVERYTHING, { policy: { access: 'public' } });
    const some = platformWith(EVERYTHING, {
      policy: { access: 'public' },
      projects: [
        { id: 'a', repository: 'acme/a', image: 'x/a:{sha}', policy: { access: 'team' } },
        { id: 'b', repository: 'acme/b', image: 'x/b:{sha}' },
      ],
    });
    const names = (of: Platform) => loginsOf(of, of.components!).map(({ name }) => name);
    expect(names(open)).toEqual(['login']);
    expect(names(some)).toEqual(['login', 'login-previews']);
  });

  it('are known to GitHub as two, each of which it sends back to one host', () => {
    const of = (name: string) => valuesOf(platform, name).config.existingSecret as string;
    expect(of('login')).toBe('github-oauth');
    expect(of('login-previews')).toBe('github-oauth-previews');
  });

  it('each answers at its own host', () => {
    const hosts = objects
      .filter(({ kind }) => kind === 'Ingress')
      .map(({ metadata, spec }) => [metadata.name, spec.rules[0].host]);
    expect(hosts).toEqual([
      ['login-oauth2-proxy', 'login.ops.example.com'],
      ['login-previews-oauth2-proxy', 'login.acme-previews.dev'],
    ]);
    expect(ops.redirect_url).toBe('https://login.ops.example.com/oauth2/callback');
    expect(previews.redirect_url).toBe('https://login.acme-previews.dev/oauth2/callback');
  });

  it.each([
    ['ops', 'login-oauth2-proxy'],
    ['previews', 'login-previews-oauth2-proxy'],
  ])('the middleware %s asks the right one', (name, service) => {
    expect(named('Middleware', name).spec.forwardAuth.address).toBe(
      `http://${service}.k8s-ee-login.svc.cluster.local/`,
    );
  });

  it('only that of previews knows a password, for tests', () => {
    const { htpasswdFile } = valuesOf(platform, 'login-previews');
    expect(valuesOf(platform, 'login')).not.toHaveProperty('htpasswdFile');
    const secret = named('ExternalSecret', htpasswdFile.existingSecret as string);
    expect(secret.spec.target.template.data).toEqual({
      password: '{{ .password }}',
      'users.txt': '{{ htpasswd "tests" .password }}',
    });
  });

  it('are reached by Traefik and Prometheus alone', () => {
    for (const name of ['login', 'login-previews']) {
      const { podSelector } = named('NetworkPolicy', name).spec;
      expect(podSelector.matchLabels).toEqual({ 'app.kubernetes.io/instance': name });
    }
  });

  it('never keep a node from being drained', () => {
    for (const name of ['login', 'login-previews']) {
      expect(valuesOf(platform, name).podDisruptionBudget).toEqual({ enabled: false });
    }
  });

  it.each(['https://github.example.com/api/v3', 'https://github.example.com'])(
    'ask a GitHub server of one’s own: %s',
    (apiUrl) => {
      expect(optionsOf('login', platformWith(EVERYTHING, { github: { apiUrl } }))).toMatchObject({
        login_url: 'https://github.example.com/login/oauth/authorize',
        redeem_url: 'https://github.example.com/login/oauth/access_token',
        validate_url: 'https://github.example.com/api/v3',
      });
      expect(ops).not.toHaveProperty('login_url');
    },
  );
});
