import type { KubernetesObject } from '@kubernetes/client-node';
import { componentFiles } from '../../../apps/platform/components/render.ts';
import { parsePlatform, type Platform } from '../../../apps/platform/config.ts';
import { formatProblem } from '../../../apps/problems.ts';

/** A platform with these projects, their previews behind a login. */
export function platformOf(projects: readonly string[]): Platform {
  const parsed = parsePlatform(
    JSON.stringify({
      domain: 'acme-previews.dev',
      opsDomain: 'ops.example.com',
      gitops: { url: 'https://git.example/acme/previews.git' },
      policy: { access: 'team' },
      projects: projects.map((id) => ({ id, repository: `acme/${id}`, image: `x/${id}:{sha}` })),
      platform: {
        generator: { image: 'ghcr.io/acme/previews:0.1.0' },
        tls: { issuer: 'none' },
        login: { organization: 'acme' },
      },
    }),
  );
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

/** The objects of one component, as they stand in the GitOps repository. */
export function objectsOf(platform: Platform, component: string): KubernetesObject[] {
  return componentFiles(platform)
    .filter(({ path }) => path.includes(`/components/${component}/`))
    .flatMap(({ chart }) => chart.toJson() as KubernetesObject[]);
}
