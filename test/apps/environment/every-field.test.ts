import { z } from 'zod';
import { buildsOf } from '../../../apps/environment/builds.ts';
import { configSchema } from '../../../apps/environment/config/schema.ts';
import { formatRecord, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import { renderEnvironment } from '../../../apps/environment/render.ts';
import { idleTime } from '../../../generator/reconcile/idle.ts';
import { liveRecord } from '../../../generator/reconcile/next-record.ts';
import { found } from '../../generator/decided-fixture.ts';
import { deniedByConfig } from '../../../generator/reconcile/admission.ts';
import { generousPlatform, recordOf } from './samples.ts';
import { leavesOf } from './schema-leaves.ts';

/** What is said of one app, each with two values that must not do the same. */
const ofAService: Readonly<Record<string, readonly [string, string]>> = {
  'app.port': ['app: {port: 3000}', 'app: {port: 4000}'],
  'app.healthPath': ['app: {healthPath: /a}', 'app: {healthPath: /b}'],
  'app.metricsPath': [
    'app: {metricsPath: /a}\nmetrics: {enabled: true}',
    'app: {metricsPath: /b}\nmetrics: {enabled: true}',
  ],
  'app.command[]': ['app: {command: [a]}', 'app: {command: [b]}'],
  'app.args[]': ['app: {args: [a]}', 'app: {args: [b]}'],
  'app.runAsUser': ['app: {runAsUser: 1000}', 'app: {runAsUser: 2000}'],
  'app.startupSeconds': ['app: {startupSeconds: 60}', 'app: {startupSeconds: 90}'],
  'image.context': [
    'image: {repository: ghcr.io/acme/x, context: a}',
    'image: {repository: ghcr.io/acme/x, context: b}',
  ],
  'image.dockerfile': [
    'image: {repository: ghcr.io/acme/x, dockerfile: a}',
    'image: {repository: ghcr.io/acme/x, dockerfile: b}',
  ],
  'image.repository': [
    'image: {repository: ghcr.io/acme/a}',
    'image: {repository: ghcr.io/acme/b}',
  ],
  'resources.requests.cpu': [
    'resources: {requests: {cpu: 50m}}',
    'resources: {requests: {cpu: 60m}}',
  ],
  'resources.requests.memory': [
    'resources: {requests: {memory: 64Mi}}',
    'resources: {requests: {memory: 65Mi}}',
  ],
  'resources.limits.cpu': ['resources: {limits: {cpu: 50m}}', 'resources: {limits: {cpu: "1"}}'],
  'resources.limits.memory': [
    'resources: {limits: {memory: 64Mi}}',
    'resources: {limits: {memory: 1Gi}}',
  ],
  'env.*': ['env: {A: a}', 'env: {A: b}'],
  'envFrom[].secretRef.name': [
    'envFrom: [{secretRef: {name: a}}]',
    'envFrom: [{secretRef: {name: b}}]',
  ],
  'writableDirs[]': ['writableDirs: [/a]', 'writableDirs: [/b]'],
  'migrate[]': ['migrate: [a]', 'migrate: [b]'],
  'ingress.enabled': ['ingress: {enabled: true}', 'ingress: {enabled: false}'],
  'ingress.annotations.*': [
    'ingress: {annotations: {traefik.ingress.kubernetes.io/router.middlewares: a}}',
    'ingress: {annotations: {traefik.ingress.kubernetes.io/router.middlewares: b}}',
  ],
  'metrics.enabled': ['metrics: {enabled: true}', 'metrics: {enabled: false}'],
  'metrics.interval': [
    'metrics: {enabled: true, interval: 30s}',
    'metrics: {enabled: true, interval: 60s}',
  ],
};

const ofADatabase = (name: string, versions: readonly [string, string] | undefined) => ({
  ...(versions && {
    [`databases.${name}.version`]: versions.map(
      (version) => `databases: {${name}: {version: "${version}"}}`,
    ),
  }),
  [`databases.${name}.enabled`]: [
    `databases: {${name}: {enabled: true}}`,
    `databases: {${name}: {enabled: false}}`,
  ],
  [`databases.${name}.storage`]: [
    `databases: {${name}: {storage: 3Gi}}`,
    `databases: {${name}: {storage: 4Gi}}`,
  ],
  ...Object.fromEntries(
    [
      ['requests.cpu', '11m', '12m'],
      ['requests.memory', '17Mi', '18Mi'],
      ['limits.cpu', '600m', '700m'],
      ['limits.memory', '600Mi', '700Mi'],
    ].map(([what, ...values]) => {
      const [kind, unit] = what!.split('.');
      return [
        `databases.${name}.resources.${what}`,
        values.map((value) => `databases: {${name}: {resources: {${kind}: {${unit}: ${value}}}}}`),
      ];
    }),
  ),
});

const indented = (text: string) => text.replace(/^/gm, '    ');
const many = (text: string) => `services:\n  web: {}\n  api:\n${indented(text)}`;

const table = {
  ...ofAService,
  ...Object.fromEntries(
    Object.entries(ofAService).map(([path, texts]) => [`services.*.${path}`, texts.map(many)]),
  ),
  'services.*.route': [many('route: none'), 'services:\n  web: {}\n  api: {}'],
  'services.*.route.path': [
    'services: {web: {route: {path: /}}, api: {route: {path: /a}}}',
    'services: {web: {route: {path: /}}, api: {route: {path: /b}}}',
  ],
  'seed.command[]': ['seed: {command: [a]}', 'seed: {command: [b]}'],
  'seed.service': [
    'services: {web: {}, api: {app: {port: 4000}}}\nseed: {command: [a], service: web}',
    'services: {web: {}, api: {app: {port: 4000}}}\nseed: {command: [a], service: api}',
  ],
  'seed.timeoutSeconds': [
    'seed: {command: [a], timeoutSeconds: 60}',
    'seed: {command: [a], timeoutSeconds: 61}',
  ],
  ...ofADatabase('postgresql', ['16', '17']),
  ...ofADatabase('mongodb', ['7.0', '8.0']),
  ...ofADatabase('redis', ['8.1', '9.1']),
  ...ofADatabase('minio', undefined),
  ...ofADatabase('mariadb', ['11.4', '11.8']),
  // Only one is there: what else could be said is nothing, or is refused.
  'databases.minio.version': ['databases: {minio: {version: "4.44"}}', 'databases: {minio: false}'],
  'databases.postgresql.bootstrap.initSQL[]': [
    'databases: {postgresql: {bootstrap: {initSQL: [SELECT 1]}}}',
    'databases: {postgresql: {bootstrap: {initSQL: [SELECT 2]}}}',
  ],
  'databases.postgresql.bootstrap.postInitApplicationSQL[]': [
    'databases: {postgresql: {bootstrap: {postInitApplicationSQL: [SELECT 1]}}}',
    'databases: {postgresql: {bootstrap: {postInitApplicationSQL: [SELECT 2]}}}',
  ],
  'databases.redis.eviction': [
    'databases: {redis: {eviction: noeviction}}',
    'databases: {redis: {eviction: allkeys-lru}}',
  ],
  'databases.minio.bucket': [
    'databases: {minio: {bucket: one}}',
    'databases: {minio: {bucket: two}}',
  ],
} as Readonly<Record<string, readonly string[]>>;

/** All that a file brings about: what is deployed, what CI builds, and who gets an environment. */
function effects(record: EnvironmentRecord): string {
  const { files } = renderEnvironment(record, generousPlatform);
  const manifests = files.filter(({ path }) => path.startsWith('manifests/'));
  return JSON.stringify([manifests, buildsOf(record.config)]);
}

describe('every field of k8s-ee.yaml', () => {
  const fields = leavesOf(z.toJSONSchema(configSchema, { io: 'input' }) as object).filter(
    // These decide who gets an environment, and for how long.
    (path) => !['projectId', 'trigger', 'ttl', 'sleepAfter'].includes(path),
  );

  it('is in the table below', () => {
    const known = Object.keys(table);
    const databases = /^databases\.\w+$/; // `true` beside the mapping
    expect(fields.filter((path) => !known.includes(path) && !databases.test(path))).toEqual([]);
    expect(known.filter((path) => !fields.includes(path))).toEqual([]);
  });

  it.each(Object.entries(table))('%s changes something', (_, texts) => {
    const [one, other] = texts.map((text) => effects(recordOf(`projectId: shop\n${text}\n`)));
    expect(one).toBeDefined();
    expect(other).toBeDefined();
    expect(one).not.toBe(other);
  });

  it('trigger: on-demand asks for the label, and nothing else does', () => {
    const project = generousPlatform.projects[0]!;
    const ask = (text: string, labels: string[]) =>
      deniedByConfig({ labels } as never, project, recordOf(`projectId: shop\n${text}`).config);
    expect(ask('trigger: on-demand', [])).toContain('add the label "preview"');
    expect(ask('trigger: on-demand', ['preview'])).toBeUndefined();
    expect(ask('trigger: automatic', [])).toBeUndefined();
    expect(ask('', [])).toBeUndefined();
  });

  it('ttl is how long it lives after a push', () => {
    const project = generousPlatform.projects[0]!;
    const now = new Date('2026-01-05T12:00:00Z');
    const end = (text: string) => {
      const { config } = recordOf(`projectId: shop\n${text}`);
      const admitted = { key: { project: 'shop', number: '7' }, project, config, now };
      const { pullRequest } = found({});
      return liveRecord({ ...admitted, pullRequest }, undefined).lifecycle.expiresAt;
    };
    expect(end('ttl: 36h')).toBe('2026-01-07T00:00:00.000Z');
    expect(end('')).toBe('2026-01-12T12:00:00.000Z');
  });

  it('sleepAfter is how long nobody may have asked for it', () => {
    const project = { ...generousPlatform.projects[0]! };
    const idle = (text: string) =>
      idleTime(recordOf(`projectId: shop\n${text}`), project, {
        now: new Date('2026-01-05T12:00:00Z'),
      });
    expect(idle('sleepAfter: 2h')).toBe(7_200_000);
    expect(idle('sleepAfter: 3h')).toBe(10_800_000);
    expect(idle('sleepAfter: never')).toBeUndefined();
  });

  it('stands in the record as it was written', () => {
    for (const [text] of Object.values(table)) {
      const record = recordOf(`projectId: shop\n${text}\n`);
      expect(formatRecord(record)).toContain('config:');
    }
  });
});
