import { App, type Chart, Yaml } from 'cdk8s';
import { componentsChart, projectChart, rootChart } from './chart.ts';
import { componentFiles } from './components/render.ts';
import { COMPONENTS_NAME, PLATFORM_DIRECTORY } from './names.ts';
import type { Platform } from './platform.ts';

/** The first line of every rendered file, by which it is recognised as one. */
export const RENDERED_MARK =
  '# Rendered from platform.yaml by `npm run synth`; changes here are lost.\n';

/** The files of `platform/`: one a project, and those of the components; paths are those in the GitOps repository. */
export function renderPlatform(platform: Platform): { path: string; content: string }[] {
  const app = new App();
  const projects = platform.projects.map((project) => ({
    path: `${PLATFORM_DIRECTORY}/${project.id}.yaml`,
    chart: projectChart(app, platform, project),
  }));
  return [...projects, ...components(app, platform)]
    .map(({ path, chart }) => ({ path, content: RENDERED_MARK + chartYaml(chart) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function components(app: App, platform: Platform): { path: string; chart: Chart }[] {
  if (platform.components === undefined) return [];
  return [
    {
      path: `${PLATFORM_DIRECTORY}/${COMPONENTS_NAME}.yaml`,
      chart: componentsChart(app, platform),
    },
    ...componentFiles(platform),
  ];
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
