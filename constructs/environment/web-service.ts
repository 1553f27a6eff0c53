import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { containerSize, scratchVolume } from './container-size.ts';
import type { PodDemand } from './demand.ts';
import { containerSecurity, podSecurity } from './hardening.ts';
import { SCRATCH, sizes, type Size } from './sizes.ts';

export interface WebServiceProps {
  /** Of the Deployment, the Service and `app.kubernetes.io/name`. */
  readonly name: string;
  readonly image: string;
  /** Where the app listens. */
  readonly port: number;
  /** Answers below 400 once the app serves. */
  readonly healthPath: string;
  /** What the app asks for and may use; its migrations too. */
  readonly size: Size;
  /** Values with `$(NAME)` refer to variables before them; text of others must be escaped by `literal`. */
  readonly variables: readonly k8s.EnvVar[];
  /**
   * Secrets whose keys become variables.
   *
   * @default - none
   */
  readonly secrets?: readonly string[];
  /**
   * In place of the image's entrypoint.
   *
   * @default - the image's
   */
  readonly command?: readonly string[];
  /**
   * In place of the image's arguments.
   *
   * @default - the image's
   */
  readonly args?: readonly string[];
  /**
   * Number of the user it runs as.
   *
   * @default 1001
   */
  readonly user?: number;
  /**
   * How long a start may take before it counts as failed. Seconds.
   *
   * @default 125
   */
  readonly startSeconds?: number;
  /**
   * Directories it may write to, beside /tmp.
   *
   * @default - none
   */
  readonly writableDirs?: readonly string[];
  /**
   * Must succeed before the app starts, in the app's image.
   *
   * @default - nothing to migrate
   */
  readonly migrate?: readonly string[];
  /**
   * What must succeed before that, in this order.
   *
   * @default - nothing
   */
  readonly waiting?: readonly k8s.Container[];
  /**
   * How long those may take. Seconds.
   *
   * @default 0
   */
  readonly waitingSeconds?: number;
  /**
   * Keeps everything but the pods.
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
  /**
   * Annotations of the pod.
   *
   * @default - none
   */
  readonly podAnnotations?: Readonly<Record<string, string>>;
}

/** Without an identity of its own in any image; the earlier platform's. */
export const APP_USER = 1001;
/** The first probe comes after `delay`, the next ones every `period`. Seconds. */
const STARTUP = { seconds: 125, delay: 5, period: 2 } as const;
/** For pulling the image on a slow line. Seconds. */
const PULL_SECONDS = 180;
/** For migrations. Seconds. */
const MIGRATE_SECONDS = 600;

/** One app behind a Service: a Deployment that never goes down for an update. */
export class WebService extends Construct {
  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { name } = props;
    const selector = { [labels.name]: name };
    const seconds =
      (props.startSeconds ?? STARTUP.seconds) +
      (props.waitingSeconds ?? 0) +
      (props.migrate ? MIGRATE_SECONDS : 0);
    new k8s.KubeDeployment(this, 'Deployment', {
      metadata: { name },
      spec: {
        replicas: props.asleep === true ? 0 : 1,
        revisionHistoryLimit: 2,
        // Then Argo CD calls it failed: what starting and pulling may take, and no more.
        progressDeadlineSeconds: seconds + PULL_SECONDS,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: {
            maxSurge: k8s.IntOrString.fromNumber(1),
            maxUnavailable: k8s.IntOrString.fromNumber(0),
          },
        },
        selector: { matchLabels: selector },
        template: {
          metadata: {
            labels: { ...props.podLabels, ...selector },
            ...(props.podAnnotations && { annotations: { ...props.podAnnotations } }),
          },
          spec: podSpec(props),
        },
      },
    });
    new k8s.KubeService(this, 'Service', {
      // By which a ServiceMonitor finds it.
      metadata: { name, labels: selector },
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [
          {
            name: 'http',
            port: 80,
            protocol: 'TCP',
            targetPort: k8s.IntOrString.fromString('http'),
          },
        ],
      },
    });
  }

  /** What it takes while an update runs, for the environment's quota. */
  static demand(props: Pick<WebServiceProps, 'size' | 'migrate'>, waits: boolean): PodDemand {
    return {
      count: 2,
      containers: [props.size],
      initContainers: [...(waits ? [sizes.waiting] : []), ...(props.migrate ? [props.size] : [])],
      storage: [],
    };
  }
}

/** A value that the kubelet hands over as it is, whatever `$(…)` is in it. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function podSpec(props: WebServiceProps): k8s.PodSpec {
  const { migrate, waiting = [] } = props;
  const initContainers = [
    ...waiting,
    ...(migrate ? [{ ...appContainer(props), name: 'migrate', command: [...migrate] }] : []),
  ];
  return {
    ...podSecurity(props.user ?? APP_USER),
    terminationGracePeriodSeconds: 10,
    ...(initContainers.length > 0 && { initContainers }),
    containers: [serving(props)],
    volumes: scratchOf(props).map(({ name }) => scratchVolume(name, SCRATCH)),
  };
}

/** The app's container without what makes it serve: also the one of its other programs. */
export function appContainer(
  props: Pick<
    WebServiceProps,
    'name' | 'image' | 'port' | 'variables' | 'secrets' | 'size' | 'writableDirs'
  >,
): k8s.Container {
  const { name, image, port, variables, secrets = [] } = props;
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    env: [{ name: 'PORT', value: String(port) }, ...variables],
    ...(secrets.length > 0 && {
      envFrom: secrets.map((secret) => ({ secretRef: { name: secret } })),
    }),
    resources: containerSize(props.size),
    securityContext: containerSecurity,
    volumeMounts: scratchOf(props),
  };
}

function serving(props: WebServiceProps): k8s.Container {
  const { port, command, args } = props;
  const probe = (every: number) => ({
    httpGet: { path: props.healthPath, port: k8s.IntOrString.fromString('http') },
    periodSeconds: every,
  });
  const seconds = (props.startSeconds ?? STARTUP.seconds) - STARTUP.delay;
  return {
    ...appContainer(props),
    ...(command && { command: [...command] }),
    ...(args && { args: [...args] }),
    ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
    startupProbe: {
      ...probe(STARTUP.period),
      initialDelaySeconds: STARTUP.delay,
      failureThreshold: Math.ceil(seconds / STARTUP.period),
      timeoutSeconds: 3,
    },
    readinessProbe: { ...probe(5), timeoutSeconds: 3, failureThreshold: 3 },
    livenessProbe: { ...probe(10), timeoutSeconds: 5, failureThreshold: 3 },
  };
}

function scratchOf({ writableDirs = [] }: Pick<WebServiceProps, 'writableDirs'>) {
  return ['/tmp', ...writableDirs].map((mountPath, index) => ({
    name: index === 0 ? 'tmp' : `scratch-${index}`,
    mountPath,
  }));
}
