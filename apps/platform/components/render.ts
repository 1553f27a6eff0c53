import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { ComponentApplication } from '../../../constructs/platform/component-application.ts';
import { PlatformNamespace } from '../../../constructs/platform/platform-namespace.ts';
import { COMPONENTS_NAME, COMPONENTS_DIRECTORY } from '../names.ts';
import type { Platform } from '../platform.ts';
import { componentsOf } from './all.ts';
import type { Component } from './component.ts';
import { PLATFORM_NAMESPACES } from './namespaces.ts';

/** Where the objects of a component stand in the GitOps repository. */
function directoryOf({ name }: Component): string {
  return `${COMPONENTS_DIRECTORY}/${name}`;
}

/** The objects of each component, one chart a file; paths are those in the GitOps repository. */
export function componentFiles(platform: Platform): { path: string; chart: Chart }[] {
  return componentsOf(platform).flatMap((component) => {
    if ('chart' in component) return [];
    const files: { path: string; chart: Chart }[] = [];
    component.objects((id) => {
      const chart = new Chart(new App(), id, { disableResourceNameHashes: true });
      files.push({ path: `${directoryOf(component)}/${id}.yaml`, chart });
      return chart;
    });
    return files;
  });
}

/** Adds the namespaces of the components and an Application for each of them. */
export function addComponents(chart: Construct, platform: Platform): void {
  for (const namespace of PLATFORM_NAMESPACES) {
    new PlatformNamespace(chart, `namespace-${namespace.name}`, namespace);
  }
  for (const component of componentsOf(platform)) {
    new ComponentApplication(chart, component.name, {
      name: component.name,
      namespace: platform.argocd.namespace,
      project: COMPONENTS_NAME,
      description: component.description,
      destination: component.namespace,
      source:
        'chart' in component
          ? { ...component.chart, chart: component.chart.name }
          : {
              url: platform.gitops.url,
              branch: platform.gitops.branch,
              path: directoryOf(component),
            },
    });
  }
}
