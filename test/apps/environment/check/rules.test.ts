import { createCheck, formatViolation } from '../../../../apps/environment/check/check.ts';
import { renderEnvironment } from '../../../../apps/environment/render.ts';
import { fullConfig, generousPlatform, recordOf } from '../samples.ts';

const check = createCheck();
const record = recordOf(fullConfig);
const environment = { record, platform: generousPlatform };
const { objects } = renderEnvironment(record, generousPlatform);

type Changeable = { kind: string; apiVersion: string; metadata: Record<string, unknown> } & Record<
  string,
  unknown
>;

/** What is found once one object is another: `value` at `path`, or nothing there. */
function foundWith(name: string, path: string, value: unknown): string[] {
  const copy = structuredClone(objects) as Changeable[];
  const object = copy.find((one) => `${one.kind} ${String(one.metadata.name)}`.startsWith(name));
  if (!object) throw new Error(`there is no ${name}`);
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop()!;
  let place: unknown = object;
  for (const step of steps) {
    const next: unknown = Array.isArray(place)
      ? (place.find((one: { name?: string }) => one.name === step) ?? place[Number(step)])
      : (place as Record<string, unknown>)[step];
    if (next === undefined) throw new Error(`${name} has no ${step} of ${path}`);
    place = next;
  }
  (place as Record<string, unknown>)[last] = value;
  // A field of `undefined` is none in YAML.
  return check(JSON.parse(JSON.stringify(copy)) as object[], environment).map(formatViolation);
}

const POD = 'spec.template.spec';
const WEB = `${POD}.containers.web`;
const pod = 'spec\\.template\\.spec';
const web = `${pod}\\.containers\\[web\\]`;

it('the sample passes as it is', () => {
  expect(check(objects, environment)).toEqual([]);
});

describe('one wrong field is found, with rule, object and field', () => {
  it.each<[string, string, unknown, RegExp]>([
    // schema
    [
      'Deployment web',
      'spec.replica',
      1,
      /^schema: Deployment web, spec\.replica: there is no such/,
    ],
    [
      'Deployment web',
      'spec.replicas',
      'one',
      /^schema: .* spec\.replicas: must be integer, got "one"/,
    ],
    ['Deployment web', 'spec.selector', undefined, /^schema: .* spec: must have .* 'selector'/],
    ['Deployment web', `${WEB}.imagePullPolicy`, 'Sometimes', /imagePullPolicy: .*Always, .*Never/],
    ['Deployment web', `${WEB}.resources.limits.memory`, '1 GB', /memory: must match pattern/],
    [
      'ExternalSecret postgresql',
      'spec.target.creationPolicy',
      'Mine',
      /^schema: .*creationPolicy/,
    ],
    [
      'Password postgresql',
      'spec.symbol',
      1,
      /^schema: Password postgresql, spec\.symbol: there is/,
    ],
    ['ServiceMonitor web', 'spec.endpoint', [], /^schema: ServiceMonitor web, spec\.endpoint/],
    [
      'Deployment web',
      'apiVersion',
      'apps/v1beta1',
      /^schema: .* kind: "apps\/v1beta1\/Deployment"/,
    ],
    [
      'ConfigMap postgresql-init',
      'kind',
      'Secret',
      /^schema: Secret postgresql-init, kind: "v1\/Secret"/,
    ],
    // namespace, name
    [
      'Deployment web',
      'metadata.namespace',
      'kube-system',
      /^namespace: .*"shop-pr-7".* got "kube-system"/,
    ],
    ['Deployment web', 'metadata.namespace', undefined, /^namespace: .* got nothing/],
    ['Deployment web', 'metadata.name', 'Web', /^name: Deployment Web, metadata\.name: /],
    ['Deployment web', 'metadata.name', 'w'.repeat(64), /^name: .* metadata\.name: /],
    ['Deployment web', 'metadata.labels.x', 'a b', /^name: .* metadata\.labels\[x\]: .*"a b"/],
    [
      'Deployment web',
      'spec.template.metadata.labels.x',
      '-',
      /^name: .* spec\.template\.metadata/,
    ],
    ['Service web', 'metadata.name', 'api', /^name: Service api, metadata\.name: .* second time/],
    // host
    [
      'Ingress web',
      'spec.rules.0.host',
      'shop-pr-8.acme-previews.dev',
      /^host: .*spec\.rules\[0\]\.host/,
    ],
    ['Ingress web', 'spec.rules.0.host', undefined, /^host: .* got nothing/],
    ['Ingress web', 'spec.rules.0.host', 'acme-previews.dev', /^host: /],
    ['Ingress web', 'spec.rules.0.host', 'shop-pr-7-no.acme-previews.dev', /^host: /],
    [
      'Ingress web',
      'spec.tls.0.hosts.0',
      '*.acme-previews.dev',
      /^host: .*spec\.tls\[0\]\.hosts\[0\]/,
    ],
    ['Ingress web', 'spec.ingressClassName', 'nginx', /^host: .*expected traefik, got "nginx"/],
    ['Ingress web', 'spec.tls.0.secretName', 'mine', /^host: .*spec\.tls\[0\]\.secretName: /],
    ['Ingress web', 'spec.defaultBackend', { service: { name: 'web' } }, /^host: .*defaultBackend/],
    ['Ingress web', 'metadata.annotations', { 'a/b': 'c' }, /^host: .*annotations\[a\/b\].*allow/],
    // pod-security
    ['Deployment web', `${POD}.hostNetwork`, true, /^pod-security: .*hostNetwork: .*got true/],
    ['Deployment web', `${POD}.hostPID`, true, /^pod-security: .*hostPID/],
    ['Deployment web', `${POD}.automountServiceAccountToken`, true, /^pod-security: .*automount/],
    [
      'Deployment web',
      `${POD}.automountServiceAccountToken`,
      undefined,
      /^pod-security: .*automount/,
    ],
    ['Deployment web', `${POD}.serviceAccountName`, 'admin', /^pod-security: .*serviceAccountName/],
    ['Deployment web', `${POD}.nodeName`, 'server', /^pod-security: .*nodeName/],
    [
      'Deployment web',
      `${POD}.volumes`,
      [{ name: 'x', hostPath: { path: '/' } }],
      new RegExp(`^pod-security: Deployment web, ${pod}\\.volumes\\[x\\]\\.hostPath: `),
    ],
    ['Job seed', `${POD}.securityContext.runAsUser`, 0, /^pod-security: Job seed-.*, .*runAsUser/],
    [
      'StatefulSet redis',
      `${POD}.securityContext.runAsNonRoot`,
      undefined,
      /^pod-security: .*runAsNonRoot/,
    ],
    ['StatefulSet redis', `${POD}.securityContext.seccompProfile`, undefined, /seccompProfile/],
    [
      'Deployment web',
      `${WEB}.securityContext`,
      undefined,
      new RegExp(`^pod-security: .*${web}\\.sec`),
    ],
    ['Deployment web', `${WEB}.securityContext.privileged`, true, /^pod-security: .*privileged/],
    ['Deployment web', `${WEB}.securityContext.readOnlyRootFilesystem`, false, /readOnlyRoot/],
    [
      'Deployment web',
      `${WEB}.securityContext.capabilities.add`,
      ['NET_ADMIN'],
      /capabilities\.add/,
    ],
    ['Deployment web', `${WEB}.securityContext.capabilities.drop`, [], /capabilities\.drop/],
    [
      'Deployment web',
      `${WEB}.securityContext.procMount`,
      'Unmasked',
      /^pod-security: .*procMount/,
    ],
    ['Deployment web', `${WEB}.ports.0.hostPort`, 80, /^pod-security: .*ports\[0\]\.hostPort/],
    // resources
    [
      'Deployment web',
      `${WEB}.resources`,
      undefined,
      /^resources: .*requests\.cpu: .* got nothing/,
    ],
    ['Deployment web', `${WEB}.resources.limits.memory`, undefined, /^resources: .*limits\.memory/],
    ['Deployment web', `${WEB}.resources.requests.cpu`, '64', /^resources: .*at most its limit/],
    // exposure, isolation
    [
      'Service web',
      'spec.type',
      'LoadBalancer',
      /^exposure: Service web, spec\.type: .*LoadBalancer/,
    ],
    ['Service web', 'spec.type', 'NodePort', /^exposure: Service web, spec\.type: .*NodePort/],
    ['Service web', 'spec.ports.0.nodePort', 30080, /^exposure: .*spec\.ports\[0\]\.nodePort/],
    ['Service web', 'spec.externalIPs', ['192.0.2.1'], /^exposure: .*spec\.externalIPs/],
    ['Service web', 'spec.externalName', 'kubernetes.default', /^exposure: .*spec\.externalName/],
    [
      'NetworkPolicy web',
      'spec.ingress.0.from',
      [],
      /^isolation: .*spec\.ingress\[0\]\.from: .*every/,
    ],
    ['NetworkPolicy web', 'spec.egress', [{}], /^isolation: .*spec\.egress\[0\]\.to: .*every/],
    [
      'NetworkPolicy web',
      'spec.ingress.0.from',
      [{ podSelector: { matchLabels: { app: 'x' } }, namespaceSelector: {} }],
      /namespaceSelector: expected/,
    ],
    [
      'NetworkPolicy web',
      'spec.ingress.0.from',
      [{ ipBlock: { cidr: '192.0.2.0/24' } }],
      /^isolation/,
    ],
    ['NetworkPolicy web', 'spec.egress.1.to', [{ ipBlock: { cidr: '0.0.0.0/0' } }], /^isolation: /],
    [
      'NetworkPolicy web',
      'spec.egress.0.to.0.namespaceSelector.matchLabels',
      { 'kubernetes.io/metadata.name': 'shop-pr-8' },
      /^isolation: .*namespaceSelector: expected .*kube-system.*shop-pr-8/,
    ],
    [
      'NetworkPolicy web',
      'spec.egress.0.to.0.podSelector',
      {},
      /^isolation: .*podSelector: expected matchLabels/,
    ],
    // secret
    [
      'Deployment web',
      `${WEB}.env.0`,
      { name: 'PGPASSWORD', value: 'x' },
      /^secret: .*env\[PGPASSWORD\]/,
    ],
    ['Deployment web', `${WEB}.args`, ['amqp://a:hunter2@b'], /^secret: .*containers\[web\]\.args/],
    [
      'ExternalSecret project-shop-env',
      'spec.secretStoreRef.name',
      'project-blog',
      /^secret: .*spec\.secretStoreRef: expected ClusterSecretStore "project-shop"/,
    ],
    [
      'ExternalSecret project-shop-env',
      'spec.dataFrom.0.sourceRef',
      { storeRef: { kind: 'ClusterSecretStore', name: 'project-blog' } },
      /^secret: .*spec\.dataFrom\[0\]\.sourceRef\.storeRef: expected .*"project-shop"/,
    ],
    // guard
    [
      'NetworkPolicy default-deny',
      'spec.policyTypes',
      ['Ingress'],
      /^guard: shop-pr-7, NetworkPolicy/,
    ],
    ['NetworkPolicy default-deny', 'spec.podSelector', { matchLabels: { a: 'b' } }, /^guard: /],
    [
      'Namespace shop-pr-7',
      'metadata.labels',
      { 'pod-security.kubernetes.io/enforce': 'baseline' },
      /^guard: shop-pr-7, Namespace: .*enforce: restricted/,
    ],
  ])('%s with %s = %j', (name, path, value, message) => {
    const found = foundWith(name, path, value);
    expect(found[0]).toMatch(message);
    expect(found.join('\n')).not.toContain('hunter2');
  });

  it.each(['ResourceQuota environment', 'LimitRange environment', 'Namespace shop-pr-7'])(
    'an environment without %s is refused',
    (name) => {
      const [kind] = name.split(' ');
      const rest = (objects as Changeable[]).filter((one) => one.kind !== kind);
      expect(check(rest, environment).map(formatViolation)).toEqual([
        expect.stringMatching(new RegExp(`^guard: shop-pr-7, ${kind}: expected a .*, got none`)),
      ]);
    },
  );

  it('a fork gets no secret of the project, whatever the template renders', () => {
    const fork = { ...record, source: { ...record.source, fork: true } };
    const found = check(objects, { record: fork, platform: generousPlatform });
    expect(found.map(({ rule, object }) => [rule, object])).toEqual([
      ['secret', 'ExternalSecret project-shop-env'],
    ]);
  });

  it.each([{}, { kind: 'Pod' }, { apiVersion: 'v1', kind: 'Service' }, []])(
    '%j is refused, not thrown at',
    (object) => {
      const found = check([...objects, object], environment);
      expect(found.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['schema']));
    },
  );
});
