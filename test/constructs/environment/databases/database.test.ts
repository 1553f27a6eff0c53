import fc from 'fast-check';
import {
  Database,
  databaseDemand,
  databaseImage,
  databaseObjects,
  waitingFor,
  type DatabaseProps,
} from '../../../../constructs/environment/databases/database.ts';
import {
  databaseKinds,
  DATABASE_NAMES,
} from '../../../../constructs/environment/databases/kinds.ts';
import { externalSecretsValidator } from '../../../support/external-secrets-crds.ts';
import { only, render, type Container, type Variable } from '../rendered.ts';

const kinds = DATABASE_NAMES.map((name) => databaseKinds[name]);
type Kind = (typeof kinds)[number];

const database = (kind: Kind, change: Partial<DatabaseProps> = {}) =>
  render(
    (chart) =>
      new Database(chart, 'database', {
        ...{ kind, version: kind.defaultVersion, storage: kind.defaultStorage, ...change },
      }),
  );
const statefulSet = (kind: Kind, change: Partial<DatabaseProps> = {}) =>
  only(database(kind, change), 'StatefulSet');
const podSpec = (kind: Kind, change: Partial<DatabaseProps> = {}) =>
  statefulSet(kind, change).spec.template.spec;
const server = (kind: Kind, change: Partial<DatabaseProps> = {}) =>
  podSpec(kind, change).containers[0] as Container & {
    readonly args: readonly string[];
    readonly ports: readonly object[];
    readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
    readonly startupProbe: Probe;
    readonly readinessProbe: Probe;
    readonly livenessProbe: Probe;
  };
type Probe = {
  readonly exec?: { readonly command: readonly string[] };
  readonly periodSeconds: number;
  readonly failureThreshold?: number;
  readonly timeoutSeconds?: number;
};

describe.each(kinds)('$name', (kind) => {
  const { name } = kind;

  it('has these objects, and as many as it says', () => {
    const objects = database(kind);
    const count = (wanted: string) => objects.filter((object) => object.kind === wanted).length;
    expect(databaseObjects(kind, {})).toEqual({
      services: count('Service'),
      configMaps: count('ConfigMap'),
      secrets: count('ExternalSecret'),
    });
    expect(objects.map(({ kind: one, metadata }) => `${one} ${metadata.name}`)).toEqual([
      `Password ${name}`,
      `ExternalSecret ${name}`,
      ...(count('ConfigMap') > 0 ? [`ConfigMap ${name}-init`] : []),
      `Service ${name}`,
      `StatefulSet ${name}`,
    ]);
    for (const one of ['Password', 'ExternalSecret'] as const) {
      expect(externalSecretsValidator(one)(only(objects, one))).toEqual([]);
    }
  });

  it('has one address, which leads to the port the network opens', () => {
    expect(only(database(kind), 'Service').spec).toEqual({
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/name': name },
      ports: [{ name, port: kind.servicePort, protocol: 'TCP', targetPort: name }],
    });
    expect(server(kind).ports).toEqual([{ name, containerPort: kind.port, protocol: 'TCP' }]);
  });

  it('claims what the API server fills in, or Argo CD says OutOfSync for ever', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (size) => {
        const storage = `${size}Gi`;
        expect(statefulSet(kind, { storage }).spec.volumeClaimTemplates).toEqual([
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            metadata: { name: 'data' },
            spec: {
              accessModes: ['ReadWriteOnce'],
              volumeMode: 'Filesystem',
              resources: { requests: { storage } },
            },
            status: { phase: 'Pending' },
          },
        ]);
      }),
      { numRuns: 5 },
    );
  });

  it('keeps its volume while it sleeps, and loses it with its StatefulSet', () => {
    const { spec } = statefulSet(kind);
    expect(spec.persistentVolumeClaimRetentionPolicy).toEqual({
      whenDeleted: 'Delete',
      whenScaled: 'Retain',
    });
    expect(spec.replicas).toBe(1);
    expect(statefulSet(kind, { asleep: true }).spec).toEqual({ ...spec, replicas: 0 });
  });

  it('has a name of its own in every epoch, behind the same Service', () => {
    const third = database(kind, { epoch: 3 });
    expect(only(third, 'StatefulSet').metadata.name).toBe(`${name}-3`);
    expect(statefulSet(kind, { epoch: 1 }).metadata.name).toBe(name);
    const others = (objects: typeof third) =>
      objects.filter((one) => !['StatefulSet', 'ExternalSecret'].includes(one.kind));
    expect(others(third)).toEqual(others(database(kind)));
    expect(only(third, 'StatefulSet').spec).toEqual(statefulSet(kind).spec);
  });

  it('wishes for its Secret anew in every epoch, in case that one is gone', () => {
    const [first, third] = [1, 3].map((epoch) => only(database(kind, { epoch }), 'ExternalSecret'));
    expect([first?.metadata.name, third?.metadata.name]).toEqual([name, `${name}-3`]);
    expect(third?.spec).toEqual(first?.spec);
  });

  it('is replaced even if it never started, and chosen by name alone', () => {
    const podLabels = { 'k8s-ee/type': 'ephemeral', 'app.kubernetes.io/name': 'stranger' };
    const { spec } = statefulSet(kind, { podLabels });
    const selector = { 'app.kubernetes.io/name': name };
    expect(spec).toMatchObject({
      ...{ serviceName: name, podManagementPolicy: 'Parallel' },
      selector: { matchLabels: selector },
    });
    expect(spec.template.metadata.labels).toEqual({ 'k8s-ee/type': 'ephemeral', ...selector });
  });

  it('writes to its volume and to scratch space only', () => {
    const mounted = server(kind).volumeMounts.map((mount) => mount.name);
    const volumes = (podSpec(kind).volumes as { name: string; emptyDir?: object }[]) ?? [];
    expect(mounted).toEqual(['data', ...volumes.map((volume) => volume.name)]);
    for (const volume of volumes) {
      expect(volume).toHaveProperty(volume.name === 'init' ? 'configMap' : 'emptyDir');
      expect(Object.keys(volume)).toHaveLength(2);
    }
    expect(podSpec(kind).terminationGracePeriodSeconds).toBe(kind.graceSeconds);
  });

  it.each(Object.entries(kind.versions))('of version %s runs %s', (version, image) => {
    expect(server(kind, { version }).image).toBe(image);
    // A patch level, so that the same record is the same program for ever.
    expect(image).toMatch(/:\d+\.\d+(?:\.\d+)?(?:-[a-z0-9.]+)?$/);
    expect(image).toContain(`:${version}`);
    expect(waitingFor(kind, { version }).image).toBe(image);
  });

  it.each(['1', '', 'latest', 'constructor', 'toString'])('refuses version %j', (version) => {
    expect(() => databaseImage(kind, version)).toThrow(
      `databases.${name}: version "${version}" is not supported; allowed: ${Object.keys(kind.versions).join(', ')}`,
    );
  });

  it('starts when a login works, within the time it says', () => {
    const { startupProbe, livenessProbe } = server(kind);
    expect(startupProbe.exec?.command.join(' ')).toMatch(/PASSWORD|AUTH|SECRET|valkey-cli -e/);
    expect(startupProbe.periodSeconds * startupProbe.failureThreshold!).toBe(kind.startSeconds);
    // A wrong password is no reason to kill it.
    expect(livenessProbe).toEqual({
      tcpSocket: { port: kind.port },
      periodSeconds: 20,
      failureThreshold: 6,
    });
  });

  it('asks for what its demand says', () => {
    const { storage } = { storage: '3Gi' };
    expect(databaseDemand({ kind, storage })).toEqual({
      count: 1,
      containers: [server(kind).resources],
      initContainers: [],
      storage: ['3Gi'],
    });
    const size = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '2', memory: '2Gi' } };
    expect(server(kind, { size }).resources).toEqual(size);
    expect(databaseDemand({ kind, storage, size }).containers).toEqual([size]);
  });
});

describe.each(kinds)('the passwords of $name', (kind) => {
  const variables: readonly Variable[] = [
    ...(server(kind).env ?? []),
    ...(waitingFor(kind, { version: kind.defaultVersion }).env ?? []),
    ...kind.variables({ among: [kind.name] }),
  ] as Variable[];
  const secret = /PASSWORD|SECRET|AUTH|PWD|KEYFILE/;

  it.each(variables.filter(({ name }) => secret.test(name)))(
    'are taken from the generated Secret for $name',
    ({ value, valueFrom }) => {
      expect(value).toBeUndefined();
      const { secretKeyRef } = valueFrom as { secretKeyRef: { name: string; key: string } };
      expect(secretKeyRef.name).toBe(kind.name);
      expect(kind.passwords).toContain(secretKeyRef.key);
    },
  );

  it('stand in no manifest', () => {
    const written = [...variables.map(({ value }) => value), JSON.stringify(database(kind))];
    expect(written.join('\n')).not.toMatch(/:\/\/\w+:(?!\$\(\w+PASSWORD\)@)[^/\d]/);
    expect(database(kind).map((object) => object.kind)).not.toContain('Secret');
  });

  it('come before what is made of them, or the kubelet would leave the reference as it is', () => {
    const all = kind.variables({ among: [kind.name] });
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    for (const [index, { value }] of all.entries()) {
      const before = new Set(all.slice(0, index).map(({ name }) => name));
      for (const [, name] of (value ?? '').matchAll(/\$\((\w+)\)/g)) {
        expect(before).toContain(name);
      }
    }
  });
});

describe('the variables of an app', () => {
  const all = (names: readonly (typeof DATABASE_NAMES)[number][]) =>
    names.flatMap((name) => databaseKinds[name].variables({ among: names }));

  it.each(DATABASE_NAMES)('of %s are these', (name) => {
    const told = all([name]).map(({ name: variable, value, valueFrom }) => [
      variable,
      value ?? valueFrom?.secretKeyRef,
    ]);
    expect(Object.fromEntries(told)).toMatchSnapshot();
  });

  it('are never set twice, whatever is combined', () => {
    fc.assert(
      fc.property(fc.subarray([...DATABASE_NAMES]), (names) => {
        const told = all(names).map(({ name }) => name);
        expect(new Set(told).size).toBe(told.length);
        const type = all(names).find(({ name }) => name === 'DATABASE_TYPE')?.value;
        const expected = names.includes('postgresql') ? 'postgresql' : 'mariadb';
        expect(type).toBe(
          names.includes('postgresql') || names.includes('mariadb') ? expected : undefined,
        );
      }),
    );
  });
});
