import { z } from 'zod';

/** Of a client, or of JSON. */
const time = z.coerce.date().transform((date) => date.toISOString());
const text = z.string().nullish();

const terminated = z.object({
  exitCode: z.number(),
  reason: text,
  message: text,
  startedAt: time.nullish().catch(undefined),
  finishedAt: time.nullish().catch(undefined),
});

const containerState = z
  .object({
    waiting: z.object({ reason: text, message: text }).nullish(),
    running: z.object({ startedAt: time.nullish().catch(undefined) }).nullish(),
    terminated: terminated.nullish(),
  })
  .nullish();

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().catch(false),
  started: z.boolean().nullish(),
  restartCount: z.number().catch(0),
  state: containerState,
  lastState: containerState,
});
export type ContainerStatus = z.output<typeof containerStatus>;
export type Terminated = z.output<typeof terminated>;

const condition = z.object({ type: z.string(), status: z.string(), reason: text, message: text });

const named = { name: z.string(), creationTimestamp: time };
const labelled = z.object({
  ...named,
  labels: z.record(z.string(), z.string()).nullish(),
  deletionTimestamp: z.unknown().optional(),
});

const pod = z.object({
  metadata: labelled,
  status: z.object({
    phase: text,
    reason: text,
    message: text,
    conditions: z.array(condition).nullish().catch(undefined),
    initContainerStatuses: z.array(containerStatus).nullish().catch(undefined),
    containerStatuses: z.array(containerStatus).nullish().catch(undefined),
  }),
});
export type Pod = z.output<typeof pod>;

const job = z.object({
  metadata: labelled,
  spec: z.object({ backoffLimit: z.number().nullish() }).nullish(),
  status: z
    .object({
      failed: z.number().nullish(),
      succeeded: z.number().nullish(),
      conditions: z.array(condition).nullish().catch(undefined),
    })
    .nullish(),
});
export type Job = z.output<typeof job>;

const event = z
  .object({
    involvedObject: z.object({ kind: z.string(), name: z.string(), fieldPath: text }),
    metadata: z.object({ creationTimestamp: time.nullish().catch(undefined) }).nullish(),
    reason: z.string(),
    message: z.string(),
    count: z.number().nullish(),
    lastTimestamp: time.nullish().catch(undefined),
    eventTime: time.nullish().catch(undefined),
  })
  .transform(({ involvedObject, metadata, lastTimestamp, eventTime, ...rest }) => ({
    ...rest,
    about: involvedObject,
    /** When it was last seen. In ISO 8601; empty where nobody says. */
    at: lastTimestamp ?? eventTime ?? metadata?.creationTimestamp ?? '',
  }));
export type Event = z.output<typeof event>;

const externalSecret = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ target: z.object({ name: text }).nullish() }).nullish(),
  status: z.object({ conditions: z.array(condition).nullish() }).nullish(),
});
export type ExternalSecret = z.output<typeof externalSecret>;

/** The last lines that one container wrote. */
export type ContainerLog = {
  readonly pod: string;
  readonly container: string;
  /** Oldest first, as they were written: secrets and control characters and all. */
  readonly lines: readonly string[];
};

/** What was seen of one environment at one moment. */
export type Evidence = {
  /** When; in ISO 8601. */
  readonly at: string;
  readonly pods: readonly Pod[];
  readonly events: readonly Event[];
  readonly jobs: readonly Job[];
  readonly externalSecrets: readonly ExternalSecret[];
  readonly logs: readonly ContainerLog[];
  /** What Argo CD says of the last sync, where it failed. */
  readonly syncFailure?: string | undefined;
};

/** Objects as Kubernetes gives them, of any shape. */
export type RawObjects = {
  readonly pods?: readonly unknown[];
  readonly events?: readonly unknown[];
  readonly jobs?: readonly unknown[];
  readonly externalSecrets?: readonly unknown[];
};

/** What can be read of these objects; one that cannot is left out. */
export function readObjects({
  pods = [],
  events = [],
  jobs = [],
  externalSecrets = [],
}: RawObjects): Pick<Evidence, 'pods' | 'events' | 'jobs' | 'externalSecrets'> {
  return {
    pods: readable(pod, pods),
    events: readable(event, events),
    jobs: readable(job, jobs),
    externalSecrets: readable(externalSecret, externalSecrets),
  };
}

function readable<T>(schema: z.ZodType<T>, objects: readonly unknown[]): T[] {
  return objects.flatMap((object) => {
    const read = schema.safeParse(object);
    return read.success ? [read.data] : [];
  });
}
