import type { Anything } from './admission-world.ts';

export const PROJECT = 'e2e-objects';
const labelled = { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } };

type Change = (object: Anything) => void;

/** What is refused of an object that otherwise is as it was rendered: the policy, the kind, and what is changed. */
export const REFUSED: readonly (readonly [
  policy: string,
  what: string,
  of: string,
  change: Change,
])[] = [
  [
    'ingresses',
    'the host of another environment',
    'Ingress',
    host(`${PROJECT}-pr-70.e2e-previews.dev`),
  ],
  ['ingresses', 'a host of the platform', 'Ingress', host('previews.ops.example.com')],
  ['ingresses', 'a host below its own', 'Ingress', host(`${PROJECT}-pr-7-a.b.e2e-previews.dev`)],
  ['ingresses', 'its own name below another domain', 'Ingress', host(`${PROJECT}-pr-7.evil.dev`)],
  ['ingresses', 'every host', 'Ingress', ({ spec }) => void delete spec.rules[0].host],
  [
    'ingresses',
    'no rule',
    'Ingress',
    ({ spec }) => {
      spec.rules = [];
      spec.defaultBackend = { service: { name: 'web', port: { name: 'http' } } };
    },
  ],
  [
    'ingresses',
    'the host of another in tls',
    'Ingress',
    ({ spec }) => void (spec.tls[0].hosts = ['a.e2e-previews.dev']),
  ],
  [
    'ingresses',
    'a certificate of its own',
    'Ingress',
    ({ spec }) => void (spec.tls[0].secretName = 'mine'),
  ],
  ['ingresses', 'another class', 'Ingress', ({ spec }) => void (spec.ingressClassName = 'nginx')],
  ['ingresses', 'no class', 'Ingress', ({ spec }) => void delete spec.ingressClassName],
  [
    'ingresses',
    'a rule in a path',
    'Ingress',
    ({ spec }) => {
      spec.rules[0].http.paths[0].path = '/`) || Host(`x';
      spec.rules[0].http.paths[0].pathType = 'ImplementationSpecific';
    },
  ],
  [
    'ingresses',
    'a middleware',
    'Ingress',
    annotation('traefik.ingress.kubernetes.io/router.middlewares', 'a-b@kubernetescrd'),
  ],
  [
    'ingresses',
    'another entry point',
    'Ingress',
    annotation('traefik.ingress.kubernetes.io/router.entrypoints', 'metrics'),
  ],
  [
    'ingresses',
    'a priority',
    'Ingress',
    annotation('traefik.ingress.kubernetes.io/router.priority', '99'),
  ],
  ['services', 'a NodePort', 'Service', ({ spec }) => void (spec.type = 'NodePort')],
  ['services', 'a LoadBalancer', 'Service', ({ spec }) => void (spec.type = 'LoadBalancer')],
  [
    'services',
    'another name',
    'Service',
    ({ spec }) => void Object.assign(spec, { type: 'ExternalName', externalName: 'a.b' }),
  ],
  ['services', 'an address', 'Service', ({ spec }) => void (spec.externalIPs = ['192.0.2.1'])],
  [
    'services',
    'words for Traefik',
    'Service',
    annotation('traefik.ingress.kubernetes.io/service.serversscheme', 'https'),
  ],
  ...['Deployment', 'StatefulSet', 'Job'].map(
    (kind) =>
      [
        'workloads',
        'a token of the cluster',
        kind,
        pod((one) => void (one.automountServiceAccountToken = true)),
      ] as const,
  ),
  ['workloads', 'an account', 'Deployment', pod((one) => void (one.serviceAccountName = 'other'))],
  ['workloads', 'a node', 'Deployment', pod((one) => void (one.nodeName = 'node-0'))],
  [
    'workloads',
    'a priority',
    'Deployment',
    pod((one) => void (one.priorityClassName = 'system-node-critical')),
  ],
  [
    'workloads',
    'a directory of the node',
    'Deployment',
    pod((one) => void one.volumes.push({ name: 'x', hostPath: { path: '/' } })),
  ],
  [
    'workloads',
    'a volume with a token',
    'Deployment',
    pod((one) => void one.volumes.push({ name: 'x', projected: { sources: [] } })),
  ],
  [
    'workloads',
    'a root that can be written',
    'Deployment',
    pod((one) => void (one.containers[0].securityContext.readOnlyRootFilesystem = false)),
  ],
  [
    'workloads',
    'an init container that can write its root',
    'Deployment',
    pod((one) => void delete one.initContainers[0].securityContext),
  ],
  [
    'workloads',
    'no limit of memory',
    'Deployment',
    pod((one) => void delete one.containers[0].resources.limits.memory),
  ],
  [
    'workloads',
    'no resources',
    'StatefulSet',
    pod((one) => void delete one.containers[0].resources),
  ],
  ['workloads', 'an image of somebody else', 'Deployment', image('ghcr.io/evil/app:1')],
  [
    'workloads',
    'an image whose name only begins alike',
    'Deployment',
    image('ghcr.io/acme-evil/app:1'),
  ],
  ['workloads', 'an image without a tag', 'Deployment', image(`ghcr.io/acme/${PROJECT}`)],
  ['network-policies', 'anybody in', 'NetworkPolicy', ({ spec }) => void (spec.ingress = [{}])],
  ['network-policies', 'a network in', 'NetworkPolicy', from({ ipBlock: { cidr: '0.0.0.0/0' } })],
  ['network-policies', 'every pod in', 'NetworkPolicy', from({ podSelector: {} })],
  [
    'network-policies',
    'another namespace in',
    'NetworkPolicy',
    from({ podSelector: labelled, namespaceSelector: {} }),
  ],
  [
    'network-policies',
    'another environment in',
    'NetworkPolicy',
    from({ podSelector: labelled, namespaceSelector: inNamespace('shop-pr-7') }),
  ],
  [
    'network-policies',
    'Prometheus out',
    'NetworkPolicy',
    to({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'observability' } },
      podSelector: labelled,
    }),
  ],
  [
    'network-policies',
    'other pods of kube-system out',
    'NetworkPolicy',
    to({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'metrics-server' } },
    }),
  ],
  ['network-policies', 'everywhere out', 'NetworkPolicy', ({ spec }) => void (spec.egress = [{}])],
  [
    'network-policies',
    'another environment out',
    'NetworkPolicy',
    to({ podSelector: labelled, namespaceSelector: inNamespace('shop-pr-7') }),
  ],
  [
    'network-policies',
    'the whole of IPv4 out',
    'NetworkPolicy',
    to({ ipBlock: { cidr: '0.0.0.0/0' } }),
  ],
  [
    'network-policies',
    'one private network out',
    'NetworkPolicy',
    to({ ipBlock: { cidr: '10.43.7.0/24' } }),
  ],
  ['network-policies', 'the whole of IPv6 out', 'NetworkPolicy', to({ ipBlock: { cidr: '::/0' } })],
  [
    'network-policies',
    'too little excepted',
    'NetworkPolicy',
    to({ ipBlock: { cidr: '10.0.0.0/7', except: ['10.0.0.0/9'] } }),
  ],
  [
    'external-secrets',
    'the store of another project',
    'ExternalSecret',
    ({ spec }) => void (spec.secretStoreRef = { kind: 'ClusterSecretStore', name: 'project-shop' }),
  ],
  [
    'external-secrets',
    'a store of its own',
    'ExternalSecret',
    ({ spec }) => void (spec.secretStoreRef = { kind: 'SecretStore', name: `project-${PROJECT}` }),
  ],
  [
    'external-secrets',
    'the store of another in an entry',
    'ExternalSecret',
    ({ spec }) =>
      void (spec.dataFrom = [
        {
          extract: { key: 'a' },
          sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'project-shop' } },
        },
      ]),
  ],
  [
    'external-secrets',
    'another generator',
    'ExternalSecret',
    ({ spec }) =>
      void (spec.dataFrom = [
        {
          sourceRef: {
            generatorRef: {
              apiVersion: 'generators.external-secrets.io/v1alpha1',
              kind: 'Webhook',
              name: 'a',
            },
          },
        },
      ]),
  ],
  [
    'service-monitors',
    'other namespaces',
    'ServiceMonitor',
    ({ spec }) => void (spec.namespaceSelector = { any: true }),
  ],
  [
    'service-monitors',
    'Prometheus’ own token',
    'ServiceMonitor',
    ({ spec }) =>
      void (spec.endpoints[0].bearerTokenFile =
        '/var/run/secrets/kubernetes.io/serviceaccount/token'),
  ],
  [
    'service-monitors',
    'labels of others',
    'ServiceMonitor',
    ({ spec }) => void (spec.endpoints[0].honorLabels = true),
  ],
  [
    'service-monitors',
    'names of the platform',
    'ServiceMonitor',
    ({ spec }) => void delete spec.endpoints[0].metricRelabelings,
  ],
  [
    'service-monitors',
    'names of the platform by another rule',
    'ServiceMonitor',
    ({ spec }) => void (spec.endpoints[0].metricRelabelings[0].regex = 'nothing'),
  ],
  [
    'service-monitors',
    'a job of others',
    'ServiceMonitor',
    ({ spec }) => void (spec.jobLabel = 'x'),
  ],
  ['service-monitors', 'a flood', 'ServiceMonitor', ({ spec }) => void (spec.sampleLimit = 1e9)],
  ['service-monitors', 'no bound', 'ServiceMonitor', ({ spec }) => void delete spec.sampleLimit],
];

/** What is admitted all the same, beside everything as it was rendered. */
export const ADMITTED: readonly (readonly [what: string, of: string, change: Change])[] = [
  ['a host of one of its services', 'Ingress', host(`${PROJECT}-pr-7-api.e2e-previews.dev`)],
  [
    'an annotation that the project may have',
    'Ingress',
    annotation('example.com/allowed', 'anything'),
  ],
  [
    'an image by its digest',
    'Deployment',
    image(`ghcr.io/acme/${PROJECT}@sha256:${'a'.repeat(64)}`),
  ],
  ['a database of another version', 'StatefulSet', image('docker.io/library/postgres:99')],
  [
    'Prometheus in',
    'NetworkPolicy',
    from({ podSelector: labelled, namespaceSelector: inNamespace('observability') }),
  ],
  ['one public network out', 'NetworkPolicy', to({ ipBlock: { cidr: '198.51.100.0/24' } })],
];

function host(name: string): Change {
  return ({ spec }) => {
    spec.rules[0].host = name;
    spec.tls = [];
  };
}

function annotation(key: string, value: string): Change {
  return ({ metadata }) =>
    void (metadata!.annotations = { ...metadata?.annotations, [key]: value });
}

function pod(change: (pod: Anything['spec']) => void): Change {
  return ({ spec }) => change(spec.template.spec);
}

export function image(name: string): Change {
  return pod((one) => void (one.containers[0].image = name));
}

function from(peer: object): Change {
  return ({ spec }) => void spec.ingress[0].from.push(peer);
}

function to(peer: object): Change {
  return ({ spec }) => void spec.egress[0].to.push(peer);
}

function inNamespace(name: string) {
  return { matchLabels: { 'kubernetes.io/metadata.name': name } };
}
