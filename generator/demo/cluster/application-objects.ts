import { labels } from '../../../constructs/labels.ts';
import type { ClusterProject, Wanted } from './desired.ts';
import type { ApiObject } from './store.ts';

/** What the stand-in knows of one Application. */
export type Application = Wanted & {
  readonly createdAt: string;
  deleting: boolean;
  /** The commit that was synced last, and the manifests it held. */
  synced: { readonly revision: string; readonly text: string } | undefined;
  /** The sync that runs, or the last one. */
  operation:
    | {
        readonly phase: 'Running' | 'Succeeded' | 'Failed';
        readonly revision: string;
        readonly message: string;
        readonly text: string;
        readonly at: string;
      }
    | undefined;
};

export function newApplication(wanted: Wanted, now: Date): Application {
  const createdAt = now.toISOString();
  return { ...wanted, createdAt, deleting: false, synced: undefined, operation: undefined };
}

/** As the API server gives it; `health`: of everything it holds. */
export function applicationObject(
  { id, project, number, createdAt, deleting, synced, operation }: Application,
  place: { readonly namespace: string; readonly health: string },
): ApiObject {
  const isSynced = operation?.phase === 'Succeeded';
  const revision = (isSynced ? synced?.revision : operation?.revision) ?? '';
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' },
    metadata: {
      ...{ name: id, namespace: place.namespace, creationTimestamp: createdAt },
      labels: {
        [labels.type]: 'ephemeral',
        [labels.projectId]: project,
        [labels.prNumber]: number,
      },
      ...(deleting && { deletionTimestamp: createdAt }),
    },
    status: {
      health: { status: place.health },
      sync: { status: isSynced ? 'Synced' : 'OutOfSync', revision },
      ...(operation && { operationState: operationState(operation) }),
    },
  };
}

function operationState({ phase, revision, message, at }: NonNullable<Application['operation']>) {
  return {
    ...{ phase, message, startedAt: at },
    ...(phase !== 'Running' && { finishedAt: at }),
    operation: { sync: { revision } },
    syncResult: { revision },
  };
}

/** The ApplicationSet of a project; `problem`: why it makes no Applications. */
export function applicationSetObject(
  { id }: ClusterProject,
  place: { readonly namespace: string; readonly problem: string | undefined },
): ApiObject {
  const { namespace, problem } = place;
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet' },
    metadata: { name: id, namespace, labels: { [labels.projectId]: id } },
    status: {
      conditions: [
        {
          type: 'ErrorOccurred',
          status: problem === undefined ? 'False' : 'True',
          ...(problem !== undefined && { message: problem }),
        },
      ],
    },
  };
}
