import type { Platform } from '../platform.ts';
import { chartComponent, type ChartComponent } from './chart-component.ts';
import { GITHUB_SECRETS, TESTS_SECRET } from './login-names.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

/** One of the two logins. They share no cookie: what a preview sees opens no page of the platform. */
export type Login = {
  /** Of the component and the release, and the beginning of the names of what it has. */
  readonly name: 'login' | 'login-previews';
  readonly before: 'ops' | 'previews';
  /** Everything below it is behind this login, and sees its cookie. */
  readonly domain: string;
};

export const loginHost = ({ domain }: Login): string => `login.${domain}`;

/** What the chart calls it. */
export const loginService = ({ name }: Login): string => `${name}-oauth2-proxy`;

export const cookieSecret = ({ name }: Login): string => `${name}-cookie`;

/** Those that are needed: that of previews only where a project lets nobody else see its own. */
export function loginsOf(
  { domain, projects }: Pick<Platform, 'domain' | 'projects'>,
  { login: wanted, opsDomain }: Pick<ComponentSettings, 'login' | 'opsDomain'>,
): Login[] {
  if (wanted === undefined) return [];
  const forTeams = projects.some(({ policy }) => policy.access === 'team');
  const ops = { name: 'login', before: 'ops', domain: opsDomain } as const;
  const previews = { name: 'login-previews', before: 'previews', domain } as const;
  return forTeams ? [ops, previews] : [ops];
}

/** oauth2-proxy, for members of the GitHub organization. */
export function login(
  platform: Pick<Platform, 'domain' | 'github' | 'network'>,
  settings: ComponentSettings,
  one: Login,
): ChartComponent {
  return chartComponent(settings, {
    chart: 'oauth2-proxy',
    name: one.name,
    namespace: namespaces.login,
    description: `Login with GitHub for *.${one.domain}`,
    values: {
      config: {
        existingSecret: GITHUB_SECRETS[one.before],
        requiredSecretKeys: ['client-id', 'client-secret'],
        configFile: configuration(platform, settings, one),
      },
      extraEnv: [
        {
          name: 'OAUTH2_PROXY_COOKIE_SECRET',
          valueFrom: { secretKeyRef: { name: cookieSecret(one), key: 'cookie-secret' } },
        },
      ],
      ...(one.before === 'previews' && {
        htpasswdFile: { enabled: true, existingSecret: TESTS_SECRET },
      }),
      serviceAccount: { automountServiceAccountToken: false },
      enableServiceLinks: false,
      ingress: { enabled: false },
      sessionStorage: { type: 'cookie' },
      // One pod that may never be moved would keep its node from being drained.
      podDisruptionBudget: { enabled: false },
      priorityClassName: PLATFORM_PRIORITY,
      resources: resourcesOf(settings, 'login'),
      metrics: { enabled: true, serviceMonitor: { enabled: settings.monitoring } },
    },
  });
}

/** oauth2-proxy's own configuration file; JSON strings and lists are those of TOML too. */
function configuration(
  { github, network }: Pick<Platform, 'github' | 'network'>,
  settings: ComponentSettings,
  one: Login,
): string {
  const options = {
    provider: 'github',
    github_org: settings.login?.organization,
    scope: 'user:email read:org',
    ...gitHubServer(github.apiUrl),
    email_domains: ['*'],
    upstreams: ['static://202'],
    redirect_url: `https://${loginHost(one)}/oauth2/callback`,
    whitelist_domains: [`.${one.domain}`],
    cookie_name: `__Secure-k8s-ee-${one.before}`,
    cookie_domains: [`.${one.domain}`],
    cookie_secure: true,
    cookie_samesite: 'lax',
    // Who has left the organization is out after that.
    cookie_expire: '12h',
    // The cookie says who somebody is and holds no token of GitHub.
    session_cookie_minimal: true,
    reverse_proxy: true,
    trusted_proxy_ips: [network.podCidr],
    set_xauthrequest: true,
    skip_provider_button: true,
  };
  return Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join('');
}

/** Where people log in, on a GitHub server of one's own. */
function gitHubServer(apiUrl: string): object {
  if (apiUrl === 'https://api.github.com') return {};
  const server = apiUrl.replace(/\/api\/v3\/?$/, '');
  return {
    login_url: `${server}/login/oauth/authorize`,
    redeem_url: `${server}/login/oauth/access_token`,
    validate_url: `${server}/api/v3`,
  };
}
