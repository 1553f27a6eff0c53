import { diagnose } from '../../../generator/diagnosis/diagnose.ts';
import { readObjects } from '../../../generator/diagnosis/evidence.ts';
import { recordOf } from '../../apps/environment/samples.ts';

const AT = '2026-01-02T03:10:00.000Z';
const before = (seconds: number) => new Date(Date.parse(AT) - seconds * 1000).toISOString();

type State = { state?: object; lastState?: object; started?: boolean; restartCount?: number };

const container = (name: string, status: State = {}) => ({
  ...{ name, ready: false, restartCount: status.restartCount ?? 1, started: status.started },
  ...{ state: status.state ?? {}, lastState: status.lastState ?? {} },
});

function pod(part: string, status: object) {
  const metadata = {
    ...{ name: `${part}-1`, creationTimestamp: before(600) },
    labels: { 'app.kubernetes.io/name': part },
  };
  return { metadata, status: { phase: 'Running', conditions: [], ...status } };
}

const app = (status: State) => pod('app', { containerStatuses: [container('app', status)] });
const well = (part: string) =>
  pod(part, { conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [] });
const event = (reason: string, message: string, seconds = 1) => ({
  ...{ reason, message, lastTimestamp: before(seconds) },
  involvedObject: { kind: 'Pod', name: 'app-1', fieldPath: 'spec.containers{app}' },
});

const running = (seconds: number) => ({ running: { startedAt: before(seconds) } });
/** Crashed so, and waiting to be started again. */
const crashed = (exitCode: number, more: object = {}): State => ({
  state: { waiting: { reason: 'CrashLoopBackOff' } },
  lastState: { terminated: { exitCode, startedAt: before(40), finishedAt: before(20), ...more } },
});

type Seen = {
  readonly pods: readonly object[];
  readonly events?: readonly object[];
  readonly jobs?: readonly object[];
  /** Of the app's own container. */
  readonly log?: readonly string[];
  /** Of an init container. */
  readonly initLog?: readonly [string, readonly string[]];
};

function findings(seen: Seen, config = '') {
  const evidence = {
    at: AT,
    ...readObjects(seen),
    logs: [
      { pod: 'app-1', container: 'app', lines: seen.log ?? [] },
      ...(seen.initLog
        ? [{ pod: 'app-1', container: seen.initLog[0], lines: seen.initLog[1] }]
        : []),
    ],
  };
  return diagnose(evidence, recordOf(`projectId: shop\n${config}`));
}

describe('an app that ended', () => {
  it.each<[string, State, string[], string, string]>([
    [
      'its own heap is full',
      crashed(134),
      ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory'],
      'out-of-memory',
      'resources.limits.memory',
    ],
    [
      'port 80',
      crashed(1),
      ['Error: listen EACCES: permission denied 0.0.0.0:80'],
      'runs-as-root',
      'listen on `PORT`, which is 3000',
    ],
    [
      'nginx on port 80',
      crashed(1),
      ['nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)'],
      'runs-as-root',
      'listen on `PORT`',
    ],
    [
      'a server that wants root',
      crashed(1),
      ['chown: /var/run/app: Operation not permitted'],
      'runs-as-root',
      '`app.runAsUser`',
    ],
    [
      'another architecture, told in the log',
      crashed(255),
      ['exec /usr/bin/app: exec format error'],
      'wrong-architecture',
      '--platform',
    ],
    [
      'a full disk',
      crashed(1),
      ['OSError: [Errno 28] No space left on device'],
      'disk-full',
      'write less',
    ],
    [
      'a root-only directory in the image',
      {
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: {
          terminated: {
            exitCode: 128,
            reason: 'StartError',
            message:
              'failed to create containerd task: chdir to cwd ("/root/app") set in config.json failed: permission denied',
          },
        },
      },
      [],
      'runs-as-root',
      '`app.runAsUser`',
    ],
    ['nothing in its log', crashed(1), [], 'crash', 'let it say why'],
    ['a signal', crashed(139), ['x'], 'crash', 'last lines'],
  ])('%s', (_name, state, log, kind, fix) => {
    const [found, ...more] = findings({ pods: [app(state)], log });
    expect(more).toEqual([]);
    expect(found?.kind).toBe(kind);
    expect(found?.fix).toContain(fix);
  });

  it('has crashed also while it runs again and is asked in vain', () => {
    const again = { ...crashed(1), state: running(45) };
    const refused = event(
      'Unhealthy',
      'Startup probe failed: dial tcp: connect: connection refused',
    );
    const seen = { pods: [app(again)], events: [refused], log: ['TypeError'] };
    expect(findings(seen)).toMatchObject([{ kind: 'crash', log: ['TypeError'] }]);
  });
});

describe('an app that runs and does not answer', () => {
  it.each<[string, string, State, string, string]>([
    [
      'with TLS',
      'Startup probe failed: Get "http://10.1.2.3:3000/health": net/http: HTTP/1.x transport connection broken: malformed HTTP response "\\x15\\x03"',
      { state: running(60) },
      'unhealthy',
      'plain HTTP',
    ],
    [
      'in time any more',
      'Readiness probe failed: Get "http://10.1.2.3:3000/health": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      { state: running(600), started: true },
      'unhealthy',
      'within 3 seconds',
    ],
    [
      'for it began a minute ago and needs longer',
      'Startup probe failed: Get "http://10.1.2.3:3000/health": context deadline exceeded',
      { state: running(60) },
      'slow-start',
      '`app.startupSeconds` above 125',
    ],
    [
      'but with an error',
      'Readiness probe failed: HTTP probe failed with statuscode: 500',
      { state: running(600), started: true },
      'unhealthy',
      '`app.healthPath`',
    ],
  ])('%s', (_name, message, state, kind, fix) => {
    const seen = { pods: [app(state)], events: [event('Unhealthy', message)] };
    const [found] = findings(seen);
    expect(found?.kind).toBe(kind);
    expect(found?.fix).toContain(fix);
  });

  it('is not judged by what a probe said of an earlier life', () => {
    const old = event('Unhealthy', 'Startup probe failed: connect: connection refused', 500);
    expect(findings({ pods: [app({ state: running(60) })], events: [old] })).toEqual([]);
  });

  it('is not judged by events of another container or pod', () => {
    const refused = event('Unhealthy', 'Startup probe failed: connect: connection refused');
    const other = (about: object) => ({
      ...refused,
      involvedObject: { ...refused.involvedObject, ...about },
    });
    for (const about of [{ fieldPath: 'spec.containers{proxy}' }, { name: 'app-2' }]) {
      const seen = { pods: [app({ state: running(60) })], events: [other(about)] };
      expect(findings(seen)).toEqual([]);
    }
  });
});

describe('what waits is a consequence', () => {
  const config = 'databases: {postgresql: true}\nseed: {command: [seed]}\n';
  const waiting = (part: string, name: string, seconds = 300) =>
    pod(part, { initContainerStatuses: [container(name, { state: running(seconds) })] });
  const database = (status: State) =>
    pod('postgresql', { containerStatuses: [container('postgresql', status)] });
  const kinds = (pods: object[]) =>
    findings({ pods }, config).map(({ kind, part }) => `${kind} ${part}`);

  it('of a database that ends: the app and the seed say nothing', () => {
    const pods = [
      database(crashed(1)),
      waiting('app', 'wait-for-postgresql'),
      waiting('seed', 'wait-for-app'),
    ];
    expect(kinds(pods)).toEqual(['database-not-ready database postgresql']);
  });

  it('of an app that ends: the seed says nothing', () => {
    const pods = [well('postgresql'), app(crashed(1)), waiting('seed', 'wait-for-app')];
    expect(kinds(pods)).toEqual(['crash app']);
  });

  it('unless the database is up for long', () => {
    const pods = [well('postgresql'), waiting('app', 'wait-for-postgresql')];
    expect(kinds(pods)).toEqual(['database-not-ready app']);
    const recent = [well('postgresql'), waiting('app', 'wait-for-postgresql', 20)];
    expect(kinds(recent)).toEqual([]);
  });

  it('while a database starts nothing is wrong, and after its time it is', () => {
    const starting = (seconds: number) => [
      database({ state: running(seconds), started: false }),
      waiting('app', 'wait-for-postgresql'),
    ];
    expect(kinds(starting(100))).toEqual([]);
    expect(kinds(starting(130))).toEqual(['database-not-ready database postgresql']);
    const lost = [database({ state: running(500), started: true })];
    expect(kinds(lost)).toEqual(['database-not-ready database postgresql']);
  });

  it('and a container of ours that fails is the platform’s affair', () => {
    const init = container('wait-for-postgresql', crashed(137, { reason: 'OOMKilled' }));
    const pods = [well('postgresql'), pod('app', { initContainerStatuses: [init] })];
    expect(kinds(pods)).toEqual(['cluster-fault app']);
  });

  it('two parts that fail by themselves are two findings, the database first', () => {
    const pods = [app(crashed(1)), database(crashed(1))];
    expect(kinds(pods)).toEqual(['database-not-ready database postgresql', 'crash app']);
  });
});

describe('a migration', () => {
  const migrating = (status: State) =>
    pod('app', { initContainerStatuses: [container('migrate', status)] });
  const config = 'migrate: [npm, run, migrate]\n';

  it('that runs is not wrong', () => {
    expect(findings({ pods: [migrating({ state: running(500) })] }, config)).toEqual([]);
  });

  it('that fails for a known reason is told by that', () => {
    const pods = [migrating(crashed(1))];
    const initLog = ['migrate', ["EROFS: read-only file system, mkdir '/srv/app/tmp'"]] as const;
    expect(findings({ pods, initLog }, config)).toMatchObject([
      { kind: 'read-only-file-system', fix: expect.stringContaining('`/srv/app/tmp`') },
    ]);
  });
});

describe('what every environment goes through is no finding', () => {
  const young = (part: string, status: object) => {
    const { metadata, ...rest } = pod(part, status);
    return (seconds: number) => ({
      ...rest,
      metadata: { ...metadata, creationTimestamp: before(seconds) },
    });
  };
  const config = 'databases: {postgresql: true}\nseed: {command: [seed]}\n';

  it.each<[string, (seconds: number) => object, number]>([
    [
      'a password on its way',
      young('postgresql', {
        containerStatuses: [
          container('postgresql', {
            state: {
              waiting: {
                reason: 'CreateContainerConfigError',
                message: 'secret "postgresql" not found',
              },
            },
          }),
        ],
      }),
      1,
    ],
    [
      'a volume on its way',
      young('postgresql', {
        conditions: [
          {
            ...{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' },
            message: '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
          },
        ],
      }),
      1,
    ],
    [
      'a seed that is done, whose pod does not say so yet',
      young('seed', {
        containerStatuses: [container('seed', { state: { terminated: { exitCode: 0 } } })],
      }),
      0,
    ],
  ])('%s', (_name, make, later) => {
    const log = ['permission denied'];
    expect(findings({ pods: [make(5)], log }, config)).toEqual([]);
    expect(findings({ pods: [make(30)], log }, config)).toHaveLength(later);
  });
});

describe('a pod that the API server refuses', () => {
  const refused = (kind: string, name: string, message: string, seconds = 1) => ({
    ...{ reason: 'FailedCreate', message, lastTimestamp: before(seconds) },
    involvedObject: { kind, name },
  });

  it.each([
    ['ReplicaSet', 'app-7d4b9c', 'pods "app-7d4b9c-x" is forbidden: exceeded quota', 'quota app'],
    ['StatefulSet', 'redis-2', 'is forbidden: exceeded quota: environment', 'quota database redis'],
    ['Job', 'seed-0123abcd', 'is forbidden: exceeded quota: environment', 'quota seed'],
    ['ReplicaSet', 'app-7d4b9c', 'maximum memory usage per Container is 64Mi', 'quota app'],
    ['ReplicaSet', 'app-7d4b9c', 'violates PodSecurity "restricted"', 'cluster-fault app'],
    ['ReplicaSet', 'app-two-7d4b9c', 'exceeded quota', undefined],
    ['Node', 'app', 'exceeded quota', undefined],
  ])('%s %s: %s', (kind, name, message, expected) => {
    const config = 'databases: {redis: true}\nseed: {command: [seed]}\n';
    const told = findings({ pods: [], events: [refused(kind, name, message)] }, config);
    expect(told.map((one) => `${one.kind} ${one.part}`)).toEqual(expected ? [expected] : []);
  });
});
