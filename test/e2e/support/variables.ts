import type { KubernetesObject } from '@kubernetes/client-node';
import type { Cluster } from './cluster.ts';

type Variable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
};
type Container = {
  readonly name: string;
  readonly env?: readonly Variable[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name: string } }[];
};
type Workload = KubernetesObject & {
  spec: { template: { spec: { containers: Container[]; initContainers?: Container[] } } };
};
export type Secret = KubernetesObject & {
  immutable?: boolean;
  data?: Readonly<Record<string, string>>;
};

const WORKLOADS = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'Job'],
] as const;

/** The Secrets of a namespace by name, in plain text. */
export async function secretsOf(
  cluster: Cluster,
  namespace: string,
): Promise<Record<string, { readonly id: string; readonly data: Record<string, string> }>> {
  const secrets = await cluster.list<Secret>('v1', 'Secret', { namespace });
  return Object.fromEntries(
    secrets.map(({ metadata, data = {} }) => [
      metadata?.name ?? '',
      { id: `${metadata?.uid}`, data: plain(data) },
    ]),
  );
}

/**
 * The variables of every container of a namespace, by `KIND/NAME/CONTAINER`, as the kubelet would make them.
 * Throws where a Secret or a key that one refers to is missing: such a pod does not start.
 */
export async function variablesOf(
  cluster: Cluster,
  namespace: string,
): Promise<Record<string, Record<string, string>>> {
  const secrets = await secretsOf(cluster, namespace);
  const found: Record<string, Record<string, string>> = {};
  for (const [apiVersion, kind] of WORKLOADS) {
    for (const workload of await cluster.list<Workload>(apiVersion, kind, { namespace })) {
      const { containers, initContainers = [] } = workload.spec.template.spec;
      for (const container of [...initContainers, ...containers]) {
        const place = `${kind}/${workload.metadata?.name}/${container.name}`;
        found[place] = variables(container, secrets, place);
      }
    }
  }
  return found;
}

function variables(
  { env = [], envFrom = [] }: Container,
  secrets: Awaited<ReturnType<typeof secretsOf>>,
  place: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { secretRef } of envFrom) {
    if (!secretRef) continue;
    const secret = secrets[secretRef.name];
    if (!secret) throw new Error(`${place}: there is no Secret ${secretRef.name}`);
    Object.assign(values, secret.data);
  }
  for (const { name, value = '', valueFrom } of env) {
    const reference = valueFrom?.secretKeyRef;
    const secret = reference && secrets[reference.name]?.data[reference.key];
    if (reference && !secret) {
      throw new Error(`${place}: ${name} has no Secret ${reference.name} with ${reference.key}`);
    }
    values[name] = secret ?? expanded(value, values);
  }
  return values;
}

/** `$(NAME)` is a variable that stands before; `$$` is a dollar. */
function expanded(value: string, known: Readonly<Record<string, string>>): string {
  return value.replaceAll(/\$\$|\$\(([^)]+)\)/g, (all, name: string | undefined) =>
    name === undefined ? '$' : (known[name] ?? all),
  );
}

function plain(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}
