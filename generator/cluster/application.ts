import { z } from 'zod';

/** The fields read of an Argo CD Application. */
const applicationAnswer = z.object({
  kind: z.literal('Application'),
  metadata: z.object({ name: z.string(), deletionTimestamp: z.unknown().optional() }),
  status: z
    .object({
      health: z.object({ status: z.string().optional() }).optional(),
      sync: z.object({ status: z.string(), revision: z.string().optional() }).optional(),
      operationState: z
        .object({
          phase: z.string(),
          message: z.string().optional(),
          finishedAt: z.string().optional(),
          operation: z
            .object({
              sync: z
                .object({
                  resources: z.array(z.unknown()).optional(),
                  revision: z.string().optional(),
                })
                .optional(),
            })
            .optional(),
          syncResult: z
            .object({
              revision: z.string().optional(),
              resources: z
                .array(
                  z.looseObject({ status: z.string().optional(), message: z.string().optional() }),
                )
                .optional(),
            })
            .optional(),
        })
        .optional(),
    })
    .optional(),
});

export const applicationListAnswer = z.object({ items: z.array(z.unknown()) });

/**
 * The revision whose manifests are known to be what the cluster has; undefined while none is.
 *
 * `Synced` says it of `sync.revision`, which moves with every commit on the branch. That is wanted:
 * a tombstone with nothing left to prune is never synced by an operation, only found to be Synced.
 * Otherwise the last whole operation that succeeded says it of its own revision; one for chosen
 * resources only, such as a self-heal, says nothing of the rest.
 */
export function readApplication(answer: unknown): { syncedRevision?: string } {
  const { status } = applicationAnswer.parse(answer);
  const { sync, operationState: operation } = status ?? {};
  if (sync?.status === 'Synced' && sync.revision) return { syncedRevision: sync.revision };
  const whole = (operation?.operation?.sync?.resources ?? []).length === 0;
  const revision = operation?.syncResult?.revision;
  if (operation?.phase === 'Succeeded' && whole && revision) return { syncedRevision: revision };
  return {};
}

/** A sync that Argo CD has given up. */
export type SyncFailure = {
  /** The commit of the environments branch that it tried. */
  readonly revision: string;
  /** In ISO 8601. */
  readonly finishedAt: string;
  readonly message: string;
};

/** The last sync, where it failed for good; Argo CD's own tries of it are over then. */
export function failureOf(object: unknown): SyncFailure | undefined {
  const operation = applicationAnswer.safeParse(object).data?.status?.operationState;
  if (operation?.phase !== 'Failed' && operation?.phase !== 'Error') return undefined;
  const revision = operation.syncResult?.revision ?? operation.operation?.sync?.revision;
  const { finishedAt, message = 'Argo CD gives no reason' } = operation;
  return revision && finishedAt ? { revision, finishedAt, message } : undefined;
}

/** What an Application says of itself, as it was last heard of. */
export type ApplicationState = {
  /** The commit whose manifests the cluster is known to have. */
  readonly syncedRevision?: string;
  /** Of everything it holds: Healthy, Progressing, Degraded, Missing, Suspended or Unknown. */
  readonly health: string;
  /** Its last sync failed for good. */
  readonly failure?: SyncFailure;
  /** Why the sync that runs cannot succeed, while Argo CD still waits or tries. */
  readonly refused?: { readonly revision: string; readonly message: string };
  readonly deleting: boolean;
};

/** `undefined`: it cannot be read. */
export function stateOf(object: unknown): ApplicationState | undefined {
  const read = applicationAnswer.safeParse(object).data;
  if (!read) return undefined;
  const failure = failureOf(object);
  const refused = refusedOf(read.status?.operationState);
  return {
    ...(refused && { refused }),
    ...readApplication(object),
    health: read.status?.health?.status ?? 'Unknown',
    deleting: read.metadata.deletionTimestamp !== undefined,
    ...(failure && { failure }),
  };
}

type Operation = NonNullable<
  NonNullable<z.infer<typeof applicationAnswer>['status']>['operationState']
>;

/** An object that was refused: the operation stays "Running" as long as the others are not healthy. */
function refusedOf(operation: Operation | undefined): ApplicationState['refused'] {
  const { phase, syncResult } = operation ?? {};
  const refused = syncResult?.resources?.find(({ status }) => status === 'SyncFailed');
  if (phase !== 'Running' || !refused || !syncResult?.revision) return undefined;
  return { revision: syncResult.revision, message: refused.message ?? 'an object was refused' };
}

const named = z.object({ metadata: z.object({ name: z.string() }) });

/** The name of an Application. Throws where it is none. */
export function nameOf(object: unknown): string {
  return named.parse(object).metadata.name;
}
