import { z } from 'zod';
import { applicationListAnswer, readApplication } from './application.ts';
import { createApplications, noApplications, type Applications } from './applications.ts';
import {
  createApplicationSets,
  noApplicationSets,
  type ApplicationSets,
} from './application-sets.ts';
import { connect, type Connection } from './connection.ts';
import { isAbsent, reasonOf } from './doubt.ts';
import { createEvidence, noEvidence, type ReadEvidence } from './evidence.ts';
import { createRollout, noRollout, type ReadRollout } from './rollout.ts';
import { createServiceLogs, noServiceLogs, type ReadServiceLogs } from './service-logs.ts';

export type ClusterFact =
  | { kind: 'off' }
  /** Refused, unreachable, late, unreadable. Nothing may be concluded from it. */
  | { kind: 'unknown'; reason: string }
  | {
      kind: 'known';
      namespace: 'absent' | 'present' | 'terminating';
      /** `syncedRevision`: the commit whose manifests the cluster is known to have. */
      application: undefined | { syncedRevision?: string };
    };

/** What Kubernetes says of environments; read only. No method rejects. */
export interface Cluster {
  /** An environment's namespace and its Application, both named by its id. */
  environment(id: string): Promise<ClusterFact>;
  /** Whether any of these projects has an Application; undefined when that is unknown, or nobody is asked. */
  hasApplications(projectIds: readonly string[]): Promise<boolean | undefined>;
  readonly applications: Applications;
  readonly applicationSets: ApplicationSets;
  /** What is seen of the pods of an environment, by its id. */
  readonly evidence: ReadEvidence;
  readonly rollout: ReadRollout;
  readonly serviceLogs: ReadServiceLogs;
}

export type ClusterOptions =
  | { mode: 'off' }
  | {
      mode: 'on';
      /** Path. @default - the in-cluster account */
      kubeconfig?: string;
      argocdNamespace: () => string;
      /** For one request. @default 5000 */
      timeoutMs?: number;
    };

const applications = { group: 'argoproj.io', version: 'v1alpha1', plural: 'applications' };

export function createCluster(options: ClusterOptions): Cluster {
  if (options.mode === 'off') {
    return {
      environment: () => Promise.resolve({ kind: 'off' }),
      hasApplications: () => Promise.resolve(undefined),
      applications: noApplications,
      applicationSets: noApplicationSets,
      evidence: noEvidence,
      rollout: noRollout,
      serviceLogs: noServiceLogs,
    };
  }
  const { kubeconfig, argocdNamespace, timeoutMs = 5000 } = options;
  let connecting: Promise<Connection> | undefined;

  function connection(): Promise<Connection> {
    connecting ??= connect({ kubeconfig, timeoutMs }).catch((error: unknown) => {
      connecting = undefined;
      throw error;
    });
    return connecting;
  }

  return {
    async environment(id) {
      try {
        const { core, custom } = await connection();
        // The namespace first: an Application that appears in between is then still seen.
        const namespace = await readOrAbsent(core.readNamespace({ name: id }), 'namespaces');
        const application = await readOrAbsent(
          custom.getNamespacedCustomObject({
            ...applications,
            namespace: argocdNamespace(),
            name: id,
          }),
          applications.plural,
        );
        return {
          kind: 'known',
          namespace: namespace === undefined ? 'absent' : namespaceState(namespace, id),
          application: application === undefined ? undefined : readApplication(application),
        };
      } catch (error) {
        return { kind: 'unknown', reason: reasonOf(error, `the environment ${id}`) };
      }
    },

    async hasApplications(projectIds) {
      if (projectIds.length === 0) return false;
      try {
        const { custom } = await connection();
        const answer: unknown = await custom.listNamespacedCustomObject({
          ...applications,
          namespace: argocdNamespace(),
          labelSelector: `k8s-ee/project-id in (${projectIds.join(',')})`,
          limit: 1,
        });
        return applicationListAnswer.parse(answer).items.length > 0;
      } catch {
        return undefined;
      }
    },

    applications: createApplications({ connection, namespace: argocdNamespace }),
    applicationSets: createApplicationSets({ connection, namespace: argocdNamespace }),
    rollout: createRollout(connection),
    serviceLogs: createServiceLogs(connection),
    evidence: createEvidence({ connection, now: () => new Date() }),
  };
}

async function readOrAbsent(asked: Promise<unknown>, plural: string): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (isAbsent(error, plural)) return undefined;
    throw error;
  }
}

const namespaceAnswer = z.object({
  metadata: z.object({ name: z.string(), deletionTimestamp: z.unknown().optional() }),
  status: z.object({ phase: z.string().optional() }).optional(),
});

function namespaceState(answer: unknown, id: string): 'present' | 'terminating' {
  const { metadata, status } = namespaceAnswer.parse(answer);
  if (metadata.name !== id) throw new Error(`Kubernetes answered with namespace ${metadata.name}`);
  const going = metadata.deletionTimestamp !== undefined || status?.phase === 'Terminating';
  return going ? 'terminating' : 'present';
}
