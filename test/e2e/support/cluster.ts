import {
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  type KubernetesObject,
} from '@kubernetes/client-node';

export const ARGOCD = 'argocd';
export const REFRESH = 'argocd.argoproj.io/application-set-refresh';

export type Condition = { type: string; status?: string; reason?: string; message?: string };
type Meta = KubernetesObject & { status?: { conditions?: Condition[] } };

export type Application = Meta & {
  spec?: { source?: { repoURL?: string } };
  status?: {
    sync?: { status?: string; revision?: string };
    health?: { status?: string };
    operationState?: { phase?: string; message?: string };
    resources?: { kind: string; name: string; status?: string; health?: { status?: string } }[];
  };
};
export type Namespace = Meta & { status?: { phase?: string } };
export type Deployment = Meta & {
  spec: {
    replicas: number;
    template: {
      metadata: { annotations?: Record<string, string>; labels?: Record<string, string> };
      spec: { containers: { image: string }[] };
    };
  };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    updatedReplicas?: number;
    availableReplicas?: number;
  };
};
export type Service = KubernetesObject & {
  spec: { clusterIP: string; ports: { port: number }[] };
};
export type ExternalSecret = Meta & {
  spec: { target?: { name?: string; template?: { data?: Record<string, string> } } };
};
export type PersistentVolume = KubernetesObject & { spec: { claimRef?: { namespace?: string } } };
export type Pod = Meta & {
  spec: { containers: { image: string }[] };
  status?: { phase?: string; podIP?: string; hostIP?: string };
};

/** What is asked of the cluster, and the little that a test changes there itself. */
export type Cluster = ReturnType<typeof connectCluster>;

const argocd = (kind: string, name: string) => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { name, namespace: ARGOCD },
});

export function connectCluster(kubeconfig: string) {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const api = KubernetesObjectApi.makeApiClient(config);

  async function read<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    metadata: { name: string; namespace?: string },
  ): Promise<T | undefined> {
    const found = await orAbsent(api.read({ apiVersion, kind, metadata }));
    return found as T | undefined;
  }

  async function list<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    { namespace, labels }: { namespace?: string; labels?: string },
  ): Promise<T[]> {
    const none = undefined;
    const found = await api.list(apiVersion, kind, namespace, none, none, none, none, labels);
    return found.items as T[];
  }

  return {
    /** URL of the Kubernetes API, as this machine reaches it. */
    server: config.getCurrentCluster()?.server ?? '',
    read,
    list,
    application: (id: string) =>
      read<Application>('argoproj.io/v1alpha1', 'Application', { name: id, namespace: ARGOCD }),
    applicationSet: (name: string) =>
      read<Meta>('argoproj.io/v1alpha1', 'ApplicationSet', { name, namespace: ARGOCD }),
    namespace: (id: string) => read<Namespace>('v1', 'Namespace', { name: id }),
    deployments: (id: string) => list<Deployment>('apps/v1', 'Deployment', { namespace: id }),
    pods: (id: string) => list<Pod>('v1', 'Pod', { namespace: id }),

    async create<T extends KubernetesObject>(object: T): Promise<void> {
      await api.create(object);
    },

    /** Gives an object that is there these fields. */
    async merge<T extends KubernetesObject>(object: T): Promise<void> {
      await api.patch(
        object,
        ...([undefined, undefined, undefined, undefined, PatchStrategy.MergePatch] as const),
      );
    },

    /** Creates the object; one of the same name is replaced. */
    async put<T extends KubernetesObject>(object: T): Promise<void> {
      await orAbsent(api.delete(object));
      await api.create(object);
    },

    /** Deletes what is there; its finalizers are waited for by nobody. */
    async delete(object: KubernetesObject): Promise<void> {
      await orAbsent(api.delete(object));
    },

    /** The same for an object of Argo CD. */
    async remove(kind: string, name: string): Promise<void> {
      await orAbsent(api.delete(argocd(kind, name)));
    },

    /** Makes Argo CD reconcile the ApplicationSet now, as its webhooks do. */
    async refresh(name: string): Promise<void> {
      const object = argocd('ApplicationSet', name);
      const metadata = { ...object.metadata, annotations: { [REFRESH]: new Date().toISOString() } };
      await api.patch(
        { ...object, metadata },
        ...([undefined, undefined, undefined, undefined, PatchStrategy.MergePatch] as const),
      );
    },

    /** Makes Argo CD compare an Application with Git now. */
    async refreshApplication(id: string): Promise<void> {
      const object = argocd('Application', id);
      const annotations = { 'argocd.argoproj.io/refresh': 'normal' };
      await api.patch(
        { ...object, metadata: { ...object.metadata, annotations } },
        ...([undefined, undefined, undefined, undefined, PatchStrategy.MergePatch] as const),
      );
    },
  };
}

async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as { code?: unknown }).code === 404) return undefined;
    throw error;
  }
}
