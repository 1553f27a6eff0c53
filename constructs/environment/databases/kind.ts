import type { k8s } from 'cdk8s-plus-28';
import type { Size } from '../sizes.ts';

/** In the order in which they stand in records and lists. */
export const DATABASE_NAMES = ['postgresql', 'mongodb', 'redis', 'minio', 'mariadb'] as const;

/** As in `k8s-ee.yaml`; also the name of its Service, its Secret and its pods. */
export type DatabaseName = (typeof DATABASE_NAMES)[number];

/** What only some kinds know; the others do not look at it. */
export type DatabaseOptions = {
  /** PostgreSQL: SQL of the first start of an empty database. */
  readonly bootstrap?:
    | {
        readonly initSQL?: readonly string[] | undefined;
        readonly postInitApplicationSQL?: readonly string[] | undefined;
      }
    | undefined;
  /** MinIO: the one bucket. */
  readonly bucket?: string | undefined;
  /** Redis: what happens when memory is full. */
  readonly eviction?: 'noeviction' | 'allkeys-lru' | undefined;
};

/** What the pod of a database runs. Its volume stands at `/data`. */
export type DatabaseServer = {
  readonly command?: readonly string[];
  readonly args: readonly string[];
  readonly env: readonly k8s.EnvVar[];
  /** Succeeds with the right credentials only. */
  readonly startup: k8s.Probe;
  readonly readiness: k8s.Probe;
  /** Directories it writes to beside its volume, by the name of their volume. */
  readonly scratch: Readonly<Record<string, string>>;
};

/** One kind of database: what differs from the others, of which all have the same shape. */
export type DatabaseKind = {
  readonly name: DatabaseName;
  /** Where it listens. */
  readonly port: number;
  /** Where its Service listens. */
  readonly servicePort: number;
  /** The image of each version that people may ask for. */
  readonly versions: Readonly<Record<string, string>>;
  readonly defaultVersion: string;
  /** A Kubernetes quantity. */
  readonly defaultStorage: string;
  readonly size: Size;
  /** The number of its user in the image, and of its group. */
  readonly user: number;
  /** How long a first start may take. Seconds. */
  readonly startSeconds: number;
  /** How long it may take to stop. Seconds. */
  readonly graceSeconds: number;
  /** Keys of its Secret, each a password of its own. */
  readonly passwords: readonly string[];
  /** Names by which the pod knows itself. */
  readonly selfNames: readonly string[];
  /** Read once, at the first start of an empty volume, from `/docker-entrypoint-initdb.d`. */
  readonly initFiles: (options: DatabaseOptions) => Readonly<Record<string, string>>;
  readonly server: (version: string, options: DatabaseOptions) => DatabaseServer;
  /** How an app reaches it, the earlier platform's names included; `among`: all databases it has. */
  readonly variables: (
    options: DatabaseOptions & { readonly among: readonly DatabaseName[] },
  ) => k8s.EnvVar[];
  /** Succeeds once an app could log in; the image is on the node already. */
  readonly waiting: (options: DatabaseOptions) => {
    readonly command: readonly string[];
    readonly env: readonly k8s.EnvVar[];
  };
};

/** A variable out of the Secret of a database. */
export function secretVariable(name: string, database: DatabaseName, key = 'password'): k8s.EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: database, key } } };
}

/** A script that says every second why it still waits, until `command` succeeds. */
export function waitFor(command: string): string {
  return `until ${command}; do
  echo 'waiting for the database'
  sleep 1
done
`;
}
