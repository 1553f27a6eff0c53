import { ApiObject, JsonPatch, type ApiObjectProps } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../../labels.ts';
import { containerSize, quantities } from '../container-size.ts';
import type { PodDemand } from '../demand.ts';
import { GeneratedPassword } from '../generated-password.ts';
import { containerSecurity, podSecurity } from '../hardening.ts';
import { sizes, type Size } from '../sizes.ts';
import type { DatabaseKind, DatabaseOptions } from './kind.ts';

export interface DatabaseProps {
  readonly kind: DatabaseKind;
  /** One of the kind's. */
  readonly version: string;
  /** Size of the volume; Kubernetes cannot change it in place. */
  readonly storage: string;
  /**
   * What its pod asks for and may use.
   *
   * @default - the kind's
   */
  readonly size?: Size;
  /**
   * What only some kinds know.
   *
   * @default - none
   */
  readonly options?: DatabaseOptions;
  /**
   * Counts up with every start from nothing.
   *
   * @default 1
   */
  readonly epoch?: number;
  /**
   * Keeps everything but the pod.
   *
   * @default false
   */
  readonly asleep?: boolean;
  /**
   * Labels of the pod beside its name.
   *
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** One server with its volume, its password and its name: the shape that all databases have. */
export class Database extends Construct {
  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const { kind, options = {} } = props;
    const { name } = kind;
    // With every start from nothing a new wish: a Secret that somebody deleted comes back then, and only
    // then, because a new password is of no use to a database that knows the old one.
    const wish = nameInEpoch(props);
    new GeneratedPassword(this, 'Password', { name, keys: kind.passwords, wish });
    const files = kind.initFiles(options);
    if (Object.keys(files).length > 0) {
      new k8s.KubeConfigMap(this, 'Init', { metadata: { name: `${name}-init` }, data: files });
    }
    new k8s.KubeService(this, 'Service', {
      metadata: { name },
      spec: {
        type: 'ClusterIP',
        selector: { [labels.name]: name },
        ports: [
          {
            name,
            port: kind.servicePort,
            protocol: 'TCP',
            targetPort: k8s.IntOrString.fromString(name),
          },
        ],
      },
    });
    // Not `KubeStatefulSet`, which drops what `claimDefaults` adds.
    const manifest = k8s.KubeStatefulSet.manifest(statefulSet(props)) as ApiObjectProps;
    new ApiObject(this, 'StatefulSet', manifest).addJsonPatch(...claimDefaults(0));
  }
}

/** What it takes, for the environment's quota. */
export function databaseDemand({
  kind,
  storage,
  size,
}: Pick<DatabaseProps, 'kind' | 'storage' | 'size'>): PodDemand {
  return { count: 1, containers: [size ?? kind.size], initContainers: [], storage: [storage] };
}

/** How many objects of other kinds it brings. */
export function databaseObjects(kind: DatabaseKind, options: DatabaseOptions) {
  const configMaps = Object.keys(kind.initFiles(options)).length > 0 ? 1 : 0;
  return { services: 1, configMaps, secrets: 1 };
}

/** The image of a version. Throws on one that is not supported. */
export function databaseImage({ name, versions }: DatabaseKind, version: string): string {
  const image = Object.hasOwn(versions, version) ? versions[version] : undefined;
  if (image !== undefined) return image;
  throw new Error(
    `databases.${name}: version "${version}" is not supported; allowed: ${Object.keys(versions).join(', ')}`,
  );
}

/** Holds an app back until the database takes its login; the image is on the node already. */
export function waitingFor(
  kind: DatabaseKind,
  { version, options = {} }: Pick<DatabaseProps, 'version' | 'options'>,
): k8s.Container {
  const { command, env } = kind.waiting(options);
  return {
    name: `wait-for-${kind.name}`,
    image: databaseImage(kind, version),
    command: [...command],
    ...(env.length > 0 && { env: [...env] }),
    resources: containerSize(sizes.waiting),
    // The app's pod has another user; the client needs none of its own.
    securityContext: { ...containerSecurity, runAsUser: kind.user, runAsGroup: kind.user },
  };
}

function statefulSet(props: DatabaseProps): k8s.KubeStatefulSetProps {
  const { kind, version, storage, options = {} } = props;
  const { name } = kind;
  const selector = { [labels.name]: name };
  const server = kind.server(version, options);
  const init = Object.keys(kind.initFiles(options)).length > 0;
  return {
    metadata: { name: nameInEpoch(props) },
    spec: {
      serviceName: name,
      replicas: props.asleep === true ? 0 : 1,
      // Else a pod that never started is never replaced by a corrected one.
      podManagementPolicy: 'Parallel',
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' },
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: { ...props.podLabels, ...selector } },
        spec: {
          ...podSecurity(kind.user),
          terminationGracePeriodSeconds: kind.graceSeconds,
          ...(kind.selfNames.length > 0 && {
            hostAliases: [{ ip: '127.0.0.1', hostnames: [...kind.selfNames] }],
          }),
          containers: [
            {
              name,
              image: databaseImage(kind, version),
              ...(server.command && { command: [...server.command] }),
              args: [...server.args],
              env: [...server.env],
              ports: [{ name, containerPort: kind.port, protocol: 'TCP' }],
              startupProbe: server.startup,
              readinessProbe: server.readiness,
              livenessProbe: {
                tcpSocket: { port: k8s.IntOrString.fromNumber(kind.port) },
                periodSeconds: 20,
                failureThreshold: 6,
              },
              resources: containerSize(props.size ?? kind.size),
              securityContext: containerSecurity,
              volumeMounts: [
                { name: 'data', mountPath: '/data' },
                ...Object.entries(server.scratch).map(([volume, mountPath]) => ({
                  name: volume,
                  mountPath,
                })),
                ...(init
                  ? [{ name: 'init', mountPath: '/docker-entrypoint-initdb.d', readOnly: true }]
                  : []),
              ],
            },
          ],
          volumes: [
            ...Object.keys(server.scratch).map((volume) => ({ name: volume, emptyDir: {} })),
            ...(init ? [{ name: 'init', configMap: { name: `${name}-init` } }] : []),
          ],
        },
      },
      volumeClaimTemplates: [volumeClaim(storage)],
    },
  };
}

function nameInEpoch({ kind, epoch = 1 }: Pick<DatabaseProps, 'kind' | 'epoch'>): string {
  return epoch === 1 ? kind.name : `${kind.name}-${epoch}`;
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
