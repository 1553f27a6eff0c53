import { z } from 'zod';
import { labels } from '../../constructs/labels.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './doubt.ts';

export type RolloutFact =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** `done`: every replica of every service runs the commit, and none of another is left. */
  | { readonly kind: 'known'; readonly done: boolean };

/** How far an environment's services are with a commit, by its id. Never rejects. */
export type ReadRollout = (id: string, sha: string) => Promise<RolloutFact>;

export const noRollout: ReadRollout = () => Promise.resolve({ kind: 'off' });

const LIMIT = 50;

const count = z.number().default(0);
const deployments = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ generation: count }),
      spec: z.object({
        replicas: count,
        template: z.object({
          metadata: z.object({ labels: z.record(z.string(), z.string()).default({}) }),
        }),
      }),
      status: z
        .object({
          observedGeneration: count,
          replicas: count,
          updatedReplicas: count,
          availableReplicas: count,
        })
        .optional(),
    }),
  ),
});
type Deployment = z.infer<typeof deployments>['items'][number];

/**
 * Argo CD's "Healthy" may still be of the commit before, for a moment after a sync: what the Deployments
 * themselves say is not.
 */
export function createRollout(connection: () => Promise<Connection>): ReadRollout {
  return async (id, sha) => {
    try {
      const { custom } = await connection();
      const answer: unknown = await custom.listNamespacedCustomObject({
        ...{ group: 'apps', version: 'v1', plural: 'deployments', namespace: id, limit: LIMIT },
      });
      const { items } = deployments.parse(answer);
      return { kind: 'known', done: items.length > 0 && items.every((one) => isDone(one, sha)) };
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error, `the Deployments of ${id}`) };
    }
  };
}

function isDone({ metadata, spec, status }: Deployment, sha: string): boolean {
  const { replicas, template } = spec;
  return (
    template.metadata.labels[labels.commitSha] === sha &&
    status?.observedGeneration === metadata.generation &&
    status.replicas === replicas &&
    status.updatedReplicas === replicas &&
    status.availableReplicas === replicas
  );
}
