import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CASCADE, CONFIRM_REMOVAL, IN_CLUSTER } from './argocd.ts';

export interface ComponentApplicationProps {
  readonly name: string;
  /** The namespace of Argo CD. */
  readonly namespace: string;
  /** The AppProject it belongs to. */
  readonly project: string;
  /** One sentence for people who see it in Argo CD. */
  readonly description: string;
  /** Namespace of what it deploys, where that does not name its own. */
  readonly destination: string;
  readonly source: HelmSource | DirectorySource;
}

export type HelmSource = {
  /** Address of the chart repository: `https://…`, or a registry without a scheme. */
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  readonly release: string;
  readonly values: object;
};

export type DirectorySource = {
  readonly url: string;
  readonly branch: string;
  /** Its `*.yaml` are applied. */
  readonly path: string;
};

/**
 * One component of the platform.
 *
 * It is tried again without end: what it needs (definitions, a webhook, a Secret) may come with another component,
 * at its own time. People are asked before it is removed, and with it all it deployed.
 */
export class ComponentApplication extends Construct {
  constructor(scope: Construct, id: string, props: ComponentApplicationProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: props.name,
        namespace: props.namespace,
        annotations: { ...CONFIRM_REMOVAL, 'k8s-ee/description': props.description },
        finalizers: [CASCADE],
      },
      spec: {
        project: props.project,
        source: source(props.source),
        destination: { server: IN_CLUSTER, namespace: props.destination },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          retry: {
            limit: -1,
            refresh: true,
            backoff: { duration: '5s', factor: 2, maxDuration: '1m' },
          },
          syncOptions: [
            'FailOnSharedResource=true',
            // Definitions of some charts are larger than what an annotation holds.
            'ServerSideApply=true',
            // A kind whose definition comes with another component fails by itself and is tried again.
            'SkipDryRunOnMissingResource=true',
          ],
        },
      },
    });
  }
}

function source(from: HelmSource | DirectorySource): object {
  if ('chart' in from) {
    return {
      repoURL: from.repository,
      chart: from.chart,
      targetRevision: from.version,
      helm: { releaseName: from.release, valuesObject: from.values },
    };
  }
  return {
    repoURL: from.url,
    targetRevision: from.branch,
    path: from.path,
    directory: { include: '*.yaml' },
  };
}
