import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

type Rule = {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
};

export interface GeneratorAccountProps {
  readonly name: string;
  readonly namespace: string;
  /** What it may do everywhere. */
  readonly everywhere: readonly Rule[];
  /** What it may do in the namespace of Argo CD. */
  readonly inArgocd: readonly Rule[];
  readonly argocdNamespace: string;
}

/** An account of the cluster, and all it may do there; no pod has its token unless it asks for it. */
export class GeneratorAccount extends Construct {
  constructor(scope: Construct, id: string, props: GeneratorAccountProps) {
    super(scope, id);
    const { argocdNamespace, everywhere, inArgocd, name, namespace } = props;
    const fullName = `k8s-ee-${name}`;
    const apiGroup = 'rbac.authorization.k8s.io';
    const subjects = [{ kind: 'ServiceAccount', name, namespace }];
    new k8s.KubeServiceAccount(this, 'Account', {
      metadata: { name, namespace },
      automountServiceAccountToken: false,
    });
    new k8s.KubeClusterRole(this, 'ClusterRole', {
      metadata: { name: fullName },
      rules: [...everywhere],
    });
    new k8s.KubeClusterRoleBinding(this, 'ClusterRoleBinding', {
      metadata: { name: fullName },
      roleRef: { apiGroup, kind: 'ClusterRole', name: fullName },
      subjects,
    });
    new k8s.KubeRole(this, 'Role', {
      metadata: { name: fullName, namespace: argocdNamespace },
      rules: [...inArgocd],
    });
    new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata: { name: fullName, namespace: argocdNamespace },
      roleRef: { apiGroup, kind: 'Role', name: fullName },
      subjects,
    });
  }
}

/** What the generator reads of the cluster; it writes nothing, and no Secret is among it. */
export const GENERATOR_READS: Pick<GeneratorAccountProps, 'everywhere' | 'inArgocd'> = {
  everywhere: [
    { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list'] },
    { apiGroups: [''], resources: ['pods', 'events'], verbs: ['list'] },
    { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    { apiGroups: ['apps'], resources: ['deployments'], verbs: ['list'] },
    { apiGroups: ['batch'], resources: ['jobs'], verbs: ['list'] },
    { apiGroups: ['external-secrets.io'], resources: ['externalsecrets'], verbs: ['list'] },
  ],
  inArgocd: [
    {
      apiGroups: ['argoproj.io'],
      resources: ['applications', 'applicationsets'],
      verbs: ['get', 'list', 'watch'],
    },
  ],
};

/** What the sweeper may do; which namespaces it deletes is for the admission policies to say. */
export const SWEEPER_RIGHTS: Pick<GeneratorAccountProps, 'everywhere' | 'inArgocd'> = {
  everywhere: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'delete'] }],
  inArgocd: [{ apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['get'] }],
};
