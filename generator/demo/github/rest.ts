import express, { type Request, type Router } from 'express';
import { answer, createRateLimit, page, refuse } from './answers.ts';
import { callerName } from './callers.ts';
import { checkRoutes } from './checks.ts';
import { commitStatusRoutes } from './commit-statuses.ts';
import { commentRoutes } from './comments.ts';
import { contentAt } from './contents.ts';
import { deploymentRoutes } from './deployments.ts';
import { reactionRoutes } from './reactions.ts';
import { callerOf, repositoryOf, type RestParts } from './rest-context.ts';
import { appRoutes, userRoute } from './identity.ts';
import {
  pullRequestDetails,
  pullRequestShape,
  repositoryShape,
  timestamp,
  type Urls,
} from './shapes.ts';
import { resolveRef, type PullRequest } from './world.ts';

/** The REST operations the generator and Argo CD use; all else answers 404, as an unknown address does on GitHub. */
export function createRest(parts: RestParts): Router {
  const { world, urls, callers, faults } = parts;
  const router = express.Router();
  const countRequest = createRateLimit();
  router.use(faults.middleware((request) => callers.identify(request.get('authorization'))));
  router.use((request, response, next) => {
    const caller = callers.identify(request.get('authorization'));
    response.locals.caller = caller;
    countRequest(callerName(caller), response);
    if (caller.kind === 'rejected') refuse(response, 401, 'Bad credentials');
    else next();
  });
  router.use(express.json({ limit: '1mb', type: () => true }));

  userRoute(router, parts);
  appRoutes(router, parts);
  router.param('repo', (request, response, next) => {
    const fullName = `${String(request.params.owner)}/${String(request.params.repo)}`;
    const repository = world.repositories.get(fullName.toLowerCase());
    const hidden = repository?.private && callerOf(response).kind === 'anonymous';
    response.locals.repository = repository;
    if (!repository || hidden) refuse(response, 404, 'Not Found');
    else next();
  });

  router.get('/repos/:owner/:repo', (request, response) => {
    const shape = repositoryShape({ ...repositoryOf(response), fork: false }, urls);
    answer(request, response, { ...shape, network_count: 0, subscribers_count: 0 });
  });
  pullRoutes(router, urls);
  fileRoutes(router, urls);
  commentRoutes(router, parts);
  reactionRoutes(router, parts);
  deploymentRoutes(router, parts);
  checkRoutes(router, parts);
  commitStatusRoutes(router, parts);
  router.use((_request, response) => refuse(response, 404, 'Not Found'));
  return router;
}

function listed(request: Request, pulls: PullRequest[]): PullRequest[] {
  const { state = 'open', sort = 'created', direction, base } = request.query;
  const key = (pull: PullRequest) =>
    sort === 'updated' ? pull.updatedAt.getTime() * 1e6 + pull.number : pull.number;
  const ascending = direction === 'asc' || (direction === undefined && sort !== 'created');
  return pulls
    .filter((pull) => state === 'all' || pull.state === state)
    .filter((pull) => base === undefined || pull.base.branch === base)
    .sort((a, b) => (ascending ? key(a) - key(b) : key(b) - key(a)));
}

function pullRoutes(router: Router, urls: Urls): void {
  router.get('/repos/:owner/:repo/pulls', (request, response) => {
    const repository = repositoryOf(response);
    const pulls = listed(request, [...repository.pullRequests.values()]);
    const shown = page(request, response, pulls, urls.api);
    answer(
      request,
      response,
      shown.map((pull) => pullRequestShape(repository, pull, urls)),
    );
  });

  router.get('/repos/:owner/:repo/pulls/:number', (request, response) => {
    const repository = repositoryOf(response);
    const pull = repository.pullRequests.get(Number(request.params.number));
    if (!pull) refuse(response, 404, 'Not Found');
    else answer(request, response, pullRequestDetails(repository, pull, urls));
  });
}

function fileRoutes(router: Router, urls: Urls): void {
  router.get('/repos/:owner/:repo/contents{/*path}', (request, response) => {
    const repository = repositoryOf(response);
    const path = ([] as string[]).concat(request.params.path ?? []).join('/');
    const ref = typeof request.query.ref === 'string' ? request.query.ref : undefined;
    const commit = resolveRef(repository, ref);
    if (commit === undefined) return refuse(response, 404, `No commit found for the ref ${ref}`);
    const content = contentAt(repository, commit, path, urls);
    if (content === undefined) refuse(response, 404, 'Not Found');
    else answer(request, response, content);
  });

  router.get('/repos/:owner/:repo/git/commits/:sha', (request, response) => {
    const repository = repositoryOf(response);
    const { sha } = request.params;
    if (!repository.commits.has(sha)) return refuse(response, 404, 'Not Found');
    const api = `${urls.api}/repos/${repository.fullName}/git`;
    const html = `${urls.html}/${repository.fullName}/commit`;
    const person = {
      name: 'Alice',
      email: 'alice@example.com',
      date: timestamp(repository.createdAt),
    };
    answer(request, response, {
      sha,
      node_id: Buffer.from(`Commit${sha}`).toString('base64'),
      url: `${api}/commits/${sha}`,
      html_url: `${html}/${sha}`,
      author: person,
      committer: person,
      tree: { sha, url: `${api}/trees/${sha}` },
      message: 'A commit of the stand-in',
      parents: [],
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    });
  });
}
