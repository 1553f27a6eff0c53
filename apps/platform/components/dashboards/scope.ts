/** What dashboards need to know of the platform. */
export type DashboardScope = {
  readonly opsDomain: string;
  /** Argo CD's page, and the namespace it is in. */
  readonly argocd: { readonly url: string; readonly namespace: string };
  /** Of the previews themselves. */
  readonly domain: string;
  /** What all environments together may ask for. */
  readonly capacity: {
    /** Cores. */
    readonly cpu: number;
    /** Bytes. */
    readonly memory: number;
    /** Bytes. */
    readonly storage: number;
    readonly environments: number;
  };
  readonly certificates: boolean;
  readonly externalSecrets: boolean;
  readonly logs: boolean;
};
