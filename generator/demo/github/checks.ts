import type { Request, Response, Router } from 'express';
import { answer, page, refuse } from './answers.ts';
import { checkRunShape } from './check-shapes.ts';
import type { Json } from './examples.ts';
import { callerOf, repositoryOf, type RestParts } from './rest-context.ts';
import { CONCLUSIONS, resolveRef, takeId, type CheckRun } from './world.ts';
import { invalid, isUrl } from './writes.ts';

const longest = 65_535;

/** Check runs: read by everybody, written by Apps. */
export function checkRoutes(router: Router, parts: RestParts): void {
  const { world, urls } = parts;
  const all = '/repos/:owner/:repo/check-runs';

  router.get('/repos/:owner/:repo/commits/:ref/check-runs', (request, response) => {
    const repository = repositoryOf(response);
    const sha = resolveRef(repository, request.params.ref);
    if (sha === undefined) {
      return refuse(response, 422, `No commit found for SHA: ${request.params.ref}`);
    }
    const runs = listed(request, repository.checkRuns).filter((run) => run.sha === sha);
    answer(request, response, {
      total_count: runs.length,
      check_runs: page(request, response, runs, urls.api).map((run) =>
        checkRunShape(run, { ...parts, repository }),
      ),
    });
  });

  router.post(all, (request, response) => {
    const repository = repositoryOf(response);
    const app = appOf(response);
    if (!app) return;
    const wanted = (request.body ?? {}) as Record<string, Json>;
    const { name, head_sha } = wanted;
    if (typeof name !== 'string' || name === '') return invalid(response, 'CheckRun', 'name');
    if (typeof head_sha !== 'string') return invalid(response, 'CheckRun', 'head_sha');
    if (!repository.commits.has(head_sha)) {
      return refuse(response, 422, `No commit found for SHA: ${head_sha}`);
    }
    const wrong = wrongField(wanted);
    if (wrong) return invalid(response, 'CheckRun', wrong);
    const run: CheckRun = {
      ...{ id: takeId(world), app, sha: head_sha, name, externalId: '', status: 'queued' },
      ...{ conclusion: null, detailsUrl: null, title: null, summary: null },
      ...{ startedAt: new Date(), completedAt: null },
    };
    change(run, wanted);
    repository.checkRuns.push(run);
    answer(request, response, checkRunShape(run, { ...parts, repository }), 201);
  });

  router.patch(`${all}/:id`, (request, response) => {
    const repository = repositoryOf(response);
    const app = appOf(response);
    if (!app) return;
    const run = repository.checkRuns.find(({ id }) => id === Number(request.params.id));
    if (!run) return refuse(response, 404, 'Not Found');
    if (run.app !== app) {
      const message =
        'Invalid app_id - check run can only be modified by the GitHub App that created it.';
      return refuse(response, 403, message);
    }
    const wanted = (request.body ?? {}) as Record<string, Json>;
    const wrong = wrongField(wanted);
    if (wrong) return invalid(response, 'CheckRun', wrong);
    change(run, wanted);
    answer(request, response, checkRunShape(run, { ...parts, repository }));
  });
}

/** The App that asks; everybody else is refused here and undefined returned. */
function appOf(response: Response): string | undefined {
  const caller = callerOf(response);
  if (caller.kind === 'user' && caller.login.endsWith('[bot]')) {
    return caller.login.slice(0, -'[bot]'.length);
  }
  if (caller.kind === 'anonymous') refuse(response, 401, 'Requires authentication');
  else refuse(response, 403, 'You must authenticate via a GitHub App.');
  return undefined;
}

/** Newest first; by default the newest of each App and name. */
function listed({ query }: Request, runs: readonly CheckRun[]): CheckRun[] {
  const fitting = runs
    .filter(({ name }) => query.check_name === undefined || name === query.check_name)
    .filter(({ status }) => query.status === undefined || status === query.status)
    .reverse();
  if (query.filter === 'all') return fitting;
  return fitting.filter(
    (run, index) =>
      fitting.findIndex(
        ({ name, app, sha }) => name === run.name && app === run.app && sha === run.sha,
      ) === index,
  );
}

/** The field that GitHub would refuse. */
function wrongField({ status, conclusion, details_url, output }: Record<string, Json>) {
  const statuses = [undefined, 'queued', 'in_progress', 'completed'];
  if (!statuses.some((one) => one === status)) return 'status';
  if (conclusion !== undefined && !CONCLUSIONS.some((one) => one === conclusion)) {
    return 'conclusion';
  }
  if (status === 'completed' && conclusion === undefined) return 'conclusion';
  if (!isUrl(details_url)) return 'details_url';
  if (output === undefined) return undefined;
  const { title, summary } = (output ?? {}) as Record<string, Json>;
  if (typeof title !== 'string' || title === '') return 'output.title';
  return typeof summary === 'string' && summary.length <= longest ? undefined : 'output.summary';
}

/** A conclusion completes a run; another status opens it again. */
function change(run: CheckRun, wanted: Record<string, Json>): void {
  const { external_id, details_url, output } = wanted;
  if (typeof external_id === 'string') run.externalId = external_id;
  if (typeof details_url === 'string') run.detailsUrl = details_url;
  if (output) {
    const { title, summary } = output as { title: string; summary: string };
    Object.assign(run, { title, summary });
  }
  if (wanted.conclusion !== undefined) {
    const conclusion = wanted.conclusion as CheckRun['conclusion'];
    Object.assign(run, { status: 'completed', conclusion, completedAt: new Date() });
  } else if (wanted.status !== undefined) {
    Object.assign(run, { status: wanted.status, conclusion: null, completedAt: null });
  }
}
