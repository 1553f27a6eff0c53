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
  /** Waits in an app's pod for a database. */
  waiting: {
    requests: { cpu: '25m', memory: '32Mi' },
    limits: { cpu: '250m', memory: '64Mi' },
  },
} as const satisfies Readonly<Record<string, Size>>;

/** The smallest volume a database may have. */
export const MIN_STORAGE = '256Mi';
/** Scratch space of an app, in memory of the node's disk. */
export const SCRATCH = '256Mi';
