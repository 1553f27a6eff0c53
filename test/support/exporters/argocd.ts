import type { KubernetesObject } from '@kubernetes/client-node';
import { ARGOCD, type Cluster } from '../../e2e/support/cluster.ts';
import { until } from '../../e2e/support/wait.ts';

type ApplicationSet = KubernetesObject & {
  status?: { conditions?: { type: string; status: string; message?: string }[] };
};

const id = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'ApplicationSet',
  metadata: { name: 'in-error', namespace: ARGOCD },
};

/** An ApplicationSet whose repository is not there. */
export async function makeFailingSet(cluster: Cluster, url: string): Promise<void> {
  const git = { repoURL: `${url}/absent.git`, revision: 'main', directories: [{ path: '*' }] };
  const template = {
    metadata: { name: '{{.path.basename}}' },
    spec: {
      project: 'default',
      source: { repoURL: git.repoURL, targetRevision: 'main', path: '{{.path.path}}' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
    },
  };
  const spec = { goTemplate: true, generators: [{ git }], template };
  await cluster.put({ ...id, spec } as KubernetesObject);
  const conditions = async () =>
    (await cluster.read<ApplicationSet>(id.apiVersion, id.kind, id.metadata))?.status?.conditions;
  await until(
    'an ApplicationSet in error',
    async () =>
      (await conditions())?.some(
        ({ type, status }) => type === 'ErrorOccurred' && status === 'True',
      ),
    { seconds: 60, explain: async () => JSON.stringify(await conditions()) },
  );
}

export const removeFailingSet = (cluster: Cluster) => cluster.delete(id);

/** Argo CD deletes no Application that it still tries to sync. */
export async function endSync(cluster: Cluster, name: string): Promise<void> {
  const application = {
    ...{ apiVersion: id.apiVersion, kind: 'Application', metadata: { name, namespace: ARGOCD } },
    operation: null,
  };
  await cluster.merge(application);
}
