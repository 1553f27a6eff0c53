import type { Quantities } from './amount.ts';

/**
 * What of a server no pod gets, as argocd/k3s/config.yaml sets it: k3s itself with its containers' runtime, the
 * operating system, and the memory at which the kubelet begins to evict pods.
 */
export const RESERVED = {
  kube: { cpu: '250m', memory: '1Gi' },
  system: { cpu: '100m', memory: '256Mi' },
  eviction: { cpu: '0', memory: '256Mi' },
} as const satisfies Readonly<Record<string, Quantities>>;

/** What k3s starts as pods beside Traefik: CoreDNS and metrics-server ask for this, the others for nothing. */
export const K3S_PODS: readonly (Quantities & { readonly name: string })[] = [
  { name: 'CoreDNS', cpu: '100m', memory: '70Mi' },
  { name: 'metrics-server', cpu: '100m', memory: '70Mi' },
];

/** What the kernel keeps of the memory that a provider sells. */
export const KERNEL_SHARE = 0.03;

/** The operating system, images until the kubelet removes them, logs and writable layers of containers. */
export const DISK_RESERVED = { lean: '25Gi', standard: '45Gi' } as const;

/** The kubelet takes 110; k3s' own, Argo CD's and all components' are at most 34. */
export const FREE_PODS = 110 - 34;
