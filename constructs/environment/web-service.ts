import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { containerSize } from './container-size.ts';
import type { PodDemand } from './demand.ts';
import { containerSecurity, podSecurity } from './hardening.ts';
import { SCRATCH, sizes } from './sizes.ts';

export interface WebServiceProps {
  /** Of the Deployment, the Service and `app.kubernetes.io/name`. */
  readonly name: string;
  readonly image: string;
  /** Where the app listens. */
  readonly port: number;
  /** Answers below 400 once the app serves. */
  readonly healthPath: string;
  /** Values with `$(NAME)` refer to variables before them; text of others must be escaped by `literal`. */
  readonly variables: readonly k8s.EnvVar[];
  /**
   * What must succeed before the app starts, in this order.
   *
   * @default - nothing
   */
  readonly initContainers?: readonly k8s.Container[];
  /**
   * How long those may take. Seconds.
   *
   * @default 0
   */
  readonly initSeconds?: number;
  /**
   * Labels of the pod beside its name.
   *
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Without an identity of its own in any image; the earlier platform's. */
const USER = 1001;
const STARTUP = { delay: 5, period: 2, failures: 60 } as const;
/** For pulling the image on a slow line. Seconds. */
const PULL_SECONDS = 180;

/** One app behind a Service: a Deployment that never goes down for an update. */
export class WebService extends Construct {
  constructor(scope: Construct, id: string, props: WebServiceProps) {
    super(scope, id);
    const { name } = props;
    const selector = { [labels.name]: name };
    const startSeconds = STARTUP.delay + STARTUP.period * STARTUP.failures;
    new k8s.KubeDeployment(this, 'Deployment', {
      metadata: { name },
      spec: {
        replicas: 1,
        revisionHistoryLimit: 2,
        // Then Argo CD calls it failed: what starting and pulling may take, and no more.
        progressDeadlineSeconds: startSeconds + (props.initSeconds ?? 0) + PULL_SECONDS,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: {
            maxSurge: k8s.IntOrString.fromNumber(1),
            maxUnavailable: k8s.IntOrString.fromNumber(0),
          },
        },
        selector: { matchLabels: selector },
        template: {
          metadata: { labels: { ...props.podLabels, ...selector } },
          spec: podSpec(props),
        },
      },
    });
    new k8s.KubeService(this, 'Service', {
      metadata: { name },
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
  static demand(waits: boolean): PodDemand {
    return {
      count: 2,
      containers: [sizes.app],
      initContainers: waits ? [sizes.waiting] : [],
      storage: [],
    };
  }
}

/** A value that the kubelet hands over as it is, whatever `$(…)` is in it. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function podSpec(props: WebServiceProps): k8s.PodSpec {
  const { name, image, port, variables, initContainers } = props;
  const probe = (every: number) => ({
    httpGet: { path: props.healthPath, port: k8s.IntOrString.fromString('http') },
    periodSeconds: every,
  });
  return {
    ...podSecurity(USER),
    terminationGracePeriodSeconds: 10,
    ...(initContainers && initContainers.length > 0 && { initContainers: [...initContainers] }),
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }],
        env: [{ name: 'PORT', value: String(port) }, ...variables],
        startupProbe: {
          ...probe(STARTUP.period),
          initialDelaySeconds: STARTUP.delay,
          failureThreshold: STARTUP.failures,
          timeoutSeconds: 3,
        },
        readinessProbe: { ...probe(5), timeoutSeconds: 3, failureThreshold: 3 },
        livenessProbe: { ...probe(10), timeoutSeconds: 5, failureThreshold: 3 },
        resources: containerSize(sizes.app),
        securityContext: containerSecurity,
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
      },
    ],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: k8s.Quantity.fromString(SCRATCH) } }],
  };
}
