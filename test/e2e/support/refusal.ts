import type { KubernetesObject } from '@kubernetes/client-node';

/** A cluster that refuses some objects of one namespace, as a policy of its own may for a while. */
export function refusalOf(
  namespace: string,
  { group, resource, name }: { group: string; resource: string; name?: string },
): KubernetesObject[] {
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: namespace },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        resourceRules: [
          {
            apiGroups: [group],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: [resource],
            ...(name !== undefined && { resourceNames: [name] }),
          },
        ],
      },
      validations: [{ expression: 'false', message: 'not now' }],
    },
  };
  const binding = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: namespace },
    spec: { policyName: namespace, validationActions: ['Deny'] },
  };
  return [policy, binding];
}
