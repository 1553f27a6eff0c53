import type { Chart } from 'cdk8s';

/** A Helm chart, pinned. */
export type HelmChart = {
  /** Address of the chart repository, as Argo CD wants it: `https://…`, or a registry without a scheme. */
  readonly repository: string;
  readonly name: string;
  /** Exact. Another one is asked for by `platform.versions` of `platform.yaml`. */
  readonly version: string;
  readonly release: string;
  readonly values: object;
};

/**
 * One part of the platform: one Application of Argo CD, either of a Helm chart or of objects of our own, which
 * stand in `platform/components/{name}/`.
 *
 * Components do not wait for each other: each is tried again until it can be applied, so that one that is not well
 * keeps no change of another from the cluster.
 */
export type Component = {
  /** Of the Application and of the directory; no environment and no project can have it. */
  readonly name: string;
  /** One sentence for people who see it in Argo CD and in Git. */
  readonly description: string;
  /** Where it goes; objects may name others. */
  readonly namespace: string;
} & (
  | { readonly chart: HelmChart }
  | {
      /** Adds its objects; each chart it is given becomes one file. */
      readonly objects: (file: (id: string) => Chart) => void;
    }
);

/** A namespace of the platform, and which pods the API server takes in it. */
export type PlatformNamespace = {
  readonly name: string;
  readonly podSecurity: 'restricted' | 'baseline' | 'privileged';
};
