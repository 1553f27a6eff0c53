/** What is wrong with an environment, as far as its objects show it. */
export type Finding = {
  /** A few words for tables and metrics, of a closed set: see `FINDING_KINDS`. */
  readonly kind: FindingKind;
  /** Of what, in the words of `k8s-ee.yaml`: `app`, `service worker`, `database postgresql`, `seed`. */
  readonly part: string;
  /** What was seen, one sentence without its full stop; text of the pull request's own is quoted in it. */
  readonly summary: string;
  /** What mends it, one sentence without its full stop: where in `k8s-ee.yaml`, or who has to do what. */
  readonly fix: string;
  /** The last lines of the container's log, oldest first; secrets are blanked out. Absent: there are none. */
  readonly log?: readonly string[];
};

export const FINDING_KINDS = [
  'image-pull',
  'wrong-architecture',
  'bad-command',
  'crash',
  'out-of-memory',
  'connection-refused',
  'health-path',
  'unhealthy',
  'read-only-file-system',
  'disk-full',
  'runs-as-root',
  'quota',
  'slow-start',
  'database-not-ready',
  'migrate-failed',
  'seed-failed',
  'unschedulable',
  'secret-missing',
  'cluster-fault',
  'sync-failed',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
