import type { Request, Response, Router } from 'express';
import { answer, page, refuse } from './answers.ts';
import { deploymentShape, deploymentStatusShape } from './deployment-shapes.ts';
import type { Json } from './examples.ts';
import { repositoryOf, type RestParts } from './rest-context.ts';
import {
  DEPLOYMENT_STATES,
  resolveRef,
  takeId,
  type Account,
  type Deployment,
  type DeploymentStatus,
  type World,
} from './world.ts';
import { invalid, isShort, isUrl, writer } from './writes.ts';

/** Deployments and what became of them. */
export function deploymentRoutes(router: Router, parts: RestParts): void {
  const { world, urls } = parts;
  const all = '/repos/:owner/:repo/deployments';
  const single = `${all}/:id`;

  router.get(all, (request, response) => {
    const repository = repositoryOf(response);
    const shown = page(request, response, listed(request, repository.deployments), urls.api);
    answer(
      request,
      response,
      shown.map((one) => deploymentShape(repository, one, urls)),
    );
  });

  router.post(all, (request, response) => {
    const repository = repositoryOf(response);
    const creator = writer(world, response);
    if (!creator) return;
    const wanted = (request.body ?? {}) as Record<string, Json>;
    const ref = typeof wanted.ref === 'string' ? wanted.ref : '';
    const sha = resolveRef(repository, ref);
    if (sha === undefined) return refuse(response, 422, `No ref found for: ${ref}`);
    if (!isShort(wanted.description)) return invalid(response, 'Deployment', 'description');
    const contexts = repository.statuses.filter((status) => status.sha === sha);
    // Left out, every status counts, as on GitHub.
    if (
      wanted.required_contexts === undefined &&
      contexts.some(({ state }) => state !== 'success')
    ) {
      return refuse(response, 409, `Conflict: Commit status checks failed for ${ref}.`);
    }
    const made = newDeployment(world, creator, { ...wanted, ref, sha });
    repository.deployments.push(made);
    answer(request, response, deploymentShape(repository, made, urls), 201);
  });

  router.delete(single, (request, response) => {
    const repository = repositoryOf(response);
    const found = findDeployment(request, response);
    if (!found || !writer(world, response)) return;
    const active = !['inactive', 'failure', 'error'].includes(found.statuses.at(-1)?.state ?? '');
    if (active && repository.deployments.length > 1) {
      return refuse(
        response,
        422,
        "We cannot delete an active deployment unless it's the only deployment in a given repository.",
      );
    }
    repository.deployments.splice(repository.deployments.indexOf(found), 1);
    response.status(204).end();
  });

  router.get(`${single}/statuses`, (request, response) => {
    const repository = repositoryOf(response);
    const found = findDeployment(request, response);
    if (!found) return;
    const shown = page(request, response, [...found.statuses].reverse(), urls.api);
    answer(
      request,
      response,
      shown.map((status) => deploymentStatusShape(repository, found, status, urls)),
    );
  });

  router.post(`${single}/statuses`, (request, response) => {
    const repository = repositoryOf(response);
    const found = findDeployment(request, response);
    const creator = found && writer(world, response);
    if (!creator) return;
    const wanted = (request.body ?? {}) as Record<string, Json>;
    const wrong = wrongField(wanted);
    if (wrong) return invalid(response, 'DeploymentStatus', wrong);
    const status = newStatus(world, creator, wanted);
    if (status.state === 'success' && wanted.auto_inactive !== false) {
      for (const other of repository.deployments) endBefore(world, other, found, creator);
    }
    found.statuses.push(status);
    answer(request, response, deploymentStatusShape(repository, found, status, urls), 201);
  });
}

function listed({ query }: Request, deployments: readonly Deployment[]): Deployment[] {
  const { sha, ref, task, environment } = query;
  const wanted = Object.entries({ sha, ref, task, environment }).filter(
    ([, value]) => value !== undefined,
  );
  return deployments
    .filter((one) => wanted.every(([key, value]) => one[key as keyof Deployment] === value))
    .reverse();
}

function findDeployment(request: Request, response: Response): Deployment | undefined {
  const id = Number(request.params.id);
  const found = repositoryOf(response).deployments.find((one) => one.id === id);
  if (!found) refuse(response, 404, 'Not Found');
  return found;
}

type Wanted = Record<string, Json> & { readonly ref: string; readonly sha: string };

function newDeployment(world: World, creator: Account, wanted: Wanted): Deployment {
  const environment = text(wanted.environment) || 'production';
  return {
    id: takeId(world),
    creator,
    ...{ sha: wanted.sha, ref: wanted.ref, environment },
    task: text(wanted.task) || 'deploy',
    payload: wanted.payload ?? {},
    description: text(wanted.description) || null,
    transient: wanted.transient_environment === true,
    production: (wanted.production_environment ?? environment === 'production') === true,
    createdAt: new Date(),
    statuses: [],
  };
}

/** The field that GitHub would refuse. */
function wrongField(wanted: Record<string, Json>): string | undefined {
  if (!DEPLOYMENT_STATES.some((state) => state === wanted.state)) return 'state';
  if (!isShort(wanted.description)) return 'description';
  return ['environment_url', 'log_url', 'target_url'].find((field) => !isUrl(wanted[field]));
}

function newStatus(world: World, creator: Account, wanted: Record<string, Json>): DeploymentStatus {
  return {
    id: takeId(world),
    creator,
    state: wanted.state as DeploymentStatus['state'],
    description: text(wanted.description),
    environmentUrl: text(wanted.environment_url),
    logUrl: text(wanted.log_url) || text(wanted.target_url),
    createdAt: new Date(),
  };
}

/** What `auto_inactive` does: it ends what succeeded before in the same, lasting environment. */
function endBefore(world: World, one: Deployment, newest: Deployment, creator: Account): void {
  const same = one !== newest && one.environment === newest.environment;
  if (!same || one.transient || one.production) return;
  if (one.statuses.at(-1)?.state !== 'success') return;
  one.statuses.push(newStatus(world, creator, { state: 'inactive' }));
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
