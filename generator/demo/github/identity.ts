import type { Router } from 'express';
import { answer, refuse } from './answers.ts';
import type { AppAccount } from './callers.ts';
import type { JsonObject } from './examples.ts';
import { callerOf, type RestParts } from './rest-context.ts';
import { timestamp, userShape, type Urls } from './shapes.ts';
import { account, type Account } from './world.ts';

const epoch = timestamp(new Date('2024-01-01T00:00:00Z'));
const permissions = {
  ...{ contents: 'read', metadata: 'read', pull_requests: 'write', issues: 'write' },
  ...{ deployments: 'write', checks: 'write', statuses: 'write' },
};
const events = ['pull_request', 'issue_comment'];

/** An App as it is shown by itself and on what it made. */
export function appShape(
  { id, slug }: Pick<AppAccount, 'id' | 'slug'>,
  owner: Account,
  urls: Urls,
): JsonObject {
  return {
    id,
    slug,
    node_id: Buffer.from(`App${id}`).toString('base64'),
    owner: userShape(owner, urls),
    name: slug,
    description: null,
    external_url: urls.html,
    html_url: `${urls.html}/apps/${slug}`,
    created_at: epoch,
    updated_at: epoch,
    permissions,
    events,
  };
}

/** Who am I, for the owner of a token. */
export function userRoute(router: Router, { world, urls }: RestParts): void {
  router.get('/user', (request, response) => {
    const caller = callerOf(response);
    if (caller.kind !== 'user') return refuse(response, 401, 'Requires authentication');
    // As on GitHub: an installation token is nobody's, so it has no user.
    if (caller.login.endsWith('[bot]')) {
      return refuse(response, 403, 'Resource not accessible by integration');
    }
    const nothing = { bio: null, blog: null, company: null, email: null, hireable: null };
    answer(request, response, {
      ...userShape(account(world, caller.login), urls),
      ...nothing,
      location: null,
      name: caller.login,
      followers: 0,
      following: 0,
      public_gists: 0,
      public_repos: world.repositories.size,
      created_at: epoch,
      updated_at: epoch,
      user_view_type: 'public',
    });
  });
}

/** What a GitHub App asks: who it is, where it is installed, and for a token there. */
export function appRoutes(router: Router, { world, urls, app, callers }: RestParts): void {
  if (!app) return;
  const owner = account(world, 'acme', 'Organization');

  router.use(['/app', '/repos/:owner/:repo/installation'], (_request, response, next) => {
    if (callerOf(response).kind === 'app') next();
    else refuse(response, 401, 'A JSON web token could not be decoded');
  });

  router.get('/app', (request, response) => {
    answer(request, response, appShape(app, owner, urls));
  });

  router.get('/repos/:owner/:repo/installation', (request, response) => {
    const repository = world.repositories.get(
      `${request.params.owner}/${request.params.repo}`.toLowerCase(),
    );
    if (!repository) return refuse(response, 404, 'Not Found');
    answer(request, response, {
      id: app.installationId,
      account: userShape(repository.owner, urls),
      repository_selection: 'all',
      access_tokens_url: `${urls.api}/app/installations/${app.installationId}/access_tokens`,
      repositories_url: `${urls.api}/installation/repositories`,
      html_url: `${urls.html}/settings/installations/${app.installationId}`,
      app_id: app.id,
      app_slug: app.slug,
      target_id: repository.owner.id,
      target_type: repository.owner.type,
      permissions,
      events,
      created_at: epoch,
      updated_at: epoch,
      single_file_name: null,
      suspended_by: null,
      suspended_at: null,
    });
  });

  router.post('/app/installations/:id/access_tokens', (request, response) => {
    if (Number(request.params.id) !== app.installationId) return refuse(response, 404, 'Not Found');
    const expires = new Date(Date.now() + 3_600_000);
    const token = callers.issue(app.slug);
    answer(
      request,
      response,
      { token, expires_at: timestamp(expires), permissions, repository_selection: 'all' },
      201,
    );
  });
}
