import { GITHUB_SECRETS } from '../../apps/platform/components/login-names.ts';
import { loginsOf } from '../../apps/platform/components/login.ts';
import { namespaces } from '../../apps/platform/components/namespaces.ts';
import type { Platform } from '../../apps/platform/config.ts';

/** A Secret that people make. Each entry of `keys` is satisfied by all keys of one of its alternatives. */
export type RequiredSecret = {
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly (readonly (readonly string[])[])[];
  readonly purpose: string;
};

export const GENERATOR_SECRET = { namespace: namespaces.system, name: 'generator' } as const;

const all = (...keys: string[]) => keys.map((key) => [[key]]);

/** The Secrets that this platform needs people to make; docs/install.md has the commands. */
export function requiredSecrets(platform: Platform): RequiredSecret[] {
  const { argocd, components } = platform;
  const { tokenRef, appSecretName } = argocd.github;
  const ofArgoCd = { namespace: argocd.namespace, purpose: 'with it Argo CD lists pull requests' };
  const app = all('githubAppID', 'githubAppInstallationID', 'githubAppPrivateKey');
  return [
    ...(components === undefined
      ? []
      : [
          {
            ...GENERATOR_SECRET,
            keys: [
              ...all('github-webhook-secret', 'argocd-webhook-secret'),
              [['github-app-id', 'github-app-private-key'], ['github-token']],
            ],
            purpose: 'the generator’s credentials',
          },
        ]),
    ...(appSecretName !== undefined
      ? [{ ...ofArgoCd, name: appSecretName, keys: app }]
      : tokenRef
        ? [{ ...ofArgoCd, name: tokenRef.secretName, keys: all(tokenRef.key) }]
        : []),
    ...(components ? ofComponents(platform, components) : []),
  ];
}

function ofComponents(
  platform: Platform,
  components: NonNullable<Platform['components']>,
): RequiredSecret[] {
  const { tls, alerts, runners, monitoring, certManager } = components;
  const keys = [
    ...(alerts.slack ? ['slack-url'] : []),
    ...(alerts.email?.username !== undefined ? ['smtp-password'] : []),
    ...(alerts.webhook === 'on' ? ['webhook-url'] : []),
  ];
  return [
    ...tlsSecret(tls.issuer, certManager),
    ...loginsOf(platform, components).map(({ before }) => ({
      ...{ namespace: namespaces.login, name: GITHUB_SECRETS[before] },
      keys: all('client-id', 'client-secret'),
      purpose: 'the login of people',
    })),
    ...(monitoring && keys.length > 0
      ? [
          {
            ...{ namespace: namespaces.observability, name: 'alert-receivers' },
            keys: all(...keys),
            purpose: 'where alerts go',
          },
        ]
      : []),
    ...(runners
      ? [
          {
            ...{ namespace: namespaces.runners, name: 'arc-github-app' },
            keys: all('github_app_id', 'github_app_installation_id', 'github_app_private_key'),
            purpose: 'the runners of GitHub Actions',
          },
        ]
      : []),
  ];
}

function tlsSecret(issuer: 'cloudflare' | 'route53' | 'none', ours: boolean): RequiredSecret[] {
  const { certManager: namespace, ingress } = namespaces;
  const purpose = 'DNS records that prove the domains are yours';
  if (issuer === 'none') {
    const name = 'preview-wildcard-tls';
    return [
      { namespace: ingress, name, keys: all('tls.crt', 'tls.key'), purpose: 'the certificate' },
    ];
  }
  if (!ours && issuer === 'route53') return [];
  const keys = issuer === 'cloudflare' ? ['api-token'] : ['access-key-id', 'secret-access-key'];
  return [{ namespace, name: issuer, keys: all(...keys), purpose }];
}
