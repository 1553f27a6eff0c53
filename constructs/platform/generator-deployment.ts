import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { generatorPod, type ProcessProps } from './generator-process.ts';

export interface GeneratorDeploymentProps extends Omit<ProcessProps, 'name' | 'program' | 'data'> {
  readonly namespace: string;
  /** Of the volume with the clone and the last pushed head. */
  readonly storageClass: string;
}

/** Where it listens: for GitHub and the team, and for visitors of previews. */
export const GENERATOR_PORTS = { http: 8080, status: 8081 } as const;

/** `app.kubernetes.io/name` of its pod. */
export const GENERATOR = 'generator';

/** What it accepted is finished and pushed within this, or left to the next start. Seconds. */
const GRACE_SECONDS = 40;

/** The generator itself, one of it, and its volume. */
export class GeneratorDeployment extends Construct {
  constructor(scope: Construct, id: string, props: GeneratorDeploymentProps) {
    super(scope, id);
    const { namespace, storageClass } = props;
    const metadata = {
      name: GENERATOR,
      namespace,
      labels: { [labels.name]: GENERATOR, [labels.managedBy]: 'k8s-ephemeral-environments' },
    };
    new k8s.KubePersistentVolumeClaim(this, 'Data', {
      metadata: {
        ...metadata,
        // The clone can be made again; the last pushed head tells a rewritten history from a new one.
        annotations: { 'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false' },
      },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: storageClass,
        volumeMode: 'Filesystem',
        resources: { requests: { storage: k8s.Quantity.fromString('1Gi') } },
      },
    });
    new k8s.KubeDeployment(this, 'Deployment', {
      metadata,
      spec: {
        replicas: 1,
        // Its volume is one pod's.
        strategy: { type: 'Recreate' },
        revisionHistoryLimit: 3,
        selector: { matchLabels: { [labels.name]: GENERATOR } },
        template: {
          metadata: { labels: metadata.labels },
          spec: {
            ...pod(props),
            terminationGracePeriodSeconds: GRACE_SECONDS,
          },
        },
      },
    });
  }
}

function pod(props: GeneratorDeploymentProps): k8s.PodSpec {
  const variables = {
    PORT: String(GENERATOR_PORTS.http),
    STATUS_PORT: String(GENERATOR_PORTS.status),
    ...props.variables,
  };
  const claim = { name: 'data', persistentVolumeClaim: { claimName: GENERATOR } };
  const from = { ...props, variables, name: GENERATOR, program: 'build/generator/main.js' };
  return generatorPod(
    { ...from, data: claim },
    {
      ports: Object.entries(GENERATOR_PORTS).map(([name, containerPort]) => ({
        ...{ name, containerPort, protocol: 'TCP' },
      })),
      livenessProbe: probe('/healthz', { periodSeconds: 20, failureThreshold: 6 }),
      // Red until Git and GitHub have answered once; later faults are in its body and its metrics.
      readinessProbe: probe('/readyz', { periodSeconds: 10, failureThreshold: 3 }),
      startupProbe: probe('/healthz', { periodSeconds: 2, failureThreshold: 30 }),
    },
  );
}

function probe(
  path: string,
  times: Pick<k8s.Probe, 'periodSeconds' | 'failureThreshold'>,
): k8s.Probe {
  return {
    httpGet: { path, port: k8s.IntOrString.fromString('http'), scheme: 'HTTP' },
    timeoutSeconds: 5,
    successThreshold: 1,
    ...times,
  };
}
