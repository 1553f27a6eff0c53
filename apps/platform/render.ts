import { App, type Chart, Yaml } from 'cdk8s';
import { PLATFORM_DIRECTORY, projectChart, rootChart } from './chart.ts';
import type { Platform } from './platform.ts';

/** The first line of every rendered file, by which it is recognised as one. */
export const RENDERED_MARK =
  '# Rendered from platform.yaml by `npm run synth`; changes here are lost.\n';

/** The files of `platform/`, one a project; paths are those in the GitOps repository. */
export function renderPlatform(platform: Platform): { path: string; content: string }[] {
  const app = new App();
  return platform.projects
    .map((project) => ({
      path: `${PLATFORM_DIRECTORY}/${project.id}.yaml`,
      content: RENDERED_MARK + chartYaml(projectChart(app, platform, project)),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The root Application and its AppProject, to be applied once by hand. */
export function renderRoot(platform: Platform): string {
  const mark =
    '# Rendered from platform.yaml by `npm run synth -- --root`; applied once by hand.\n';
  return mark + chartYaml(rootChart(new App(), platform));
}

function chartYaml(chart: Chart): string {
  return Yaml.stringify(...(chart.toJson() as unknown[]));
}
