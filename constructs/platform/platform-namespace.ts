import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';

export interface PlatformNamespaceProps {
  readonly name: string;
  /** What pods in it may do at most, in the words of Pod Security. */
  readonly podSecurity: 'restricted' | 'baseline' | 'privileged';
}

/** A namespace of the platform; Argo CD never removes it, because with it would go volumes and Secrets. */
export class PlatformNamespace extends Construct {
  constructor(scope: Construct, id: string, { name, podSecurity }: PlatformNamespaceProps) {
    super(scope, id);
    new k8s.KubeNamespace(this, 'Resource', {
      metadata: {
        name,
        labels: {
          [labels.type]: 'platform',
          [labels.managedBy]: 'k8s-ephemeral-environments',
          'pod-security.kubernetes.io/enforce': podSecurity,
          'pod-security.kubernetes.io/audit': podSecurity,
          'pod-security.kubernetes.io/warn': podSecurity,
        },
        annotations: {
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
          'argocd.argoproj.io/sync-wave': '-1',
        },
      },
    });
  }
}
