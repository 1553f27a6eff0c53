import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

export interface ConfigMapReaderProps {
  /** Of the Role and of its binding. */
  readonly name: string;
  /** Where the ConfigMaps are; the account is of it too. */
  readonly namespace: string;
  /** The ServiceAccount; who makes it is somebody else. */
  readonly account: string;
}

/** Lets an account read and watch the ConfigMaps of its own namespace, and nothing else: no Secret is among them. */
export class ConfigMapReader extends Construct {
  constructor(scope: Construct, id: string, props: ConfigMapReaderProps) {
    super(scope, id);
    const { name, namespace, account } = props;
    const metadata = { name, namespace };
    new k8s.KubeRole(this, 'Role', {
      metadata,
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] }],
    });
    new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    });
  }
}
