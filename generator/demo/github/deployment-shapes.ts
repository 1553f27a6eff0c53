import type { JsonObject } from './examples.ts';
import { timestamp, userShape, type Urls } from './shapes.ts';
import type { Deployment, DeploymentStatus, Repository } from './world.ts';

export function deploymentShape(
  repository: Repository,
  deployment: Deployment,
  urls: Urls,
): JsonObject {
  const { id, statuses, createdAt } = deployment;
  const api = `${urls.api}/repos/${repository.fullName}`;
  return {
    url: `${api}/deployments/${id}`,
    id,
    node_id: Buffer.from(`Deployment${id}`).toString('base64'),
    task: deployment.task,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    created_at: timestamp(createdAt),
    updated_at: timestamp(statuses.at(-1)?.createdAt ?? createdAt),
    statuses_url: `${api}/deployments/${id}/statuses`,
    repository_url: api,
    creator: userShape(deployment.creator, urls),
    sha: deployment.sha,
    ref: deployment.ref,
    payload: deployment.payload,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: null,
  };
}

export function deploymentStatusShape(
  repository: Repository,
  { id: deploymentId, environment }: Deployment,
  status: DeploymentStatus,
  urls: Urls,
): JsonObject {
  const api = `${urls.api}/repos/${repository.fullName}`;
  return {
    url: `${api}/deployments/${deploymentId}/statuses/${status.id}`,
    id: status.id,
    node_id: Buffer.from(`DeploymentStatus${status.id}`).toString('base64'),
    state: status.state,
    creator: userShape(status.creator, urls),
    description: status.description,
    environment,
    target_url: status.logUrl,
    created_at: timestamp(status.createdAt),
    updated_at: timestamp(status.createdAt),
    deployment_url: `${api}/deployments/${deploymentId}`,
    repository_url: api,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    performed_via_github_app: null,
  };
}
