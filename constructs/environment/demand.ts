import { parseCpu, parseMemory } from '../quantity.ts';
import type { Size } from './sizes.ts';

/** One kind of pod: how many of them may exist at once, and what each holds. */
export type PodDemand = {
  /** The highest number at once, a rolling update's surge included. */
  readonly count: number;
  readonly containers: readonly Size[];
  /** Run one after the other before the containers. */
  readonly initContainers: readonly Size[];
  /** Sizes of the volumes each claims. */
  readonly storage: readonly string[];
};

/** CPU in millicores, memory and storage in bytes. */
export type Demand = {
  readonly requests: { readonly cpu: number; readonly memory: number };
  readonly limits: { readonly cpu: number; readonly memory: number };
  readonly storage: number;
  readonly pods: number;
  readonly claims: number;
};

/** What all pods may ask for together, as Kubernetes counts it against a quota. */
export function sumDemand(pods: readonly PodDemand[]): Demand {
  const total = (kind: 'requests' | 'limits', what: 'cpu' | 'memory') =>
    pods.reduce(
      (sum, pod) => sum + pod.count * podSize(pod, (size) => measure(size, kind, what)),
      0,
    );
  const volumes = pods.flatMap(({ count, storage }) =>
    Array.from({ length: count }, () => storage).flat(),
  );
  return {
    requests: { cpu: total('requests', 'cpu'), memory: total('requests', 'memory') },
    limits: { cpu: total('limits', 'cpu'), memory: total('limits', 'memory') },
    storage: volumes.reduce((sum, size) => sum + parseMemory(size), 0),
    pods: pods.reduce((sum, { count }) => sum + count, 0),
    claims: volumes.length,
  };
}

/** The containers together, or the largest init container where that is more. */
function podSize(pod: PodDemand, of: (size: Size) => number): number {
  const running = pod.containers.reduce((sum, size) => sum + of(size), 0);
  return Math.max(running, ...pod.initContainers.map(of));
}

function measure(size: Size, kind: 'requests' | 'limits', what: 'cpu' | 'memory'): number {
  return what === 'cpu' ? parseCpu(size[kind].cpu) : parseMemory(size[kind].memory);
}

/** The largest single container, for bounds on one. */
export function largestContainer(pods: readonly PodDemand[]): {
  readonly cpu: number;
  readonly memory: number;
} {
  const all = pods.flatMap(({ containers, initContainers }) => [...containers, ...initContainers]);
  return {
    cpu: Math.max(...all.map((size) => measure(size, 'limits', 'cpu'))),
    memory: Math.max(...all.map((size) => measure(size, 'limits', 'memory'))),
  };
}
