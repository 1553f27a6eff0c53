import { parseEnvironmentConfig } from '../../../apps/environment/config.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { samplePlatform } from '../../generator/platform-fixture.ts';

const { limits } = samplePlatform().projects[0]!.policy;
const bounds = { projectId: 'shop', limits };

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

  it.each([
    ...['trigger', 'image', 'resources', 'env', 'envFrom', 'writableDirs', 'ingress', 'metrics'],
    ...['services', 'migrate', 'seed', 'sleepAfter', 'ttl'],
  ])('refuses %s, which has no effect yet', (key) => {
    expect(problemsOf(`projectId: shop\n${key}: x\n`)).toEqual([
      `line 2, column ${key.length + 3}: ${key}: is not supported yet; remove it`,
    ]);
  });

  it.each(['metricsPath', 'command', 'args', 'runAsUser', 'startupSeconds'])(
    'refuses app.%s, which has no effect yet',
    (key) => {
      expect(problemsOf(`projectId: shop\napp: {${key}: x}\n`).join()).toContain(
        `app.${key}: is not supported yet; remove it`,
      );
    },
  );

  it.each(['mongodb', 'redis', 'minio', 'mariadb'])('refuses the database %s', (key) => {
    expect(problemsOf(`projectId: shop\ndatabases: {${key}: true}\n`).join()).toContain(
      `databases.${key}: is not supported yet; remove it`,
    );
  });

  it('refuses 2 MB unread', () => {
    const problems = problemsOf(`projectId: shop\n#${'x'.repeat(2_000_000)}\n`);
    expect(problems).toEqual([expect.stringMatching(/^k8s-ee\.yaml: is \d+ bytes long; at most/)]);
  });
});
