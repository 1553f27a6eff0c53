import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { CASCADE, CONFIRM_REMOVAL, IN_CLUSTER } from './argocd.ts';

/** A kind of Kubernetes objects, as Argo CD names it; the core group is `''`. */
export type ResourceKind = { readonly group: string; readonly kind: string };

export interface AppProjectProps {
  readonly name: string;
  /** The namespace of Argo CD. */
  readonly namespace: string;
  /**
   * One sentence for people who see it in Argo CD.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Labels of the AppProject itself.
   *
   * @default - none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /** The only repositories its Applications may be read from. */
  readonly sourceRepositories: readonly string[];
  /** Globs of the namespaces, in Argo CD's own cluster, its Applications may write to. */
  readonly destinationNamespaces: readonly string[];
  /** Every namespaced kind that its Applications may hold; no other is created or deleted. */
  readonly namespacedKinds: readonly ResourceKind[];
  /**
   * Every kind without a namespace that its Applications may hold; with a name, a glob, only those of that name.
   *
   * @default - none
   */
  readonly clusterKinds?: readonly (ResourceKind & { readonly name?: string })[];
}

/**
 * What the Applications of one project may touch.
 *
 * It outlives its Applications: without the finalizer an AppProject that is deleted together with
 * them leaves them undeletable.
 */
export class AppProject extends Construct {
  constructor(scope: Construct, id: string, props: AppProjectProps) {
    super(scope, id);
    const { clusterKinds = [], description, destinationNamespaces, labels } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      metadata: {
        name: props.name,
        namespace: props.namespace,
        ...(labels && { labels }),
        annotations: CONFIRM_REMOVAL,
        finalizers: [CASCADE],
      },
      spec: {
        ...(description !== undefined && { description }),
        sourceRepos: [...props.sourceRepositories],
        destinations: destinationNamespaces.map((namespace) => ({ server: IN_CLUSTER, namespace })),
        clusterResourceWhitelist: clusterKinds.map((kind) => ({ ...kind })),
        namespaceResourceWhitelist: props.namespacedKinds.map(({ group, kind }) => ({
          group,
          kind,
        })),
      },
    });
  }
}
