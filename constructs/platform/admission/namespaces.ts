import { CONTROL_PLANE, USER } from './accounts.ts';
import { every, label, list, some } from './cel.ts';
import { claimsToBePreview, isPreview } from './preview-namespace.ts';
import type { Policy } from './policy.ts';

const POD_SECURITY = 'pod-security.kubernetes.io/enforce';

/**
 * What an environment's Namespace is: named by its labels, with Pod Security as the template has it, from its first
 * to its last day. No other may be named like one: Traefik and Prometheus tell environments by their names.
 */
export function namespacesPolicy(
  name: string,
  props: {
    /** Accounts that make, change and delete them. */
    readonly writers: readonly string[];
    /** Accounts that only delete them. */
    readonly removers: readonly string[];
  },
): Policy {
  const claims = `one != null && (${claimsToBePreview('one')})`;
  return {
    name,
    on: 'namespaces',
    requests: {
      apiGroups: [''],
      resources: ['namespaces'],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
    },
    conditions: [{ name: 'preview', expression: `[object, oldObject].exists(one, ${claims})` }],
    validations: [
      {
        expression: some(
          CONTROL_PLANE,
          `${USER} in ${list(props.writers)}`,
          every('request.operation == "DELETE"', `${USER} in ${list(props.removers)}`),
        ),
        message:
          'the namespace of an environment comes, changes and goes by a commit to the GitOps repository; in an emergency: docs/operations.md, "By hand in the cluster"',
      },
      {
        expression: `object == null || (${isPreview('object')})`,
        message:
          'expected the labels k8s-ee/type: ephemeral, k8s-ee/project-id and k8s-ee/pr-number, and the name PROJECT-pr-NUMBER; names that end so are those of environments',
      },
      {
        expression: `object == null || (${every(
          `${label('object', POD_SECURITY)} == "restricted"`,
          `${label('object', `${POD_SECURITY}-version`)} in ["", "latest"]`,
        )})`,
        message: `expected the label ${POD_SECURITY}: restricted, and no other version of it than the latest`,
      },
    ],
  };
}
