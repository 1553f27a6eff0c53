import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import type { Actions } from '../actions.ts';
import type { Delivery } from '../deliveries.ts';
import type { World } from '../world.ts';
import { html, type Html } from './html.ts';
import { layout, type Link } from './layout.ts';
import { listBody, pullPath } from './list.ts';
import { liveScript } from './live-script.ts';
import { pullRequestBody, type Panel } from './pull-request.ts';
import { choiceOf, fieldsOf, performers, present } from './forms.ts';
import { createGuard } from './guard.ts';
import { sampleFiles, type SampleChoice, type FileChanges } from './sample-files.ts';
import { style } from './style.ts';

export type PageOptions = {
  /** What else to show on the page of a pull request. @default - nothing */
  readonly panels?: (pull: { repository: string; number: number }) => Promise<Panel[]>;
  /** What stands above the list: what to do first. @default - nothing */
  readonly guide?: () => Html;
  /** What stands above the comments of a pull request. @default - nothing */
  readonly preview?: (pull: { repository: string; number: number }) => Html;
  /** An address of a preview, anywhere in a text, as one that browsers open. @default - as it is */
  readonly openable?: (text: string) => string;
  /** Links in the head of every page. @default [] */
  readonly links?: readonly Link[];
  /** The files of a head commit, as chosen in a form. @default - a k8s-ee.yaml of the project called as the repository */
  readonly files?: (repository: string, choice: SampleChoice) => FileChanges;
};

type Parts = {
  readonly world: World;
  readonly actions: Actions;
  readonly deliveries: readonly Delivery[];
  /** Names under which browsers reach this server. */
  readonly hosts: readonly string[];
  readonly options: PageOptions;
};

/** How often a page without scripts loads itself again after an action, to show what the action brought. */
const reloads = 4;

/** The pages for people, with one script that keeps them fresh; everything works without it. */
export function createPage(parts: Parts): Router {
  const { world, actions, options } = parts;
  const files = options.files ?? sampleFiles;
  const links = options.links ?? [];
  const router = express.Router();
  const pullRoute = '/:owner/:repo/pull/:number';
  const guard = createGuard(parts.hosts);

  router.get('/style.css', guard, (_request, response) => {
    response.type('css').send(style);
  });
  router.get('/live.js', guard, (_request, response) => {
    response.type('js').send(liveScript);
  });

  router.get('/', guard, (_request, response) => {
    const body = listBody([...world.repositories.values()], options.guide?.());
    response.send(layout({ title: 'Pull requests', links, body }));
  });

  router.get(pullRoute, guard, async (request, response, next) => {
    const found = find(world, request);
    if (!found) return next();
    const { repository, pull } = found;
    const asked = { repository: repository.fullName, number: pull.number };
    const panels = await (options.panels?.(asked) ?? Promise.resolve([])).catch(unreadable);
    const deliveries = parts.deliveries
      .filter(
        ({ repository: name, number }) => name === repository.fullName && number === pull.number,
      )
      .slice(-8)
      .reverse();
    const left = Math.min(reloads, Number(request.query.reload) || 0);
    const path = pullPath(repository, pull);
    const refresh = left > 0 ? `${path}?reload=${left - 1}` : undefined;
    const title = `#${pull.number} ${pull.title}`;
    const body = pullRequestBody({
      ...{ repository, pull, panels, deliveries },
      preview: options.preview?.(asked),
      openable: options.openable ?? ((text) => text),
    });
    response.send(layout({ title, links, body, refresh }));
  });

  const form = express.urlencoded({ extended: false, limit: '200kb' });

  router.post('/open', guard, form, async (request, response) => {
    const fields = fieldsOf(request.body);
    const repository = fields.get('repository');
    const { pull } = await actions.openPullRequest(repository, {
      ...(fields.get('title') && { title: fields.get('title') }),
      ...(fields.get('branch') && { branch: fields.get('branch') }),
      author: fields.get('author') || 'alice',
      fork: fields.has('fork'),
      draft: fields.has('draft'),
      files: present(files(repository, choiceOf(fields))),
    });
    response.redirect(303, `/${repository}/pull/${pull.number}?reload=${reloads}`);
  });

  router.post(`${pullRoute}/:action`, guard, form, async (request, response, next) => {
    const found = find(world, request);
    const perform = found && performers[String(request.params.action)];
    if (!perform) return next();
    await perform({ ...found, fields: fieldsOf(request.body), actions, files });
    response.redirect(303, `${pullPath(found.repository, found.pull)}?reload=${reloads}`);
  });

  router.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const message = (error as { message?: string }).message ?? 'failed';
    const body = html`<p class="note wrong" role="alert">${message}</p>`;
    response.status(400).send(layout({ title: 'That did not work', links, body }));
  });
  return router;
}

function find(world: World, { params }: Request) {
  const name = `${String(params.owner)}/${String(params.repo)}`.toLowerCase();
  const repository = world.repositories.get(name);
  const pull = repository?.pullRequests.get(Number(params.number));
  return repository && pull ? { repository, pull } : undefined;
}

function unreadable(error: unknown): Panel[] {
  return [{ title: 'Not readable now', text: (error as { message?: string }).message ?? 'failed' }];
}
