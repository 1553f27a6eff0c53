import { createHash } from 'node:crypto';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { containerSize, scratchVolume } from './container-size.ts';
import type { PodDemand } from './demand.ts';
import { containerSecurity, podSecurity } from './hardening.ts';
import { SCRATCH, sizes } from './sizes.ts';
import { APP_USER, appContainer, type WebServiceProps } from './web-service.ts';

export interface SeedJobProps {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** The service whose image and variables it has, as it was when the seed was first rendered. */
  readonly service: Pick<
    WebServiceProps,
    | 'name'
    | 'image'
    | 'port'
    | 'healthPath'
    | 'variables'
    | 'secrets'
    | 'size'
    | 'writableDirs'
    | 'user'
  >;
  /** Counts up with every start from nothing: then it runs again. */
  readonly epoch: number;
  /**
   * Then it has failed. Seconds.
   *
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Labels of the pod beside its name.
   *
   * @default - none
   */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** Of its pods, for policies. */
export const SEED = 'seed';
/** Asks by HTTP; the app's own image may hold no program that can. */
export const SEED_CLIENT = 'docker.io/library/busybox:1.37.0';
const CLIENT_USER = 65_534;

/** Fills the databases once: a Job that waits until the app answers. */
export class SeedJob extends Construct {
  constructor(scope: Construct, id: string, props: SeedJobProps) {
    super(scope, id);
    const { service, command, epoch, timeoutSeconds = 600 } = props;
    const app = appContainer(service);
    new k8s.KubeJob(this, 'Job', {
      metadata: { name: SeedJob.nameOf(command, epoch) },
      spec: {
        backoffLimit: 2,
        activeDeadlineSeconds: timeoutSeconds,
        template: {
          metadata: { labels: { ...props.podLabels, [labels.name]: SEED } },
          spec: {
            ...podSecurity(service.user ?? APP_USER),
            restartPolicy: 'Never',
            terminationGracePeriodSeconds: 10,
            initContainers: [waiting(service)],
            containers: [{ ...app, name: SEED, command: [...command] }],
            volumes: (app.volumeMounts ?? []).map(({ name }) => scratchVolume(name, SCRATCH)),
          },
        },
      },
    });
  }

  /** Another command, or another epoch, is another Job. */
  static nameOf(command: readonly string[], epoch: number): string {
    const hash = createHash('sha256')
      .update(JSON.stringify([command, epoch]))
      .digest('hex');
    return `${SEED}-${hash.slice(0, 8)}`;
  }

  /** What it takes, for the environment's quota. */
  static demand({ size }: Pick<SeedJobProps['service'], 'size'>): PodDemand {
    return { count: 1, containers: [size], initContainers: [sizes.waiting], storage: [] };
  }
}

function waiting({ name, healthPath }: SeedJobProps['service']): k8s.Container {
  const url = `http://${name}${healthPath}`;
  return {
    name: `wait-for-${name}`,
    image: SEED_CLIENT,
    command: ['sh', '-ec', 'until wget -q -T 3 -O /dev/null "$URL"; do sleep 2; done'],
    env: [{ name: 'URL', value: url }],
    resources: containerSize(sizes.waiting),
    securityContext: { ...containerSecurity, runAsUser: CLIENT_USER, runAsGroup: CLIENT_USER },
  };
}
