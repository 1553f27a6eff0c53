import { environmentId } from '../../constructs/names.ts';
import { parseEnvironmentConfig, type ConfigBounds } from '../environment/config.ts';
import { frozenData } from '../environment/frozen-data.ts';
import { imagesOf } from '../environment/images.ts';
import type { EnvironmentRecord } from '../environment/record-type.ts';
import { renderEnvironment } from '../environment/render.ts';
import { servicesOf } from '../environment/services.ts';
import type { Platform, Project } from '../platform/config.ts';
import { formatProblem } from '../problems.ts';
import { amountOf, type Amount } from './amount.ts';

/** One environment as it is rendered, at the worst moment of an update: two pods of each service. */
export type EnvironmentSize = {
  readonly name: string;
  readonly amount: Amount;
  readonly pods: number;
};

const NUMBER = '7';
const SHA = '0123456789abcdef0123456789abcdef01234567';
const TIME = '2026-01-01T00:00:00.000Z';

/** All that can be asked for: an example is measured, not refused. */
function bounds(project: Project): ConfigBounds {
  return {
    projectId: project.id,
    repositories: [project.image.slice(0, project.image.lastIndexOf('/') + 1)],
    limits: { cpu: '64', memory: '512Gi', storage: '10Ti' },
    ingressAnnotations: ['traefik.ingress.kubernetes.io/router.middlewares'],
    ttl: project.policy.ttl,
    prometheus: true,
    sleepAfter: project.policy.sleepAfter,
  };
}

/** What the environment of a `k8s-ee.yaml` asks for. Throws on a problem with it. */
export function environmentSize(
  platform: Platform,
  { name, text }: { readonly name: string; readonly text: string },
): EnvironmentSize {
  const project = platform.projects[0];
  if (project === undefined) throw new Error('the platform has no project to render for');
  const config = parseEnvironmentConfig(text, bounds(project));
  if (!config.ok) throw new Error(`${name}: ${config.problems.map(formatProblem).join('; ')}`);
  const images = imagesOf(servicesOf(config.value), project, { sha: SHA, number: NUMBER });
  const record: EnvironmentRecord = {
    ...{ number: NUMBER, project: project.id, id: environmentId(project.id, NUMBER) },
    ...{ state: 'active', keep: 'open' },
    source: {
      ...{ repository: project.repository, repositoryId: 1, sha: SHA, branch: 'main' },
      ...{ base: 'main', author: 'nobody', fork: false },
    },
    images,
    config: config.value,
    data: frozenData(config.value, images, undefined),
    lifecycle: { createdAt: TIME, pushedAt: TIME },
  };
  const { requests } = renderEnvironment(record, platform);
  return { name, amount: amountOf(requests), pods: requests.pods };
}
