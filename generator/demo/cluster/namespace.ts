import { readManifests, type Manifests, type Workload } from './manifests.ts';
import { imageOf } from './image.ts';
import { isReady, type Pod } from './pod.ts';
import type { Files } from '../github/world.ts';
import { labels } from '../../../constructs/labels.ts';

/** What runs in the namespace of one environment. */
export type Namespace = {
  readonly name: string;
  readonly createdAt: number;
  terminating: boolean;
  manifests: Manifests;
  pods: readonly Pod[];
  /** The names of the Jobs whose work is done. */
  readonly done: Set<string>;
  /** Of each Deployment, how often it changed. */
  readonly generations: Map<string, { hash: string; generation: number }>;
};

export function createNamespace(name: string, now: number): Namespace {
  return {
    ...{ name, createdAt: now, terminating: false },
    manifests: readManifests(''),
    ...{ pods: [], done: new Set(), generations: new Map() },
  };
}

export type PodMaker = {
  readonly startMs: number;
  /** The files of a commit of the app; `undefined`: no such commit. */
  readonly filesOf: (sha: string) => Files | undefined;
};

/** Takes over manifests that were synced, and makes and ends pods as far as that can be done at once. */
export function applyManifests(
  namespace: Namespace,
  text: string,
  now: number,
  maker: PodMaker,
): void {
  namespace.manifests = readManifests(text);
  for (const { kind, name, replicas, template } of namespace.manifests.workloads) {
    const hash = `${replicas} ${template.hash}`;
    const before = namespace.generations.get(`${kind}/${name}`);
    if (before?.hash === hash) continue;
    const generation = (before?.generation ?? 0) + 1;
    namespace.generations.set(`${kind}/${name}`, { hash, generation });
  }
  settle(namespace, now, maker);
}

/** Makes what is missing and ends what was replaced; the same moment again changes nothing. */
export function settle(namespace: Namespace, now: number, maker: PodMaker): void {
  if (namespace.terminating) {
    namespace.pods = [];
    return;
  }
  const { workloads } = namespace.manifests;
  namespace.pods = workloads.flatMap((workload) => podsOf(workload, namespace, now, maker));
  // Its seed waits until the app answers.
  const served = workloads.every((one) => one.kind === 'Job' || isRolledOut(one, namespace, now));
  for (const { kind, name, replicas } of workloads) {
    if (kind === 'Job' && served && replicas > 0) namespace.done.add(name);
  }
}

/** The pods that a workload is to have now. */
function podsOf(workload: Workload, namespace: Namespace, now: number, maker: PodMaker): Pod[] {
  const { kind, name, replicas, template } = workload;
  const owned = namespace.pods.filter(({ owner }) => owner.kind === kind && owner.name === name);
  // A Job is made once; a changed template of it is refused elsewhere.
  const isCurrent = (pod: Pod) => kind === 'Job' || pod.template.hash === template.hash;
  const current = owned.filter(isCurrent).slice(0, replicas);
  const missing = Array.from({ length: replicas - current.length }, (_, index) =>
    makePod(workload, namespace.name, current.length + index, now, maker),
  );
  const pods = [...current, ...missing];
  // What served before serves until the new ones do.
  const served = kind !== 'Deployment' || pods.every((pod) => isReady(pod, now));
  const before = served ? [] : owned.filter((pod) => !isCurrent(pod) && isReady(pod, now));
  return replicas === 0 ? [] : [...pods, ...before];
}

function makePod(
  { kind, name, template }: Workload,
  namespace: string,
  index: number,
  now: number,
  maker: PodMaker,
): Pod {
  const sha = template.metadata.labels[labels.commitSha];
  const [container] = template.spec.containers;
  if (!container) throw new Error(`${kind} ${name} has no container`);
  const startMs = kind === 'StatefulSet' ? maker.startMs / 2 : maker.startMs;
  return {
    name: kind === 'StatefulSet' ? `${name}-${index}` : `${name}-${template.hash}-${index}`,
    ...{ namespace, owner: { kind, name }, template },
    image: imageOf(container, sha === undefined ? undefined : (maker.filesOf(sha) ?? {})),
    ...{ createdAt: now, readyAt: now + startMs },
  };
}

/** Whether all its pods are ready, and none of another version is left. */
export function isRolledOut(workload: Workload, namespace: Namespace, now: number): boolean {
  const { kind, name, replicas, template } = workload;
  if (kind === 'Job') return namespace.done.has(name);
  const owned = namespace.pods.filter(({ owner }) => owner.kind === kind && owner.name === name);
  return (
    owned.length === replicas &&
    owned.every((pod) => pod.template.hash === template.hash && isReady(pod, now))
  );
}

export function isHealthy(namespace: Namespace, now: number): boolean {
  return namespace.manifests.workloads.every((workload) => isRolledOut(workload, namespace, now));
}
