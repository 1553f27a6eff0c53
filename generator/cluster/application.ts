import { z } from 'zod';

/** The fields read of an Argo CD Application. */
const applicationAnswer = z.object({
  kind: z.literal('Application'),
  metadata: z.object({ name: z.string() }),
  status: z
    .object({
      sync: z.object({ status: z.string(), revision: z.string().optional() }).optional(),
      operationState: z
        .object({
          phase: z.string(),
          operation: z
            .object({ sync: z.object({ resources: z.array(z.unknown()).optional() }).optional() })
            .optional(),
          syncResult: z.object({ revision: z.string().optional() }).optional(),
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
