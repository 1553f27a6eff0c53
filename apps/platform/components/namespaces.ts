import type { PlatformNamespace } from './component.ts';

/** Where each part of the platform is. None of them can be that of an environment: they have no `-pr-`. */
export const namespaces = {
  certManager: 'cert-manager',
  externalSecrets: 'external-secrets',
  login: 'k8s-ee-login',
  observability: 'observability',
  runnerController: 'arc-systems',
  runners: 'arc-runners',
  /** k3s brings it, and Traefik in it. */
  ingress: 'kube-system',
  /** The generator and the sweeper. */
  system: 'k8s-ee-system',
} as const;

/** The least that what runs in each of them can live with. */
export const PLATFORM_NAMESPACES: readonly PlatformNamespace[] = [
  { name: namespaces.certManager, podSecurity: 'restricted' },
  { name: namespaces.externalSecrets, podSecurity: 'restricted' },
  { name: namespaces.login, podSecurity: 'restricted' },
  // node-exporter and Alloy read files and namespaces of the node.
  { name: namespaces.observability, podSecurity: 'privileged' },
  { name: namespaces.runnerController, podSecurity: 'restricted' },
  // Docker in Docker, where workflows build images.
  { name: namespaces.runners, podSecurity: 'privileged' },
  { name: namespaces.system, podSecurity: 'restricted' },
];
