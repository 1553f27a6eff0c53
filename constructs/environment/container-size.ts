import { k8s } from 'cdk8s-plus-28';
import type { Size } from './sizes.ts';

/** A size as a container carries it. */
export function containerSize({ requests, limits }: Size): k8s.ResourceRequirements {
  return { requests: quantities(requests), limits: quantities(limits) };
}

/** Room on the node's disk that goes with the pod, and no more than `limit` of it. */
export function scratchVolume(name: string, limit: string): k8s.Volume {
  return { name, emptyDir: { sizeLimit: k8s.Quantity.fromString(limit) } };
}

export function quantities(values: Readonly<Record<string, string>>): Record<string, k8s.Quantity> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, k8s.Quantity.fromString(value)]),
  );
}
