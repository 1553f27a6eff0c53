import type { Router } from 'express';
import { answer, page, refuse } from './answers.ts';
import { commitStatusShape } from './check-shapes.ts';
import type { Json } from './examples.ts';
import { repositoryOf, type RestParts } from './rest-context.ts';
import { COMMIT_STATES, resolveRef, takeId, type CommitStatus } from './world.ts';
import { invalid, isShort, isUrl, writer } from './writes.ts';

/** For one commit and context. */
const most = 1000;

/** Commit statuses: each is new, and the newest of a context counts. */
export function commitStatusRoutes(router: Router, { world, urls }: RestParts): void {
  router.get('/repos/:owner/:repo/commits/:ref/statuses', (request, response) => {
    const repository = repositoryOf(response);
    const sha = resolveRef(repository, request.params.ref);
    if (sha === undefined) {
      return refuse(response, 422, `No commit found for SHA: ${request.params.ref}`);
    }
    const statuses = repository.statuses.filter((status) => status.sha === sha).reverse();
    answer(
      request,
      response,
      page(request, response, statuses, urls.api).map((status) =>
        commitStatusShape(repository, status, urls),
      ),
    );
  });

  router.post('/repos/:owner/:repo/statuses/:sha', (request, response) => {
    const repository = repositoryOf(response);
    const creator = writer(world, response);
    if (!creator) return;
    const { sha } = request.params;
    if (!repository.commits.has(sha)) {
      return refuse(response, 422, `No commit found for SHA: ${sha}`);
    }
    const wanted = (request.body ?? {}) as Record<string, Json>;
    const { state, description, target_url } = wanted;
    if (!COMMIT_STATES.some((one) => one === state)) return invalid(response, 'Status', 'state');
    if (!isShort(description)) return invalid(response, 'Status', 'description');
    if (!isUrl(target_url)) return invalid(response, 'Status', 'target_url');
    const context = typeof wanted.context === 'string' ? wanted.context : 'default';
    const before = repository.statuses.filter(
      (one) => one.sha === sha && one.context.toLowerCase() === context.toLowerCase(),
    );
    if (before.length >= most) {
      const message = 'This SHA and context has reached the maximum number of statuses.';
      return refuse(response, 422, 'Validation Failed', [
        { resource: 'Status', code: 'custom', message },
      ]);
    }
    const status: CommitStatus = {
      ...{ id: takeId(world), creator, sha, context, createdAt: new Date() },
      state: state as CommitStatus['state'],
      description: typeof description === 'string' ? description : null,
      targetUrl: typeof target_url === 'string' ? target_url : null,
    };
    repository.statuses.push(status);
    answer(request, response, commitStatusShape(repository, status, urls), 201);
  });
}
