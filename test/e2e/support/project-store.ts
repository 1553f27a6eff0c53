import type { KubernetesObject } from '@kubernetes/client-node';
import { parseAllDocuments } from 'yaml';
import { readText } from '../../support/source-tree.ts';
import type { Cluster } from './cluster.ts';
import { until } from './wait.ts';

/** A project's store of secrets. */
export type ProjectStore = {
  put(key: string, data: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
};

/** Makes the store of the documentation's example for this project. */
export async function createProjectStore(cluster: Cluster, project: string): Promise<ProjectStore> {
  const text = readText('docs/examples/project-store.yaml').replaceAll(/\bshop\b/g, project);
  // The controller runs outside the cluster, where the cluster's own name for its API means nothing.
  const outside = text.replace(/^( +)server:$/m, `$&\n$1  url: ${cluster.server}`);
  const objects = parseAllDocuments(outside).map((document) => document.toJS() as KubernetesObject);
  const namespace = `project-${project}`;
  async function stop(): Promise<void> {
    for (const { apiVersion, kind, metadata } of objects) {
      await cluster.delete({ apiVersion, kind, metadata });
    }
    await until(`no namespace ${namespace}`, async () => !(await cluster.namespace(namespace)), {
      seconds: 60,
      explain: async () => JSON.stringify(await cluster.namespace(namespace)),
    });
  }
  // What a run that was killed has left.
  await stop();
  for (const object of objects) await cluster.put(object);
  return {
    stop,
    put: (key, data) =>
      cluster.put({
        ...{ apiVersion: 'v1', kind: 'Secret', metadata: { name: key, namespace } },
        stringData: data,
      }),
  };
}
