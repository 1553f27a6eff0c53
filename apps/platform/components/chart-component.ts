import { CHARTS, type ChartName } from './charts.ts';
import type { Component, HelmChart } from './component.ts';
import type { ComponentSettings } from './settings.ts';

export type ChartComponent = Component & { readonly chart: HelmChart };

export interface ChartComponentOptions {
  readonly chart: ChartName;
  /** @default - the chart's */
  readonly name?: string;
  readonly namespace: string;
  readonly description: string;
  /** @default - the component's name */
  readonly release?: string;
  readonly values: object;
}

/** A component that is one of the charts, in the version that `platform.yaml` says or this release was tried with. */
export function chartComponent(
  { versions }: Pick<ComponentSettings, 'versions'>,
  { chart, name = chart, namespace, description, release = name, values }: ChartComponentOptions,
): ChartComponent {
  const { repository, version } = CHARTS[chart];
  return {
    name,
    namespace,
    description,
    chart: { repository, name: chart, version: versions[chart] ?? version, release, values },
  };
}
