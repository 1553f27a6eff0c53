import type { Request, Response, Router } from 'express';
import { answer, page, refuse } from './answers.ts';
import type { Json } from './examples.ts';
import { commentEvent } from './payloads.ts';
import { addComment } from './pull-requests.ts';
import { callerOf, repositoryOf, type RestParts } from './rest-context.ts';
import { commentShape } from './shapes.ts';
import type { Comment, PullRequest, Repository } from './world.ts';

const longest = 65_536;

/** Comments of pull requests, which GitHub keeps under `issues`. */
export function commentRoutes(router: Router, { world, urls, deliveries }: RestParts): void {
  const issue = '/repos/:owner/:repo/issues/:number/comments';
  const single = '/repos/:owner/:repo/issues/comments/:id';

  router.get(issue, (request, response) => {
    const repository = repositoryOf(response);
    const pull = repository.pullRequests.get(Number(request.params.number));
    if (!pull) return refuse(response, 404, 'Not Found');
    const shown = page(request, response, pull.comments, urls.api);
    answer(
      request,
      response,
      shown.map((comment) => commentShape(repository, pull, comment, urls)),
    );
  });

  router.post(issue, (request, response) => {
    const repository = repositoryOf(response);
    const pull = repository.pullRequests.get(Number(request.params.number));
    const body = writable(request, response);
    if (body === undefined) return;
    if (!pull) return refuse(response, 404, 'Not Found');
    const comment = addComment(world, pull, loginOf(response), body);
    answer(request, response, commentShape(repository, pull, comment, urls), 201);
    const event = commentEvent(
      { repository, pull, sender: comment.author },
      comment,
      'created',
      urls,
    );
    void deliveries.deliver(event);
  });

  router.get(single, (request, response) => {
    const repository = repositoryOf(response);
    const found = findComment(repository, Number(request.params.id));
    if (!found) refuse(response, 404, 'Not Found');
    else answer(request, response, commentShape(repository, found.pull, found.comment, urls));
  });

  router.patch(single, (request, response) => {
    const repository = repositoryOf(response);
    const found = findComment(repository, Number(request.params.id));
    const body = writable(request, response);
    if (body === undefined) return;
    if (!found) return refuse(response, 404, 'Not Found');
    const { pull, comment } = found;
    Object.assign(comment, { body, updatedAt: new Date() });
    answer(request, response, commentShape(repository, pull, comment, urls));
    const event = commentEvent(
      { repository, pull, sender: comment.author },
      comment,
      'edited',
      urls,
    );
    void deliveries.deliver(event);
  });

  router.delete(single, (request, response) => {
    const found = findComment(repositoryOf(response), Number(request.params.id));
    if (callerOf(response).kind !== 'user') return refuse(response, 401, 'Requires authentication');
    if (!found) return refuse(response, 404, 'Not Found');
    found.pull.comments.splice(found.pull.comments.indexOf(found.comment), 1);
    response.status(204).end();
  });
}

function loginOf(response: Response): string {
  const caller = callerOf(response);
  return caller.kind === 'user' ? caller.login : 'ghost';
}

/** The body of a write by somebody who may write; otherwise it is refused here and undefined returned. */
function writable(request: Request, response: Response): string | undefined {
  if (callerOf(response).kind !== 'user') {
    refuse(response, 401, 'Requires authentication');
    return undefined;
  }
  const { body } = (request.body ?? {}) as { body?: unknown };
  if (typeof body === 'string' && body.trim() !== '' && body.length <= longest) return body;
  const error: Json = { resource: 'IssueComment', code: 'invalid', field: 'body' };
  refuse(response, 422, 'Validation Failed', [error]);
  return undefined;
}

export function findComment(
  repository: Repository,
  id: number,
): { pull: PullRequest; comment: Comment } | undefined {
  for (const pull of repository.pullRequests.values()) {
    const comment = pull.comments.find((candidate) => candidate.id === id);
    if (comment) return { pull, comment };
  }
  return undefined;
}
