import { CONTROL_PLANE, USER } from './accounts.ts';
import { list, lists, some } from './cel.ts';
import type { Policy } from './policy.ts';

/** Who may write to environments, and what: `apps/deployments`, `/secrets`, `example.com/*`. */
export type Writers = Readonly<Record<string, readonly string[]>>;

/** API groups whose objects reach beyond their namespace, or give rights in it. */
const NOBODYS = [
  ...['traefik.io', 'traefik.containo.us', 'gateway.networking.k8s.io'],
  'rbac.authorization.k8s.io',
];

/**
 * Who writes in the namespaces of environments: Kubernetes itself, and the accounts named here. Everybody else may
 * make pods go away, which their owners make anew; so nodes can be drained.
 */
export function writersPolicy(
  name: string,
  props: {
    readonly writers: Writers;
    /** Accounts that only write events, and the status of what others wrote. */
    readonly reporters: readonly string[];
  },
): Policy {
  const { writers, reporters } = props;
  const subresource = 'request.?subResource.orValue("")';
  const kind = 'request.resource.group + "/" + request.resource.resource';
  const isPod = 'request.resource.group == "" && request.resource.resource == "pods"';
  return {
    name,
    on: 'previews',
    requests: {
      apiGroups: ['*'],
      resources: ['*/*'],
      operations: ['CREATE', 'UPDATE', 'DELETE'],
    },
    // A question, and nothing that is kept.
    except: { apiGroups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews'] },
    variables: [
      { name: 'controlPlane', expression: CONTROL_PLANE },
      { name: 'writers', expression: lists(writers) },
      { name: 'isWriter', expression: `${USER} in variables.writers` },
      { name: 'own', expression: `variables.writers[?${USER}].orValue([])` },
      {
        name: 'podGoes',
        expression: `${isPod} && (request.operation == "DELETE" && ${subresource} == "" || ${subresource} == "eviction")`,
      },
      {
        name: 'reports',
        expression: `${USER} in ${list(reporters)} && (request.resource.resource == "events" || ${subresource} == "status")`,
      },
    ],
    validations: [
      {
        expression: some(
          'variables.controlPlane',
          'variables.isWriter',
          'variables.podGoes',
          'variables.reports',
        ),
        message:
          'an environment is changed by a commit to the GitOps repository, not in the cluster; in an emergency: docs/operations.md, "By hand in the cluster"',
      },
      {
        expression: some(
          '!variables.isWriter',
          'request.operation == "DELETE"',
          `${kind} in variables.own`,
          'request.resource.group + "/*" in variables.own',
        ),
        message: 'this account does not write objects of this kind in environments',
      },
      {
        expression: some(
          'request.operation == "DELETE"',
          `!(request.resource.group in ${list(NOBODYS)})`,
        ),
        message:
          'objects of this kind reach beyond their namespace or give rights in it; no environment has any',
      },
    ],
  };
}
