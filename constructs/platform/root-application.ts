import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { IN_CLUSTER } from './argocd.ts';

export interface RootApplicationProps {
  readonly name: string;
  /** The namespace of Argo CD. */
  readonly namespace: string;
  /** The AppProject it belongs to. */
  readonly project: string;
  /** The repository, its branch, and the directory in it whose `*.yaml` are applied. */
  readonly source: { readonly url: string; readonly branch: string; readonly path: string };
}

/**
 * The one Application that is applied by hand; it keeps the platform's own objects in step with Git.
 *
 * It has no finalizer: deleting it leaves everything it manages running.
 */
export class RootApplication extends Construct {
  constructor(scope: Construct, id: string, props: RootApplicationProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: props.name, namespace: props.namespace },
      spec: {
        project: props.project,
        source: {
          repoURL: props.source.url,
          targetRevision: props.source.branch,
          path: props.source.path,
          directory: { include: '*.yaml' },
        },
        destination: { server: IN_CLUSTER, namespace: props.namespace },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          retry: {
            limit: 5,
            refresh: true,
            backoff: { duration: '5s', factor: 2, maxDuration: '1m' },
          },
          syncOptions: ['FailOnSharedResource=true', 'ServerSideApply=true'],
        },
      },
    });
  }
}
