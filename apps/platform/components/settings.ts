import type { ComponentsInput } from './schema.ts';

/** What `platform.yaml` says under `platform`, with every default filled in. */
export type ComponentSettings = {
  /** The dashboard is `previews.{opsDomain}`; with it stand `grafana.`, `argocd.` and `login.`. */
  readonly opsDomain: string;
  readonly profile: 'lean' | 'standard';
  /** The generator's own image, with a tag or digest. */
  readonly generatorImage: string;
  readonly tls: ComponentsInput['tls'];
  /** Whose members may see the dashboard and Grafana; absent: neither is reached from outside. */
  readonly login?: { readonly organization: string };
  readonly alerts: ComponentsInput['alerts'];
  readonly runners?: { readonly url: string; readonly max: number };
  readonly certManager: boolean;
  readonly externalSecrets: boolean;
  readonly monitoring: boolean;
  readonly logs: boolean;
  readonly storageClass: string;
  /** Versions of charts that differ from the ones tried with this release, by chart. */
  readonly versions: Readonly<Record<string, string>>;
  /** The machine, where it is not the one of the profile. */
  readonly server?: ComponentsInput['server'];
};

export function componentSettings(input: ComponentsInput, opsDomain: string): ComponentSettings {
  const { certManager, externalSecrets, monitoring, logs } = input.components;
  return {
    opsDomain,
    profile: input.profile,
    generatorImage: input.generator.image,
    tls: input.tls,
    ...(input.login && { login: input.login }),
    alerts: input.alerts,
    ...(input.runners && { runners: input.runners }),
    certManager: certManager !== 'off',
    externalSecrets: externalSecrets !== 'off',
    monitoring: monitoring !== 'off',
    logs: logs !== 'off',
    storageClass: input.storageClass,
    versions: input.versions,
    ...(input.server && { server: input.server }),
  };
}

/** Where the components are reached inside the cluster: what `platform.yaml` need not say then. */
export function addressesOf(settings: ComponentSettings, argocdNamespace: string) {
  return {
    argocd: {
      url: `https://argocd.${settings.opsDomain}`,
      applicationSetWebhook: `http://argocd-applicationset-controller.${argocdNamespace}:7000/api/webhook`,
      serverWebhook: `http://argocd-server.${argocdNamespace}/api/webhook`,
    },
    probe: 'traefik.kube-system.svc:443',
    ...(settings.monitoring && { prometheus: 'http://kps-prometheus.observability:9090' }),
  };
}
