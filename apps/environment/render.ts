import { sumDemand } from '../../constructs/environment/demand.ts';
import { formatCpu, formatMemory } from '../../constructs/quantity.ts';
import type { Platform } from '../platform/platform.ts';
import { yamlText } from '../yaml-text.ts';
import { environmentCharts } from './chart.ts';
import { demandsOf } from './demands.ts';
import { formatRecord, isLive, type EnvironmentRecord, type Requests } from './record.ts';

/** `path` is relative to the environment's directory. */
export type RenderedFile = { readonly path: string; readonly content: string };

const NOTHING: Requests = { cpu: '0', memory: '0', storage: '0', pods: 0 };

export type Rendered = {
  readonly files: readonly RenderedFile[];
  readonly requests: Requests;
  /** What the manifests hold. */
  readonly objects: readonly object[];
};

/**
 * All files of an environment: the record and, where it is to run, its manifests, one file a component.
 * Pure, and the same bytes for the same input. Throws on what a record must not say.
 */
export function renderEnvironment(record: EnvironmentRecord, platform: Platform): Rendered {
  const live = isLive(record);
  const requests = live ? requestsOf(record) : NOTHING;
  const file = { path: 'environment.yaml', content: formatRecord({ ...record, requests }) };
  // Git keeps no empty directory, and Argo CD wants one to sync to nothing.
  if (!live) {
    return { files: [file, { path: 'manifests/.keep', content: '' }], requests, objects: [] };
  }
  const charts = environmentCharts(record, platform).map((chart) => ({
    path: `manifests/${chart.node.id}.yaml`,
    objects: chart.toJson() as object[],
  }));
  const manifests = charts.map(({ path, objects }) => ({
    path,
    content: objects.map((object) => yamlText(object, { version: '1.1' })).join('---\n'),
  }));
  const objects = charts.flatMap((chart) => chart.objects);
  return { files: [file, ...manifests], requests, objects };
}

function requestsOf(record: EnvironmentRecord): Requests {
  const { requests, storage, pods } = sumDemand(demandsOf(record).pods);
  return {
    cpu: formatCpu(requests.cpu),
    memory: formatMemory(requests.memory),
    storage: formatMemory(storage),
    pods,
  };
}
