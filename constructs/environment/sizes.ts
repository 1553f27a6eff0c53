/** What one container asks for and may use. */
export type Size = {
  readonly requests: { readonly cpu: string; readonly memory: string };
  readonly limits: { readonly cpu: string; readonly memory: string };
};

/** The one place of all sizes: pods, LimitRange and quota are computed from these. */
export const sizes = {
  app: {
    requests: { cpu: '100m', memory: '256Mi' },
    limits: { cpu: '500m', memory: '512Mi' },
  },
  postgresql: {
    requests: { cpu: '25m', memory: '64Mi' },
    limits: { cpu: '500m', memory: '256Mi' },
  },
  mongodb: {
    requests: { cpu: '50m', memory: '256Mi' },
    limits: { cpu: '500m', memory: '512Mi' },
  },
  redis: {
    requests: { cpu: '10m', memory: '16Mi' },
    limits: { cpu: '250m', memory: '128Mi' },
  },
  minio: {
    requests: { cpu: '25m', memory: '96Mi' },
    limits: { cpu: '500m', memory: '384Mi' },
  },
  mariadb: {
    requests: { cpu: '25m', memory: '64Mi' },
    limits: { cpu: '500m', memory: '192Mi' },
  },
  /** Waits in an app's pod for a database. */
  waiting: {
    requests: { cpu: '25m', memory: '32Mi' },
    limits: { cpu: '250m', memory: '64Mi' },
  },
} as const satisfies Readonly<Record<string, Size>>;

/** The smallest volume a database may have. */
export const MIN_STORAGE = '256Mi';
/** A directory that an app may write to, on the node's disk. */
export const SCRATCH = '256Mi';
/** The same for a database, which sorts there what its memory does not hold. */
export const DATABASE_SCRATCH = '1Gi';
/** What one container may ask for at least, and may use at most. */
export const MIN_CONTAINER = { cpu: '10m', memory: '16Mi' } as const;
export const MAX_CONTAINER = { cpu: '2', memory: '4Gi' } as const;
/** Apps of one environment, and directories that one of them may write to. */
export const MAX_SERVICES = 10;
export const MAX_WRITABLE_DIRS = 10;
