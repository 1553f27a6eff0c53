import type { KubernetesObject } from '@kubernetes/client-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { stringify } from 'yaml';
import { environmentDirectory, formatRecord } from '../../../apps/environment/record.ts';
import { sampleRecord } from '../../generator/gitops/sample-record.ts';
import type { ScenarioWorld } from '../../support/argocd-scenarios.ts';
import { environmentOf } from './environment.ts';
import { refusalOf } from './refusal.ts';
import type { World } from './world.ts';

type ConfigMap = KubernetesObject & { readonly data?: Record<string, string> };

/** A real Argo CD, of which a person alone writes the records. */
export function scenarioWorldOf(world: World): ScenarioWorld {
  const { project, repository, github, cluster, gitops } = world;
  const environment = environmentOf(world, 1);
  const { id } = environment;
  const directoryOf = (number: string) => environmentDirectory({ project, number });
  const refusal = refusalOf(id, { group: '', resource: 'configmaps', name: 'app' });
  const begun = performance.now();

  return {
    async write(change, content = '') {
      const record = sampleRecord('1', { project, id, ...change });
      const isActive = change && record.state === 'active';
      await gitops.person.push('environments', {
        [environment.path]: change && formatRecord(record),
        [`${directoryOf('1')}/manifests/app.yaml`]: isActive ? manifests(id, content) : undefined,
        [`${directoryOf('1')}/manifests/.keep`]: change && !isActive ? '' : undefined,
      });
    },
    async spoilAnother(spoiled) {
      const path = `${directoryOf('9')}/environment.yaml`;
      await gitops.person.push('environments', { [path]: spoiled ? 'state: [acti' : undefined });
    },
    async open() {
      await github.openPullRequest(repository, { number: 1 });
    },
    async close() {
      await github.close(repository, 1);
    },
    async github(answers) {
      if (answers) github.heal();
      else github.fail({ status: 500 });
    },
    async syncs(succeed) {
      for (const object of refusal) {
        await (succeed ? cluster.delete(object) : cluster.put(object));
      }
      // A policy holds, or no longer does, a little later.
      await environment.wait('the policy', async () => (await isRefused()) !== succeed, 30);
    },
    async wake() {
      await cluster.refresh(project);
      if (await cluster.application(id)) await cluster.refreshApplication(id);
    },
    async seen() {
      const [application, namespace, map] = await Promise.all([
        cluster.application(id),
        cluster.namespace(id),
        cluster.read<ConfigMap>('v1', 'ConfigMap', { name: 'app', namespace: id }),
      ]);
      const phase = application?.status?.operationState?.phase ?? '';
      return {
        application: application !== undefined,
        namespace: !namespace
          ? 'absent'
          : namespace.status?.phase === 'Terminating'
            ? 'terminating'
            : 'present',
        content: map?.data?.content,
        failed: ['Failed', 'Error'].includes(phase),
      };
    },
    pass: (seconds) => sleep(seconds * 1_000),
    elapsed: () => (performance.now() - begun) / 1_000,
  };

  async function isRefused(): Promise<boolean> {
    const annotations = { probed: new Date().toISOString() };
    const metadata = { name: 'app', namespace: id, annotations };
    return cluster.merge({ apiVersion: 'v1', kind: 'ConfigMap', metadata }).then(
      () => false,
      (error: unknown) => {
        if (String(error).includes('not now')) return true;
        throw error;
      },
    );
  }
}

const manifests = (namespace: string, content: string) =>
  [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'app', namespace } },
      data: { content },
    },
  ]
    .map((object) => stringify(object))
    .join('---\n');
