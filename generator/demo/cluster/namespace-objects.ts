import type { Workload } from './manifests.ts';
import { isRolledOut, type Namespace } from './namespace.ts';
import { isReady } from './pod.ts';
import { podEvents, podObject } from './pod-object.ts';

type Item = Record<string, unknown>;

export function namespaceObject({ name, createdAt, terminating }: Namespace, now: number): Item {
  return {
    ...{ apiVersion: 'v1', kind: 'Namespace' },
    metadata: {
      ...{ name, creationTimestamp: new Date(createdAt).toISOString() },
      ...(terminating && { deletionTimestamp: new Date(now).toISOString() }),
    },
    status: { phase: terminating ? 'Terminating' : 'Active' },
  };
}

/** What there is of a kind in a namespace, by its plural; `undefined`: nobody knows this kind here. */
export function itemsOf(plural: string, namespace: Namespace, now: number): Item[] | undefined {
  const { pods, manifests, done } = namespace;
  const of = (kind: Workload['kind']) => manifests.workloads.filter((one) => one.kind === kind);
  switch (plural) {
    case 'pods':
      return pods.map((pod) =>
        podObject(pod, now, pod.owner.kind === 'Job' && done.has(pod.owner.name)),
      );
    case 'events':
      return pods.flatMap((pod) => podEvents(pod, now));
    case 'deployments':
      return of('Deployment').map((one) => deploymentObject(one, namespace, now));
    case 'jobs':
      return of('Job').map((one) => jobObject(one, isRolledOut(one, namespace, now)));
    case 'externalsecrets':
      return manifests.externalSecrets.map(({ name, target }) => ({
        metadata: { name },
        spec: { target: { name: target } },
        status: { conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced' }] },
      }));
    default:
      return undefined;
  }
}

function deploymentObject(
  { name, replicas, template }: Workload,
  namespace: Namespace,
  now: number,
): Item {
  const generation = namespace.generations.get(`Deployment/${name}`)?.generation ?? 1;
  const owned = namespace.pods.filter(
    ({ owner }) => owner.kind === 'Deployment' && owner.name === name,
  );
  const count = (of: (pod: (typeof owned)[number]) => boolean) => owned.filter(of).length;
  return {
    metadata: { name, namespace: namespace.name, generation },
    spec: { replicas, template },
    status: {
      observedGeneration: generation,
      replicas: owned.length,
      updatedReplicas: count((pod) => pod.template.hash === template.hash),
      availableReplicas: count((pod) => isReady(pod, now)),
    },
  };
}

function jobObject({ name }: Workload, done: boolean): Item {
  return {
    metadata: { name, creationTimestamp: new Date(0).toISOString() },
    spec: { backoffLimit: 6 },
    status: done
      ? { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] }
      : { active: 1 },
  };
}
