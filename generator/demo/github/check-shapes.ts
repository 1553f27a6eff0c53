import type { JsonObject } from './examples.ts';
import { appShape } from './identity.ts';
import type { RestParts } from './rest-context.ts';
import { timestamp, userShape, type Urls } from './shapes.ts';
import { account, type CheckRun, type CommitStatus, type Repository } from './world.ts';

type Parts = Pick<RestParts, 'world' | 'urls' | 'app'> & { readonly repository: Repository };

export function checkRunShape(run: CheckRun, parts: Parts): JsonObject {
  const { world, urls, app, repository } = parts;
  const { id, startedAt, completedAt } = run;
  const api = `${urls.api}/repos/${repository.fullName}`;
  const html_url = `${urls.html}/${repository.fullName}/runs/${id}`;
  return {
    id,
    name: run.name,
    node_id: Buffer.from(`CheckRun${id}`).toString('base64'),
    head_sha: run.sha,
    external_id: run.externalId,
    url: `${api}/check-runs/${id}`,
    html_url,
    details_url: run.detailsUrl ?? html_url,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timestamp(startedAt),
    completed_at: completedAt && timestamp(completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: null,
      annotations_count: 0,
      annotations_url: `${api}/check-runs/${id}/annotations`,
    },
    check_suite: { id: repository.id },
    app: appShape(
      { id: app?.id ?? repository.id, slug: run.app },
      account(world, repository.owner.login, 'Organization'),
      urls,
    ),
    pull_requests: [],
  };
}

export function commitStatusShape(
  repository: Repository,
  status: CommitStatus,
  urls: Urls,
): JsonObject {
  return {
    url: `${urls.api}/repos/${repository.fullName}/statuses/${status.sha}`,
    avatar_url: `${urls.html}/avatars/${status.creator.id}`,
    id: status.id,
    node_id: Buffer.from(`StatusContext${status.id}`).toString('base64'),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
    creator: userShape(status.creator, urls),
  };
}
