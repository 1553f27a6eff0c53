import fc from 'fast-check';
import { probeCommand } from '../../../constructs/environment/postgresql-scripts.ts';
import {
  Postgresql,
  POSTGRESQL_START_SECONDS,
  type PostgresqlProps,
} from '../../../constructs/environment/postgresql.ts';
import { externalSecretsValidator } from '../../support/external-secrets-crds.ts';
import { only, render, type Container, type Variable } from './rendered.ts';

const database = (change: Partial<PostgresqlProps> = {}) =>
  render(
    (chart) => new Postgresql(chart, 'postgresql', { version: '17', storage: '1Gi', ...change }),
  );
const statefulSet = (change: Partial<PostgresqlProps> = {}) =>
  only(database(change), 'StatefulSet');
const podSpec = (change: Partial<PostgresqlProps> = {}) => statefulSet(change).spec.template.spec;
const server = (change: Partial<PostgresqlProps> = {}) => podSpec(change).containers[0];

const password = { secretKeyRef: { name: 'postgresql', key: 'password' } };

describe('its objects', () => {
  it('are these, and as many as it says', () => {
    const kinds = database().map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(kinds).toEqual([
      'Password postgresql',
      'ExternalSecret postgresql',
      'ConfigMap postgresql-init',
      'Service postgresql',
      'StatefulSet postgresql',
    ]);
    expect(Postgresql.objects).toEqual({ services: 1, configMaps: 1, secrets: 1 });
  });

  it('are what External Secrets takes', () => {
    for (const kind of ['Password', 'ExternalSecret'] as const) {
      expect(externalSecretsValidator(kind)(only(database(), kind))).toEqual([]);
    }
  });

  it('have one address, at the port the network opens', () => {
    expect(Postgresql.network).toEqual({ name: 'postgresql', port: 5432 });
    expect(only(database(), 'Service').spec).toEqual({
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': 'postgresql' },
      ports: [{ name: 'postgresql', port: 5432, protocol: 'TCP', targetPort: 'postgresql' }],
    });
    expect(server().ports).toEqual([{ name: 'postgresql', containerPort: 5432, protocol: 'TCP' }]);
  });
});

describe('the volume claim', () => {
  it('carries what the API server fills in, or Argo CD says OutOfSync for ever', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (size) => {
        expect(statefulSet({ storage: `${size}Gi` }).spec.volumeClaimTemplates).toEqual([
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              volumeMode: 'Filesystem',
              resources: { requests: { storage: `${size}Gi` } },
            },
            status: { phase: 'Pending' },
          },
        ]);
      }),
      { numRuns: 5 },
    );
  });

  it('goes with the StatefulSet, and stays while nothing runs', () => {
    expect(statefulSet().spec.persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Delete',
      whenScaled: 'Retain',
    });
  });

  it('has a name of its own in every epoch, behind the same Service', () => {
    expect(statefulSet().metadata.name).toBe('postgresql');
    expect(statefulSet({ epoch: 1 }).metadata.name).toBe('postgresql');
    const third = database({ epoch: 3 });
    expect(only(third, 'StatefulSet').metadata.name).toBe('postgresql-3');
    const others = (objects: typeof third) => objects.filter(({ kind }) => kind !== 'StatefulSet');
    expect(others(third)).toEqual(others(database()));
    expect(only(third, 'StatefulSet').spec).toEqual(statefulSet().spec);
  });
});

describe('the pod', () => {
  it('is replaced even if it never started, and chosen by name alone', () => {
    const podLabels = { 'k8s-ee/type': 'ephemeral', 'app.kubernetes.io/name': 'stranger' };
    const { spec } = statefulSet({ podLabels });
    const selector = { 'app.kubernetes.io/name': 'postgresql' };
    expect(spec).toMatchObject({
      replicas: 1,
      serviceName: 'postgresql',
      podManagementPolicy: 'Parallel',
      selector: { matchLabels: selector },
    });
    expect(spec.template.metadata.labels).toEqual({ 'k8s-ee/type': 'ephemeral', ...selector });
  });

  it('runs as the user of the image, and writes to its volume and its socket only', () => {
    const { securityContext, volumes, terminationGracePeriodSeconds } = podSpec();
    expect(securityContext).toMatchObject({ runAsUser: 999, runAsGroup: 999, fsGroup: 999 });
    expect(terminationGracePeriodSeconds).toBe(20);
    expect(volumes).toEqual([
      { name: 'run', emptyDir: {} },
      { name: 'init', configMap: { name: 'postgresql-init' } },
    ]);
    expect(server().volumeMounts).toEqual([
      { name: 'data', mountPath: '/data' },
      { name: 'run', mountPath: '/var/run/postgresql' },
      { name: 'init', mountPath: '/docker-entrypoint-initdb.d', readOnly: true },
    ]);
  });

  it.each(['15', '16', '17', '18'])('of version %s keeps its data below the volume', (version) => {
    const { image, env } = server({ version });
    expect(image).toContain(`:${version}.`);
    expect(env).toContainEqual({ name: 'PGDATA', value: `/data/${version}` });
  });

  it('refuses a version it has no image for', () => {
    expect(() => database({ version: '14' })).toThrow('PostgreSQL 14 is not supported');
  });

  it('is ready when the password works: asked over TCP, where it is demanded', () => {
    const { startupProbe, readinessProbe, livenessProbe, env } = server();
    expect(startupProbe.exec).toEqual({ command: probeCommand });
    expect(readinessProbe.exec).toEqual({ command: probeCommand });
    const asked = probeCommand.join(' ');
    expect(asked).toMatch(/PGPASSWORD="\$APP_PASSWORD" .*psql .*-h 127\.0\.0\.1 -U app -d app/);
    expect(asked).not.toContain('pg_isready');
    // The image trusts 127.0.0.1 unless told otherwise.
    expect(env).toContainEqual({
      name: 'POSTGRES_INITDB_ARGS',
      value: '--auth-host=scram-sha-256',
    });
    // A wrong password is no reason to kill it.
    expect(livenessProbe).toEqual({
      tcpSocket: { port: 5432 },
      periodSeconds: 20,
      failureThreshold: 6,
    });
  });

  it('may take for its first start what it says', () => {
    const { startupProbe } = server();
    const seconds = startupProbe.periodSeconds * startupProbe.failureThreshold;
    expect(seconds).toBe(POSTGRESQL_START_SECONDS);
    // Longer than the client itself waits.
    expect(startupProbe.timeoutSeconds).toBeGreaterThan(3);
  });
});

describe('the password', () => {
  const variables: readonly Variable[] = [
    ...(server().env as Variable[]),
    ...(Postgresql.waiting('17').env as Variable[]),
    ...(Postgresql.variables() as Variable[]),
  ];

  it.each(variables.filter(({ name }) => name.includes('PASSWORD')))(
    'is taken from the generated Secret for $name',
    (variable) => {
      expect(variable).toEqual({ name: variable.name, valueFrom: password });
    },
  );

  it('stands in no manifest', () => {
    const written = [...variables.map(({ value }) => value), JSON.stringify(database())].join('\n');
    expect(written).not.toMatch(/:\/\/app:(?!\$\(PGPASSWORD\)@)/);
    // In scripts, what the shell puts in.
    expect(written).not.toMatch(/password=(?!\$\(PGPASSWORD\)|\\*"\$[A-Z(])/i);
    expect(written).not.toMatch(/PASSWORD '/);
    expect(database().map(({ kind }) => kind)).not.toContain('Secret');
  });

  it('is what the app logs in with, in every way it may ask', () => {
    expect(Postgresql.variables()).toEqual([
      { name: 'PGHOST', value: 'postgresql' },
      { name: 'PGPORT', value: '5432' },
      { name: 'PGDATABASE', value: 'app' },
      { name: 'PGUSER', value: 'app' },
      { name: 'PGPASSWORD', valueFrom: password },
      { name: 'PGSSLMODE', value: 'disable' },
      { name: 'DATABASE_TYPE', value: 'postgresql' },
      { name: 'DATABASE_URL', value: 'postgresql://app:$(PGPASSWORD)@postgresql:5432/app' },
      {
        name: 'DATABASE_JDBC_URL',
        value: 'jdbc:postgresql://postgresql:5432/app?user=app&password=$(PGPASSWORD)',
      },
    ]);
  });

  it('comes before what is made of it, or the kubelet would leave the reference as it is', () => {
    const all = Postgresql.variables();
    for (const [index, { value }] of all.entries()) {
      const before = new Set(all.slice(0, index).map(({ name }) => name));
      for (const [, name] of (value ?? '').matchAll(/\$\((\w+)\)/g)) {
        expect(before).toContain(name);
      }
    }
  });
});

describe('waiting for it', () => {
  it.each(['15', '18'])('needs the image of %s that is on the node already', (version) => {
    expect(Postgresql.waiting(version).image).toBe(server({ version }).image);
  });

  it('logs in as the app does, and gives up on an address soon', () => {
    const { name, env } = Postgresql.waiting('17');
    expect(name).toBe('wait-for-postgresql');
    expect(env).toEqual([
      ...Postgresql.variables().filter((variable) => variable.name.startsWith('PG')),
      { name: 'PGCONNECT_TIMEOUT', value: '3' },
    ]);
  });

  it('runs as a user the image knows', () => {
    expect(Postgresql.waiting('17').securityContext).toMatchObject({
      runAsUser: 999,
      runAsGroup: 999,
    });
  });
});

describe('its demand', () => {
  it('is one pod with the rendered sizes and one volume', () => {
    const { resources } = server() as Container;
    expect(Postgresql.demand({ storage: '3Gi' })).toEqual({
      count: 1,
      containers: [resources],
      initContainers: [],
      storage: ['3Gi'],
    });
  });
});
