/** The status of a pod, as far as a recording waits for it. */
export type PodStatus = {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status?: string }[];
  readonly containerStatuses?: readonly {
    readonly state?: { readonly waiting?: { readonly reason?: string } };
    readonly lastState?: { readonly terminated?: { readonly reason?: string } };
  }[];
};

/** One pull request of a recording. */
export type Preview = {
  readonly number: number;
  /** What its series show. */
  readonly shows: string;
  /** Lines of `k8s-ee.yaml` beside those of an app without anything. @default - none */
  readonly config?: string;
  /** How it is opened. @default - by somebody of the project */
  readonly pull?: { readonly draft?: true; readonly fork?: true; readonly author?: string };
  /** False: its image is never built. @default true */
  readonly image?: false;
  /** When it is there, by the status of one of its pods. @default - it is not waited for */
  readonly until?: (pod: PodStatus) => boolean | undefined;
};

const isReady = (pod: PodStatus) =>
  pod.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
const waitsFor = (reason: string) => (pod: PodStatus) =>
  pod.containerStatuses?.some(({ state }) => state?.waiting?.reason === reason);
const wasEndedBy = (reason: string) => (pod: PodStatus) =>
  pod.containerStatuses?.some(({ lastState }) => lastState?.terminated?.reason === reason);

/** Of an app: one that works, what can be wrong with it, and what is not deployed at all. */
export const PREVIEWS: readonly Preview[] = [
  {
    number: 7,
    shows: 'Healthy, with a PostgreSQL; a further pod fills its quota',
    config: 'databases: {postgresql: true}',
    until: isReady,
  },
  {
    number: 8,
    shows: 'CrashLoopBackOff',
    config: `  command: [python3, -c, "raise SystemExit('told to crash')"]`,
    until: waitsFor('CrashLoopBackOff'),
  },
  {
    number: 9,
    shows: 'OOMKilled',
    config: `  command: [python3, -c, "b'x' * 10**9"]`,
    until: wasEndedBy('OOMKilled'),
  },
  { number: 10, shows: 'ImagePullBackOff', image: false, until: waitsFor('ImagePullBackOff') },
  {
    number: 11,
    shows: 'a failed Job, and so Degraded',
    config: 'seed: {command: [python3, -c, "raise SystemExit(1)"]}',
    until: ({ phase }) => phase === 'Failed',
  },
  { number: 12, shows: 'a sync that failed', until: isReady },
  { number: 13, shows: 'a draft, not deployed', pull: { draft: true } },
  {
    number: 14,
    shows: 'a fork, waiting for approval',
    pull: { fork: true, author: 'mallory' },
  },
  { number: 15, shows: 'asleep', until: isReady },
  { number: 16, shows: 'closed and gone', until: isReady },
];

export const fileOf = ({ config = '' }: Preview): string =>
  `projectId: shop\napp:\n  port: 8000\n${config}\n`;
