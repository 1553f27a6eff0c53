import type { Platform } from '../../apps/platform/config.ts';
import { known, unknown, type Asked } from '../asked.ts';
import type { Installation, SecretFact } from '../cluster/installation.ts';
import type { Auth } from '../github/connections.ts';
import type { Credentials } from '../gitops/credentials.ts';
import { GENERATOR_SECRET } from './required-secrets.ts';

/** The credentials that the cluster will use, read from its Secrets; never to be shown. */
export type ClusterCredentials = {
  /** Whether the generator's Secret could be looked at; it may lack anything all the same. */
  readonly seen: Asked<true>;
  /** The generator's at GitHub. */
  readonly generator: Asked<Auth>;
  readonly argocd: Asked<Auth>;
  readonly argocdWebhookSecret: string | undefined;
  readonly gitops:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'ssh'; readonly key: string }
    | undefined;
  /** A Docker configuration, as text. */
  readonly registryAuth: string | undefined;
};

export async function readCredentials(
  cluster: Installation | undefined,
  platform: Platform,
): Promise<ClusterCredentials> {
  const none = unknown('without a cluster there is no Secret to read it from');
  const { namespace, name } = GENERATOR_SECRET;
  const own = cluster ? await cluster.secret(namespace, name) : none;
  const data = own.kind === 'known' ? own.value?.data : undefined;
  return {
    seen: own.kind === 'unknown' ? own : known(true),
    generator: ofGenerator(own),
    argocd: cluster ? await ofArgoCd(cluster, platform) : none,
    argocdWebhookSecret: given(data, 'argocd-webhook-secret'),
    gitops: gitopsOf(data),
    registryAuth: given(data, 'registry-auth'),
  };
}

type Data = SecretFact['data'] | undefined;

function given(data: Data, key: string): string | undefined {
  const value = data?.[key]?.trim();
  return value === '' ? undefined : value;
}

function ofGenerator(own: Asked<SecretFact | undefined>): Asked<Auth> {
  if (own.kind === 'unknown') return own;
  const data = own.value?.data;
  const appId = given(data, 'github-app-id');
  const privateKey = given(data, 'github-app-private-key');
  if (appId !== undefined && privateKey !== undefined) {
    return known({ kind: 'app', appId, privateKey });
  }
  const token = given(data, 'github-token');
  if (token !== undefined) return known({ kind: 'token', token });
  const { namespace, name } = GENERATOR_SECRET;
  return unknown(`the Secret ${namespace}/${name} holds no credential for GitHub`);
}

async function ofArgoCd(cluster: Installation, { argocd }: Platform): Promise<Asked<Auth>> {
  const { tokenRef, appSecretName } = argocd.github;
  const name = appSecretName ?? tokenRef?.secretName;
  if (name === undefined) return unknown('platform.yaml names no argocd.github');
  const asked = await cluster.secret(argocd.namespace, name);
  if (asked.kind === 'unknown') return asked;
  const data = asked.value?.data;
  const appId = given(data, 'githubAppID');
  const privateKey = given(data, 'githubAppPrivateKey');
  if (appSecretName !== undefined && appId !== undefined && privateKey !== undefined) {
    return known({ kind: 'app', appId, privateKey });
  }
  const token = tokenRef && given(data, tokenRef.key);
  if (appSecretName === undefined && token !== undefined) return known({ kind: 'token', token });
  return unknown(`the Secret ${argocd.namespace}/${name} holds no credential for GitHub`);
}

function gitopsOf(data: Data): ClusterCredentials['gitops'] {
  const token = given(data, 'gitops-token');
  if (token !== undefined) return { kind: 'token', token };
  const key = given(data, 'gitops-ssh-key');
  return key === undefined ? undefined : { kind: 'ssh', key: `${key}\n` };
}

/** What opens the GitOps repository to the generator. `writeKey` keeps a key where only we may read it. */
export async function gitopsAccess(
  credentials: ClusterCredentials,
  options: {
    readonly writeKey: (key: string) => Promise<string>;
    readonly installationToken: (() => Promise<string>) | undefined;
  },
): Promise<Credentials | undefined> {
  const { gitops } = credentials;
  if (gitops?.kind === 'token') {
    return { kind: 'token', token: () => Promise.resolve(gitops.token) };
  }
  if (gitops) return { kind: 'ssh', keyFile: await options.writeKey(gitops.key) };
  const { installationToken: token } = options;
  return token && { kind: 'token', token };
}
