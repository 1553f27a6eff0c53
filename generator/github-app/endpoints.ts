/** Permissions of a repository, by GitHub's names for them. */
export type Permission =
  | 'contents'
  | 'metadata'
  | 'pull_requests'
  | 'issues'
  | 'deployments'
  | 'checks'
  | 'statuses'
  | 'actions'
  | 'packages'
  | 'repository_hooks';
export type Access = 'read' | 'write';

/** What a call to GitHub needs. */
export type Endpoint = {
  readonly call: string;
  /** The App itself, or nobody in particular: no permission of a repository. */
  readonly needs: { readonly permission: Permission; readonly access: Access } | 'none';
  /** Who calls it; what only preflight asks or only a token needs, the App is not given. */
  readonly by: 'generator' | 'token' | 'preflight' | 'setup';
};

function rows(by: Endpoint['by'], needs: Endpoint['needs'], calls: readonly string[]): Endpoint[] {
  return calls.map((call) => ({ call, needs, by }));
}
const to = (permission: Permission, access: Access) => ({ permission, access });

const REPOSITORY = '/repos/{owner}/{repo}';

/** Every call of `generator/github/`, and the permission by which GitHub lets an App make it. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...rows('generator', 'none', [`GET ${REPOSITORY}/installation`, 'GET /app']),
  ...rows('token', 'none', ['GET /user']),
  ...rows('generator', to('metadata', 'read'), [
    `GET ${REPOSITORY}/collaborators/{username}/permission`,
  ]),
  ...rows('generator', to('contents', 'read'), [
    `GET ${REPOSITORY}/contents/{path}`,
    `GET ${REPOSITORY}/git/commits/{commit_sha}`,
  ]),
  ...rows('generator', to('pull_requests', 'read'), [
    `GET ${REPOSITORY}/pulls`,
    `GET ${REPOSITORY}/pulls/{pull_number}`,
    `GET ${REPOSITORY}/issues/{issue_number}/comments`,
    `GET ${REPOSITORY}/issues/comments/{comment_id}`,
  ]),
  ...rows('generator', to('pull_requests', 'write'), [
    `POST ${REPOSITORY}/issues/{issue_number}/comments`,
    `PATCH ${REPOSITORY}/issues/comments/{comment_id}`,
    `DELETE ${REPOSITORY}/issues/comments/{comment_id}`,
  ]),
  // Reactions to a comment are the one thing of a pull request that GitHub grants by "issues" alone.
  ...rows('generator', to('issues', 'read'), [
    `GET ${REPOSITORY}/issues/comments/{comment_id}/reactions`,
  ]),
  ...rows('generator', to('issues', 'write'), [
    `POST ${REPOSITORY}/issues/comments/{comment_id}/reactions`,
  ]),
  ...rows('generator', to('deployments', 'read'), [
    `GET ${REPOSITORY}/deployments`,
    `GET ${REPOSITORY}/deployments/{deployment_id}/statuses`,
  ]),
  ...rows('generator', to('deployments', 'write'), [
    `POST ${REPOSITORY}/deployments`,
    `DELETE ${REPOSITORY}/deployments/{deployment_id}`,
    `POST ${REPOSITORY}/deployments/{deployment_id}/statuses`,
  ]),
  ...rows('generator', to('checks', 'read'), [`GET ${REPOSITORY}/commits/{ref}/check-runs`]),
  ...rows('generator', to('checks', 'write'), [
    `POST ${REPOSITORY}/check-runs`,
    `PATCH ${REPOSITORY}/check-runs/{check_run_id}`,
  ]),
  ...rows('token', to('statuses', 'read'), [`GET ${REPOSITORY}/commits/{ref}/statuses`]),
  ...rows('token', to('statuses', 'write'), [`POST ${REPOSITORY}/statuses/{sha}`]),
  ...rows('preflight', 'none', [
    'GET /app/hook/config',
    'GET /app/hook/deliveries',
    'GET /rate_limit',
  ]),
  ...rows('preflight', to('contents', 'read'), [`GET ${REPOSITORY}/branches/{branch}`]),
  ...rows('preflight', to('repository_hooks', 'read'), [`GET ${REPOSITORY}/hooks`]),
  ...rows('setup', 'none', ['POST /app-manifests/{code}/conversions']),
];

/** The events that wake the generator, and the permission that an App needs to be sent them. */
export const EVENTS: Readonly<Record<string, Permission>> = {
  pull_request: 'pull_requests',
  issue_comment: 'issues',
  /** Of the GitOps repository: somebody edited a record. */
  push: 'contents',
  /** Of builds: an image that is waited for may be there. */
  workflow_run: 'actions',
  check_suite: 'checks',
  registry_package: 'packages',
};

/** The least that the generator's App must be granted. */
export function requiredPermissions(): Partial<Record<Permission, Access>> {
  const wanted: Partial<Record<Permission, Access>> = {};
  for (const permission of Object.values(EVENTS)) wanted[permission] = 'read';
  for (const { needs, by } of ENDPOINTS) {
    if (by !== 'generator' || needs === 'none') continue;
    if (wanted[needs.permission] !== 'write') wanted[needs.permission] = needs.access;
  }
  return Object.fromEntries(Object.entries(wanted).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether what is granted contains what is wanted. */
export function grants(granted: string | undefined, wanted: Access): boolean {
  return granted === 'admin' || granted === 'write' || granted === wanted;
}
