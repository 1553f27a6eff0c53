import { boundsOf, parseEnvironmentConfig } from '../../../apps/environment/config.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';

const platform = samplePlatform({
  shop: 'policy: {registries: [ghcr.io/partner/], ingressAnnotations: [example.com/allowed]}',
});
const bounds = boundsOf(platform.projects[0]!, platform);

const parse = (text: string) => parseEnvironmentConfig(text, bounds);

function problemsOf(text: string): string[] {
  const parsed = parse(text);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

const databasesOf = (text: string) => {
  const parsed = parse(`projectId: shop\n${text}`);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value.databases;
};

describe('parseEnvironmentConfig', () => {
  it('fills in what the file leaves out', () => {
    expect(parse('projectId: shop\n')).toEqual({
      ok: true,
      value: { projectId: 'shop', app: { port: 3000, healthPath: '/health' }, databases: {} },
    });
  });

  it.each([
    ['databases: {postgresql: true}', { postgresql: { version: '17', storage: '1Gi' } }],
    ['databases: {postgresql: {}}', { postgresql: { version: '17', storage: '1Gi' } }],
    ['databases: {postgresql: {version: 16}}', { postgresql: { version: '16', storage: '1Gi' } }],
    ['databases: {postgresql: {storage: 2Gi}}', { postgresql: { version: '17', storage: '2Gi' } }],
    ['databases: {postgresql: false}', {}],
    ['databases: {postgresql: {enabled: false, storage: 2Gi}}', {}],
    ['databases: {}', {}],
  ])('reads %s', (text, databases) => {
    expect(databasesOf(text)).toEqual(databases);
  });

  it('tells every problem with its line, the value and what is allowed', () => {
    const text = [
      'projectId: other',
      'app:',
      '  port: 80',
      '  healthPath: health',
      'databases:',
      '  postgresql: {version: 9, storage: 900Gi}',
      'replicas: 3',
    ].join('\n');
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^line 1, column 12: projectId: expected "shop".*got "other"/),
      expect.stringMatching(/^line 3, column 9: app\.port: .*from 1024 to 65535.*80/),
      expect.stringMatching(/^line 4, column 15: app\.healthPath: .*such as \/health.*"health"/),
      expect.stringMatching(/^line 6, column 25: databases\.postgresql\.version: .*17.*9/),
      expect.stringMatching(/^line 6, column 37: databases\.postgresql\.storage: .*got "900Gi"/),
      expect.stringMatching(/^line 7, column 1: replicas: there is no such key "replicas"/),
    ]);
  });

  it('refuses sleepAfter where nobody counts requests, but for never', () => {
    expect(problemsOf('projectId: shop\nsleepAfter: 2h\n')).toEqual([
      'line 2, column 13: sleepAfter: nobody counts requests on this platform (prometheus.url is not set); remove it',
    ]);
    expect(problemsOf('projectId: shop\nsleepAfter: never\n')).toEqual([]);
  });

  it.each([
    ['2h', '2h', true],
    ['2h', '30m', true],
    ['2h', 'never', true],
    ['2h', '121m', false],
    ['never', '30d', true],
  ])('where the platform lets sleep after %s, %s is taken: %s', (sleepAfter, wish, ok) => {
    const text = `projectId: shop\nsleepAfter: ${wish}\n`;
    expect(parseEnvironmentConfig(text, { ...bounds, sleepAfter }).ok).toBe(ok);
  });

  it.each(['8d', '169h', 'never'])(
    'refuses ttl: %s, which is longer than the platform has it',
    (ttl) => {
      expect(problemsOf(`projectId: shop\nttl: ${ttl}\n`)).toEqual([
        `line 2, column 6: ttl: expected at most 7d, policy.ttl of the platform, got "${ttl}"`,
      ]);
    },
  );

  it.each(['7d', '168h', '90s'])('takes ttl: %s', (ttl) => {
    expect(problemsOf(`projectId: shop\nttl: ${ttl}\n`)).toEqual([]);
  });

  it('takes any ttl where the platform has no end', () => {
    const without = { ...bounds, ttl: 'never' };
    for (const ttl of ['never', '365d']) {
      expect(parseEnvironmentConfig(`projectId: shop\nttl: ${ttl}\n`, without).ok).toBe(true);
    }
  });

  it.each([
    ['app: {command: npm start}', 'app.command: expected a list of words'],
    ['app: {command: []}', 'app.command: expected a list of words'],
    ['app: {runAsUser: 0}', 'app.runAsUser: expected the number of a user above 0'],
    ['app: {startupSeconds: 5}', 'app.startupSeconds: expected a whole number of seconds from 10'],
    ['image: {context: ../other}', 'image.context: expected a directory such as web inside'],
    ['image: {dockerfile: /etc/x}', 'image.dockerfile: expected a file such as Dockerfile inside'],
    ['image: {repository: "ghcr.io/acme/x:1"}', 'image.repository: expected the name of an image'],
    ['image: {repository: evil.example/x/y}', 'expected an image below ghcr.io/acme/ or ghcr.io/'],
    ['resources: {limits: {cpu: "64"}}', 'resources.limits.cpu: expected from 10m to 2, got "64"'],
    ['resources: {requests: {memory: 1}}', 'requests.memory: expected from 16Mi to 4Gi, got "1"'],
    [
      'resources: {requests: {cpu: "1"}, limits: {cpu: 500m}}',
      'resources.requests.cpu: expected at most 500m, its limit, got "1"',
    ],
    ['env: {DB_PASSWORD: hunter2}', 'env.DB_PASSWORD: its name is that of a secret'],
    ['env: {A: 1}', 'env.A: expected a text; put quotes around it'],
    ['env: {PORT: "1"}', 'env.PORT: is set from app.port'],
    ['env: {"A-B": x}', 'expected the name of a variable such as LOG_LEVEL'],
    ['env: {A: "{hostname}"}', 'env.A: there is no {hostname}; allowed are {url}'],
    ['env: {A: "{service.api.url}"}', 'env.A: there is no service "api"; there are: app'],
    ['envFrom: [{configMapRef: {name: x}}]', 'configMapRef: is not supported: an environment has'],
    ['envFrom: [{secretRef: {name: UPPER}}]', "the name of one of the project's secrets"],
    ['writableDirs: [/tmp]', 'writableDirs[0]: expected a directory such as /app/cache'],
    ['writableDirs: [/app/../etc]', 'writableDirs[0]: expected a directory such as /app/cache'],
    ['writableDirs: [/var/run/secrets/x]', 'writableDirs[0]: expected a directory such as'],
    ['ingress: {annotations: {evil/key: x}}', 'allowed: example.com/allowed'],
    ['metrics: {enabled: true}', 'metrics.enabled: this platform has no Prometheus'],
    ['migrate: npm run migrate', 'migrate: expected a list of words'],
    ['seed: {command: [x], service: api}', 'seed.service: there is no service "api"'],
    ['services: {}', 'services: is empty'],
    ['services: {redis: {}}', 'services.redis: "redis" is the name of something else'],
    ['services: {Web: {}}', 'expected a name of at most 20 lower-case letters'],
    ['app: {port: 4000}\nservices: {web: {}}', 'app: describes an only app'],
    ['services: {web: {route: {path: /a}}}', 'services: no service answers at the path "/"'],
    [
      'services: {web: {route: {path: /}}, api: {route: {path: /}}}',
      'services.api.route: the path "/" is already another service\'s',
    ],
    [
      'services: {web: {env: {A: "{service.api.url}"}}, api: {route: none}}',
      'services.web.env.A: "api" is not reachable from outside; use {service.api.internalUrl}',
    ],
    [
      'services: {web: {image: {context: web}}, api: {image: {context: api}}}',
      'services.api.image: is built from something else than another service of the same image',
    ],
    ['databases: {minio: {bucket: A}}', 'databases.minio.bucket: expected the name of a bucket'],
    ['databases: {redis: {bucket: data}}', 'databases.redis.bucket: there is no such key'],
    ['databases: {mongodb: {version: 4.4}}', 'version: expected one of 7.0, 8.0, 8.3, got "4.4"'],
    ['trigger: always', 'trigger: expected one of automatic, on-demand, got "always"'],
  ])('refuses %s', (text, problem) => {
    expect(problemsOf(`projectId: shop\n${text}\n`).join('\n')).toContain(problem);
  });

  it('never repeats a secret it was given', () => {
    const secret = ['hunter', '2hunter2'].join('');
    const text = `projectId: shop\nenv: {API_TOKEN: ${secret}}\nservices: {web: {env: {X: 1, DB_PASSWORD: ${secret}}}}`;
    expect(problemsOf(text).join('\n')).toContain('put it into a secret of the project');
    expect(problemsOf(text).join('\n')).not.toContain(secret);
  });

  it.each([
    ['databases: {mongodb: {version: 8.0}}', { mongodb: { version: '8.0', storage: '2Gi' } }],
    ['databases: {redis: {version: 9.0}}', { redis: { version: '9.0', storage: '256Mi' } }],
    ['databases: {mariadb: {version: 10.11}}', { mariadb: { version: '10.11', storage: '1Gi' } }],
  ])('reads a version as people write it: %s', (text, databases) => {
    expect(databasesOf(text)).toEqual(databases);
  });

  it('refuses 2 MB unread', () => {
    const problems = problemsOf(`projectId: shop\n#${'x'.repeat(2_000_000)}\n`);
    expect(problems).toEqual([expect.stringMatching(/^k8s-ee\.yaml: is \d+ bytes long; at most/)]);
  });
});
