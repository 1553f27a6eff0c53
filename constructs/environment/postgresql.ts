import { ApiObject, JsonPatch, type ApiObjectProps } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { containerSize, quantities } from './container-size.ts';
import type { PodDemand } from './demand.ts';
import { GeneratedPassword } from './generated-password.ts';
import { containerSecurity, podSecurity } from './hardening.ts';
import { postgresqlImage } from './postgresql-image.ts';
import { initScript, probeCommand, startScript, waitScript } from './postgresql-scripts.ts';
import { sizes } from './sizes.ts';

export interface PostgresqlProps {
  /** Major version. */
  readonly version: string;
  /** Size of the volume; Kubernetes cannot change it in place. */
  readonly storage: string;
  /**
   * Counts up with every start from nothing.
   *
   * @default 1
   */
  readonly epoch?: number;
  /**
   * Labels of the pod beside its name.
   *
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
}

const PORT = 5432;
const NAME = 'postgresql';
/** Of the user `postgres` in the image. */
const USER = 999;
/** How long a first start may take. Seconds. */
export const POSTGRESQL_START_SECONDS = 120;

/** One PostgreSQL server with the database `app`, which the role `app` owns. */
export class Postgresql extends Construct {
  static readonly network = { name: NAME, port: PORT } as const;
  static readonly objects = { services: 1, configMaps: 1, secrets: 1 } as const;

  constructor(scope: Construct, id: string, props: PostgresqlProps) {
    super(scope, id);
    new GeneratedPassword(this, 'Password', { name: NAME });
    new k8s.KubeConfigMap(this, 'Init', {
      metadata: { name: `${NAME}-init` },
      data: { 'app.sh': initScript },
    });
    new k8s.KubeService(this, 'Service', {
      metadata: { name: NAME },
      spec: {
        type: 'ClusterIP',
        selector: { [labels.name]: NAME },
        ports: [
          { name: NAME, port: PORT, protocol: 'TCP', targetPort: k8s.IntOrString.fromString(NAME) },
        ],
      },
    });
    const epoch = props.epoch ?? 1;
    // Not `KubeStatefulSet`, which drops what `claimDefaults` adds.
    const manifest = k8s.KubeStatefulSet.manifest(statefulSet(props, epoch)) as ApiObjectProps;
    new ApiObject(this, 'StatefulSet', manifest).addJsonPatch(...claimDefaults(0));
  }

  /** What it takes, for the environment's quota. */
  static demand({ storage }: Pick<PostgresqlProps, 'storage'>): PodDemand {
    return { count: 1, containers: [sizes.postgresql], initContainers: [], storage: [storage] };
  }

  /** How an app reaches it; the earlier platform's names included. */
  static variables(): k8s.EnvVar[] {
    const address = `${NAME}:${PORT}/app`;
    return [
      { name: 'PGHOST', value: NAME },
      { name: 'PGPORT', value: String(PORT) },
      { name: 'PGDATABASE', value: 'app' },
      { name: 'PGUSER', value: 'app' },
      passwordVariable('PGPASSWORD'),
      { name: 'PGSSLMODE', value: 'disable' },
      { name: 'DATABASE_TYPE', value: 'postgresql' },
      // The kubelet fills the password in: it stands in no manifest.
      { name: 'DATABASE_URL', value: `postgresql://app:$(PGPASSWORD)@${address}` },
      {
        name: 'DATABASE_JDBC_URL',
        value: `jdbc:postgresql://${address}?user=app&password=$(PGPASSWORD)`,
      },
    ];
  }

  /** Holds an app back until the database takes its login; the image is on the node already. */
  static waiting(version: string): k8s.Container {
    return {
      name: `wait-for-${NAME}`,
      image: postgresqlImage(version),
      command: ['sh', '-ec', waitScript],
      env: [...Postgresql.variables().slice(0, 6), { name: 'PGCONNECT_TIMEOUT', value: '3' }],
      resources: containerSize(sizes.waiting),
      // The app's pod has another user; the client needs none of its own.
      securityContext: { ...containerSecurity, runAsUser: USER, runAsGroup: USER },
    };
  }
}

function passwordVariable(name: string): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: NAME, key: 'password' } } };
}

function statefulSet(
  { version, storage, podLabels }: PostgresqlProps,
  epoch: number,
): k8s.KubeStatefulSetProps {
  const selector = { [labels.name]: NAME };
  return {
    metadata: { name: epoch === 1 ? NAME : `${NAME}-${epoch}` },
    spec: {
      serviceName: NAME,
      replicas: 1,
      // Else a pod that never started is never replaced by a corrected one.
      podManagementPolicy: 'Parallel',
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: { ...podLabels, ...selector } },
        spec: {
          ...podSecurity(USER),
          // During its first start the image heeds no signal but the last.
          terminationGracePeriodSeconds: 20,
          containers: [server(version)],
          volumes: [
            { name: 'run', emptyDir: {} },
            { name: 'init', configMap: { name: `${NAME}-init` } },
          ],
        },
      },
      volumeClaimTemplates: [volumeClaim(storage)],
    },
  };
}

function volumeClaim(storage: string): k8s.KubePersistentVolumeClaimProps {
  return {
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      volumeMode: 'Filesystem',
      resources: { requests: quantities({ storage }) },
    },
  };
}

/**
 * What the API server fills into a claim template: the list is compared as a whole, so without
 * these Argo CD calls the object OutOfSync for ever.
 */
function claimDefaults(index: number): JsonPatch[] {
  const claim = `/spec/volumeClaimTemplates/${index}`;
  return [
    JsonPatch.add(`${claim}/apiVersion`, 'v1'),
    JsonPatch.add(`${claim}/kind`, 'PersistentVolumeClaim'),
    JsonPatch.add(`${claim}/status`, { phase: 'Pending' }),
  ];
}

function server(version: string): k8s.Container {
  const probe = { exec: { command: probeCommand }, timeoutSeconds: 5 };
  return {
    name: NAME,
    image: postgresqlImage(version),
    command: ['bash', '-ec'],
    args: [startScript],
    env: [
      { name: 'PGDATA', value: `/data/${version}` },
      // By default whoever connects from the pod itself needs no password.
      { name: 'POSTGRES_INITDB_ARGS', value: '--auth-host=scram-sha-256' },
      passwordVariable('APP_PASSWORD'),
    ],
    ports: [{ name: NAME, containerPort: PORT, protocol: 'TCP' }],
    startupProbe: { ...probe, periodSeconds: 2, failureThreshold: POSTGRESQL_START_SECONDS / 2 },
    readinessProbe: { ...probe, periodSeconds: 10 },
    livenessProbe: {
      tcpSocket: { port: k8s.IntOrString.fromNumber(PORT) },
      periodSeconds: 20,
      failureThreshold: 6,
    },
    resources: containerSize(sizes.postgresql),
    securityContext: containerSecurity,
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      { name: 'run', mountPath: '/var/run/postgresql' },
      { name: 'init', mountPath: '/docker-entrypoint-initdb.d', readOnly: true },
    ],
  };
}
