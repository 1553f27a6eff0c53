import fc from 'fast-check';
import { yamlText } from '../../../apps/yaml-text.ts';
import { databaseKinds, DATABASE_NAMES } from '../../../constructs/environment/databases/kinds.ts';

const path = fc.constantFrom('/', '/health', '/a/b.c~d');
const word = fc.string({ minLength: 1, maxLength: 20 });
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const optional = <T extends Record<string, fc.Arbitrary<unknown>>>(shape: T) =>
  fc.record(shape, { requiredKeys: [] });

const resources = optional({
  requests: optional({
    cpu: fc.constantFrom('10m', '50m', '100m'),
    memory: fc.constantFrom('16Mi', '64Mi', '128Mi'),
  }),
  limits: optional({
    cpu: fc.constantFrom('100m', '500m', '1'),
    memory: fc.constantFrom('128Mi', '512Mi', '1Gi'),
  }),
});

const plainEnv = fc.dictionary(
  fc.constantFrom('LOG_LEVEL', 'A', '_b', 'FEATURE_X'),
  fc.oneof(
    fc.constantFrom('{url}', '{host}:{number}', '{sha}', '$(HOME)', '0o17', 'no', '1e3'),
    fc.string({
      unit: fc.constantFrom('a', '$', '(', ')', '"', "'", ':', ' ', '\u2028', '\u0080'),
      maxLength: 12,
    }),
  ),
);

const service = (route: boolean) =>
  optional({
    app: optional({
      port: fc.integer({ min: 1024, max: 65_535 }),
      healthPath: path,
      metricsPath: path,
      command: words,
      args: words,
      runAsUser: fc.integer({ min: 1, max: 65_535 }),
      startupSeconds: fc.integer({ min: 10, max: 1800 }),
    }),
    resources,
    env: plainEnv,
    envFrom: fc.uniqueArray(
      fc.constantFrom('one', 'two.three', 'a-b').map((name) => ({ secretRef: { name } })),
      { maxLength: 3 },
    ),
    writableDirs: fc.uniqueArray(fc.constantFrom('/data', '/app/cache', '/srv/x.y/z_1'), {
      maxLength: 3,
    }),
    migrate: words,
    ingress: optional({ enabled: fc.boolean() }),
    metrics: optional({ enabled: fc.boolean(), interval: fc.constantFrom('15s', '1m') }),
    ...(route && { route: fc.constant('none') }),
  });

const serviceNames = fc.uniqueArray(
  fc.oneof(
    fc.constantFrom('web', 'api', 'app', 'x'.repeat(20), 'a-1'),
    fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/),
  ),
  { minLength: 1, maxLength: 4 },
);
const reserved = [
  ...DATABASE_NAMES,
  'namespace',
  'budget',
  'isolation',
  'secrets',
  'seed',
  'environment',
];

const services = serviceNames
  .map((names) => names.filter((name) => !reserved.includes(name)))
  .filter((names) => names.length > 0)
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, service(true)]))));

const databases = fc.subarray([...DATABASE_NAMES]).chain((names) =>
  fc.record(
    Object.fromEntries(
      names.map((name) => [
        name,
        fc.oneof(
          fc.constant(true),
          optional({
            version: fc.constantFrom(...Object.keys(databaseKinds[name].versions)),
            storage: fc.constantFrom('256Mi', '1Gi', '1.5Gi', '2G'),
            resources,
          }),
        ),
      ]),
    ),
  ),
);

const rest = {
  databases,
  seed: fc.option(fc.record({ command: words }), { nil: undefined }),
};

/** The text of a valid `k8s-ee.yaml`, in either form. */
export const anyConfig: fc.Arbitrary<string> = fc
  .oneof(
    fc.tuple(service(false), fc.record(rest)).map(([only, more]) => ({ ...only, ...more })),
    fc.record({ ...rest, services, env: plainEnv }),
  )
  .map((config) => yamlText({ projectId: 'shop', ...config }, {}));
