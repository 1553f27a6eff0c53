import { notFound, type Answer } from '../../cluster/api-server.ts';

/** Of the generator and of Argo CD; none of it may be seen in a finding. */
export const SECRETS = {
  webhook: 'webhook-secret-of-github-0001',
  argocd: 'webhook-secret-of-argocd-0002',
  cloudflare: 'token-of-cloudflare-0003',
  oauth: 'oauth-client-secret-0004',
} as const;

const ok = (body: unknown): Answer => ({ code: 200, body });
const base64 = (text: string) => Buffer.from(text).toString('base64');

export const secretAnswer = (
  data: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>> = {},
): Answer =>
  ok({
    metadata: { labels },
    data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])),
  });

export const configMapAnswer = (data: Readonly<Record<string, string>>): Answer =>
  ok({ metadata: {}, data });

export const nodesAnswer = (
  change: {
    ready?: string;
    version?: string;
    address?: string;
    externalAddress?: string;
    memory?: string;
  } = {},
) =>
  ok({
    items: [
      {
        metadata: { name: 'server-1' },
        status: {
          addresses: [
            { type: 'InternalIP', address: change.address ?? '127.0.0.1' },
            ...(change.externalAddress === undefined
              ? []
              : [{ type: 'ExternalIP', address: change.externalAddress }]),
            { type: 'Hostname', address: 'server-1' },
          ],
          allocatable: { cpu: '3650m', memory: change.memory ?? '6563840Ki' },
          conditions: [{ type: 'Ready', status: change.ready ?? 'True' }],
          nodeInfo: { kubeletVersion: change.version ?? 'v1.36.4+k3s1', architecture: 'arm64' },
        },
      },
    ],
  });

export const applicationsAnswer = (
  all: Readonly<Record<string, readonly [sync: string, health: string]>>,
) =>
  ok({
    items: Object.entries(all).map(([name, [sync, health]]) => ({
      metadata: { name },
      status: { sync: { status: sync }, health: { status: health } },
    })),
  });

export const definitionAnswer = (version = 'v1') =>
  ok({ spec: { versions: [{ name: version, served: true }] } });

export const deploymentsAnswer = (image: string) =>
  ok({
    items: [
      {
        metadata: { labels: {} },
        spec: { template: { spec: { containers: [{ image }] } } },
      },
    ],
  });

export const storageAnswer = (name: string, isDefault = 'true') =>
  ok({
    items: [
      {
        metadata: {
          name,
          annotations: { 'storageclass.kubernetes.io/is-default-class': isDefault },
        },
      },
    ],
  });

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/';
export const PATHS = {
  nodes: '/api/v1/nodes',
  storage: '/apis/storage.k8s.io/v1/storageclasses',
  ingressClass: '/apis/networking.k8s.io/v1/ingressclasses/traefik',
  applications: '/apis/argoproj.io/v1alpha1/namespaces/argocd/applications',
  deployments: '/apis/apps/v1/namespaces/external-secrets/deployments',
  definition: (name: string) => definitions + name,
  secret: (namespace: string, name: string) => `/api/v1/namespaces/${namespace}/secrets/${name}`,
  configMap: (name: string) => `/api/v1/namespaces/argocd/configmaps/${name}`,
} as const;

export const noSecret = (name: string) => notFound('secrets', name);
export const noDefinition = (name: string) => notFound('customresourcedefinitions', name);

/** A cluster where everything is right. */
export function goodCluster(credentials: {
  readonly appId: string;
  readonly privateKey: string;
  readonly argocdToken: string;
}): Map<string, Answer> {
  const defined = [
    ...['ingressroutes', 'middlewares', 'tlsstores'].map((kind) => `${kind}.traefik.io`),
    ...['applications', 'applicationsets', 'appprojects'].map((kind) => `${kind}.argoproj.io`),
    'externalsecrets.external-secrets.io',
  ];
  return new Map([
    [PATHS.nodes, nodesAnswer()],
    [PATHS.storage, storageAnswer('local-path')],
    [PATHS.ingressClass, ok({})],
    ['/api/v1/namespaces/kube-system/services/traefik', ok({ status: { loadBalancer: {} } })],
    ...defined.map((name) => [PATHS.definition(name), definitionAnswer()] as const),
    [
      PATHS.configMap('argocd-cmd-params-cm'),
      configMapAnswer({
        'applicationsetcontroller.enable.tokenref.strict.mode': 'true',
        'controller.sync.timeout.seconds': '600',
      }),
    ],
    [PATHS.configMap('argocd-cm'), configMapAnswer({ 'timeout.reconciliation': '120s' })],
    [
      PATHS.secret('argocd', 'argocd-secret'),
      secretAnswer({ 'webhook.github.secret': SECRETS.argocd }),
    ],
    [
      PATHS.secret('argocd', 'argocd-github'),
      secretAnswer(
        { token: credentials.argocdToken },
        { 'argocd.argoproj.io/secret-type': 'scm-creds' },
      ),
    ],
    [PATHS.secret('k8s-ee-system', 'generator'), secretAnswer(generatorData(credentials))],
    [PATHS.secret('cert-manager', 'cloudflare'), secretAnswer({ 'api-token': SECRETS.cloudflare })],
    [
      PATHS.secret('k8s-ee-login', 'github-oauth'),
      secretAnswer({ 'client-id': 'Iv1', 'client-secret': SECRETS.oauth }),
    ],
    // Nobody needs it: no project is for its team only.
    [PATHS.secret('k8s-ee-login', 'github-oauth-previews'), noSecret('github-oauth-previews')],
    [
      PATHS.applications,
      applicationsAnswer({
        'k8s-ephemeral-environments': ['Synced', 'Healthy'],
        'cert-manager': ['Synced', 'Healthy'],
      }),
    ],
    [PATHS.deployments, deploymentsAnswer('ghcr.io/external-secrets/external-secrets:v2.9.0')],
  ]);
}

export function generatorData(credentials: {
  readonly appId: string;
  readonly privateKey: string;
}): Record<string, string> {
  return {
    'github-webhook-secret': SECRETS.webhook,
    'argocd-webhook-secret': SECRETS.argocd,
    'github-app-id': credentials.appId,
    'github-app-private-key': credentials.privateKey,
    'gitops-token': 'gitops-token-0005',
  };
}
