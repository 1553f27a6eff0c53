import { z } from 'zod';
import { known, unknown, type Asked } from '../asked.ts';
import { connect, type Connection } from './connection.ts';
import { isAbsent, reasonOf } from './doubt.ts';

/** Where objects of a kind are found; without `namespace` those of the cluster. */
export type Place = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
};

export type ClusterNode = {
  readonly name: string;
  readonly ready: boolean;
  /** Of its kubelet: `v1.36.4+k3s1`. */
  readonly version: string;
  readonly architecture: string;
  readonly addresses: readonly string[];
  /** Quantities, as Kubernetes writes them. */
  readonly allocatable: { readonly cpu: string; readonly memory: string };
};

export type SecretFact = {
  readonly labels: Readonly<Record<string, string>>;
  /** Decoded; never to be shown. */
  readonly data: Readonly<Record<string, string>>;
};

/** How a cluster is set up; read only, as whoever the kubeconfig names. No method rejects. */
export type Installation = {
  nodes(): Promise<Asked<ClusterNode[]>>;
  /** One object; `undefined`: there is none. */
  object(place: Place, name: string): Promise<Asked<unknown>>;
  objects(place: Place): Promise<Asked<unknown[]>>;
  secret(namespace: string, name: string): Promise<Asked<SecretFact | undefined>>;
  configMap(
    namespace: string,
    name: string,
  ): Promise<Asked<Readonly<Record<string, string>> | undefined>>;
  /** Where a Service of the type LoadBalancer is reached. */
  loadBalancer(namespace: string, name: string): Promise<Asked<string[] | undefined>>;
};

const nodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]),
        allocatable: z.object({ cpu: z.string(), memory: z.string() }),
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
        nodeInfo: z.object({ kubeletVersion: z.string(), architecture: z.string() }),
      }),
    }),
  ),
});
const list = z.object({ items: z.array(z.unknown()) });
const secret = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
  data: z.record(z.string(), z.string()).default({}),
});
const configMap = z.object({ data: z.record(z.string(), z.string()).default({}) });
const point = z.object({ ip: z.string().optional(), hostname: z.string().optional() });
const service = z.object({
  status: z
    .object({
      loadBalancer: z.object({ ingress: z.array(point).default([]) }).default({ ingress: [] }),
    })
    .default({ loadBalancer: { ingress: [] } }),
});

export function openInstallation(options: {
  /** Path. @default - the in-cluster account */
  readonly kubeconfig?: string | undefined;
  /** For one request. @default 10000 */
  readonly timeoutMs?: number;
}): Installation {
  const { kubeconfig, timeoutMs = 10_000 } = options;
  let connecting: Promise<Connection> | undefined;
  const connection = () => (connecting ??= connect({ kubeconfig, timeoutMs }));

  async function ask<T>(
    what: string,
    plural: string,
    read: (connection: Connection) => Promise<T>,
  ): Promise<Asked<T | undefined>> {
    try {
      return known(await read(await connection()));
    } catch (error) {
      if (isAbsent(error, plural)) return known(undefined);
      return unknown(reasonOf(error, what));
    }
  }

  /** Of what there always is: that it is absent says nothing. */
  function present<T>(asked: Asked<T | undefined>, what: string): Asked<T> {
    if (asked.kind === 'unknown') return asked;
    return asked.value === undefined ? unknown(`Kubernetes has no ${what}`) : known(asked.value);
  }

  return {
    nodes: async () =>
      present(
        await ask('its nodes', 'nodes', async ({ core }) => readNodes(await core.listNode())),
        'nodes',
      ),
    object: ({ namespace, ...place }, name) =>
      ask(`${place.plural} ${name}`, place.plural, async ({ custom }): Promise<unknown> =>
        namespace === undefined
          ? custom.getClusterCustomObject({ ...place, name })
          : custom.getNamespacedCustomObject({ ...place, namespace, name }),
      ),
    objects: async ({ namespace, ...place }) =>
      present(
        await ask(`its ${place.plural}`, place.plural, async ({ custom }) => {
          const answer: unknown = await (namespace === undefined
            ? custom.listClusterCustomObject(place)
            : custom.listNamespacedCustomObject({ ...place, namespace }));
          return list.parse(answer).items;
        }),
        place.plural,
      ),
    secret: (namespace, name) =>
      ask(`the Secret ${namespace}/${name}`, 'secrets', async ({ core }) => {
        const { metadata, data } = secret.parse(
          await core.readNamespacedSecret({ namespace, name }),
        );
        return { labels: metadata.labels, data: decoded(data) };
      }),
    configMap: (namespace, name) =>
      ask(`the ConfigMap ${namespace}/${name}`, 'configmaps', async ({ core }) => {
        return configMap.parse(await core.readNamespacedConfigMap({ namespace, name })).data;
      }),
    loadBalancer: (namespace, name) =>
      ask(`the Service ${namespace}/${name}`, 'services', async ({ core }) => {
        const { status } = service.parse(await core.readNamespacedService({ namespace, name }));
        return status.loadBalancer.ingress.flatMap(({ ip, hostname }) => ip ?? hostname ?? []);
      }),
  };
}

function readNodes(answer: unknown): ClusterNode[] {
  return nodeList.parse(answer).items.map(({ metadata, status }) => ({
    name: metadata.name,
    ready: status.conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    version: status.nodeInfo.kubeletVersion,
    architecture: status.nodeInfo.architecture,
    addresses: status.addresses
      .filter(({ type }) => type === 'InternalIP' || type === 'ExternalIP')
      .map(({ address }) => address),
    allocatable: status.allocatable,
  }));
}

function decoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}
