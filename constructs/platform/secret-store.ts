import { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { labels } from '../labels.ts';
import { PlatformNamespace } from './platform-namespace.ts';

export interface SecretStoreProps {
  /** Whose environments read it. */
  readonly projectId: string;
  /** Made here, for nothing but the secrets of this project. */
  readonly namespace: string;
}

const READER = 'secret-reader';

/**
 * A project's secrets: every Secret that is put into the namespace, for the environments of the project and for
 * nobody else. The account that reads them can read nothing else.
 */
export class SecretStore extends Construct {
  constructor(scope: Construct, id: string, { projectId, namespace }: SecretStoreProps) {
    super(scope, id);
    const account = { name: READER, namespace };
    new PlatformNamespace(this, 'namespace', { name: namespace, podSecurity: 'restricted' });
    new k8s.KubeServiceAccount(this, 'reader', {
      metadata: account,
      // External Secrets asks for a token that lives for minutes; no pod runs here.
      automountServiceAccountToken: false,
    });
    new k8s.KubeRole(this, 'role', {
      metadata: account,
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] }],
    });
    new k8s.KubeRoleBinding(this, 'binding', {
      metadata: account,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: READER },
      subjects: [{ kind: 'ServiceAccount', ...account }],
    });
    new ApiObject(this, 'Store', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name: `project-${projectId}` },
      spec: {
        conditions: [
          {
            namespaceSelector: {
              matchLabels: { [labels.type]: 'ephemeral', [labels.projectId]: projectId },
            },
          },
        ],
        provider: {
          kubernetes: {
            remoteNamespace: namespace,
            server: {
              url: 'kubernetes.default',
              caProvider: {
                type: 'ConfigMap',
                ...{ name: 'kube-root-ca.crt', key: 'ca.crt', namespace },
              },
            },
            auth: { serviceAccount: account },
          },
        },
      },
    });
  }
}
