import type { Router } from 'express';
import { answer, page, refuse } from './answers.ts';
import { findComment } from './comments.ts';
import { callerOf, repositoryOf, type RestParts } from './rest-context.ts';
import { reactionShape, userShape } from './shapes.ts';
import { account, REACTIONS, takeId, type Reaction } from './world.ts';

/** Reactions to comments, and what a person may do in a repository. */
export function reactionRoutes(router: Router, { world, urls }: RestParts): void {
  const reactions = '/repos/:owner/:repo/issues/comments/:id/reactions';

  router.get(reactions, (request, response) => {
    const found = findComment(repositoryOf(response), Number(request.params.id));
    if (!found) return refuse(response, 404, 'Not Found');
    const wanted = request.query.content;
    const shown = found.comment.reactions.filter(
      ({ content }) => wanted === undefined || content === wanted,
    );
    answer(
      request,
      response,
      page(request, response, shown, urls.api).map((reaction) => reactionShape(reaction, urls)),
    );
  });

  router.post(reactions, (request, response) => {
    const caller = callerOf(response);
    if (caller.kind !== 'user') return refuse(response, 401, 'Requires authentication');
    const found = findComment(repositoryOf(response), Number(request.params.id));
    if (!found) return refuse(response, 404, 'Not Found');
    const { content } = (request.body ?? {}) as { content?: Reaction['content'] };
    if (!content || !REACTIONS.includes(content)) {
      return refuse(response, 422, 'Validation Failed');
    }
    const before = found.comment.reactions.find(
      (reaction) => reaction.author.login === caller.login && reaction.content === content,
    );
    const author = account(world, caller.login);
    const reaction = before ?? { id: takeId(world), author, content, createdAt: new Date() };
    if (!before) found.comment.reactions.push(reaction);
    answer(request, response, reactionShape(reaction, urls), before ? 200 : 201);
  });

  router.get('/repos/:owner/:repo/collaborators/:login/permission', (request, response) => {
    const { login } = request.params;
    if (callerOf(response).kind !== 'user') return refuse(response, 401, 'Requires authentication');
    const user = world.users.get(login);
    if (!user) return refuse(response, 404, `${login} is not a user`);
    const permission = repositoryOf(response).permissions.get(login) ?? 'read';
    answer(request, response, {
      permission,
      user: {
        ...userShape(user, urls),
        role_name: permission,
        permissions: {
          pull: permission !== 'none',
          push: permission === 'write' || permission === 'admin',
          admin: permission === 'admin',
        },
      },
      role_name: permission,
    });
  });
}
