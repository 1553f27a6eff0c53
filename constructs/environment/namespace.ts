import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

export interface EnvironmentNamespaceProps {
  readonly name: string;
  /**
   * Labels beside those of Pod Security.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Facts for people; must not change with a push, or every sync would wait for this wave.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The namespace of one environment; the API server refuses every pod in it that is not `restricted`. */
export class EnvironmentNamespace extends Construct {
  constructor(scope: Construct, id: string, props: EnvironmentNamespaceProps) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'Resource', {
      metadata: {
        name: props.name,
        labels: {
          ...props.labels,
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        },
        annotations: {
          ...props.annotations,
          // Everything else needs it to be there; it is the only wave there is.
          'argocd.argoproj.io/sync-wave': '-1',
        },
      },
    });
  }
}
