import type { Platform } from '../platform.ts';

/** At the host of an image, where it names one. */
const REGISTRY_PORT = /^[^/]+:(\d+)\//;
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443, 'ssh:': 22 };

/** The TCP ports at which Git, GitHub, registries and the API server of Kubernetes are reached. */
export function outsidePorts({ gitops, github, projects }: Platform): number[] {
  const registries = projects.flatMap(({ image, policy }) => [image, ...policy.registries]);
  const ports = [
    // Of Kubernetes: at its Service, and behind it on k3s.
    ...[443, 6443],
    portOf(gitops.url),
    portOf(github.apiUrl),
    ...registries.map((name) => Number(REGISTRY_PORT.exec(name)?.[1] ?? 443)),
  ];
  return [...new Set(ports)].sort((a, b) => a - b);
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 443) : Number(port);
}
