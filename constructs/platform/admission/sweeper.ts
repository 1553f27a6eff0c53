import { USER } from './accounts.ts';
import { every, text } from './cel.ts';
import type { Policy } from './policy.ts';
import { isPreview } from './preview-namespace.ts';

/** What the account that removes orphans changes: it deletes namespaces of environments, and nothing else. */
export function sweeperPolicy(name: string, account: string): Policy {
  return {
    name,
    on: 'cluster',
    requests: {
      apiGroups: ['*'],
      resources: ['*/*'],
      operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    },
    conditions: [{ name: 'sweeper', expression: `${USER} == ${text(account)}` }],
    validations: [
      {
        expression: every(
          'request.operation == "DELETE"',
          'request.resource.group == "" && request.resource.resource == "namespaces"',
          'request.?subResource.orValue("") == ""',
          'oldObject != null',
          isPreview('oldObject'),
        ),
        message: 'this account deletes namespaces of environments, and nothing else',
      },
    ],
  };
}
