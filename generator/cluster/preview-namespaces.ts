import { z } from 'zod';
import { labels } from '../../constructs/labels.ts';
import { connect, type Connection } from './connection.ts';
import { isAbsent, reasonOf } from './doubt.ts';

/** A namespace that says of itself that it is a preview's. */
export type PreviewNamespace = {
  readonly name: string;
  readonly uid: string;
  readonly project: string;
  readonly number: string;
  readonly createdAt: string;
  readonly terminating: boolean;
};

export type PreviewNamespaces = {
  /** All of them. Throws, with a reason without secrets, where they cannot be listed whole. */
  list(): Promise<PreviewNamespace[]>;
  /** Deletes exactly this one, not one that was made anew under its name; `false`: it was gone. Throws. */
  remove(namespace: PreviewNamespace): Promise<boolean>;
};

const listAnswer = z.object({
  metadata: z.object({ _continue: z.string().optional() }).optional(),
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        uid: z.string().min(1),
        labels: z.record(z.string(), z.string()).optional(),
        creationTimestamp: z.coerce.date(),
        deletionTimestamp: z.unknown().optional(),
      }),
    }),
  ),
});

/** The only way in which anything of ours changes the cluster; the sweeper's account alone may. */
export function createPreviewNamespaces(options: {
  /** Path. @default - the in-cluster account */
  readonly kubeconfig?: string | undefined;
  /** For one request. @default 10000 */
  readonly timeoutMs?: number;
}): PreviewNamespaces {
  const { kubeconfig, timeoutMs = 10_000 } = options;
  let connecting: Promise<Connection> | undefined;
  const connection = () => (connecting ??= connect({ kubeconfig, timeoutMs }));

  return {
    list: () => told('the namespaces of previews', async () => readList((await connection()).core)),
    remove: ({ name, uid }) =>
      told(`the namespace ${name}`, async () => {
        const { core } = await connection();
        return core.deleteNamespace({ name, body: { preconditions: { uid } } }).then(
          () => true,
          (error: unknown) => {
            if (isAbsent(error, 'namespaces')) return false;
            throw error;
          },
        );
      }),
  };
}

async function readList(core: Connection['core']): Promise<PreviewNamespace[]> {
  const answer: unknown = await core.listNamespace({ labelSelector: `${labels.type}=ephemeral` });
  const { items, metadata } = listAnswer.parse(answer);
  if (metadata?._continue) throw new Error('the list is not whole');
  return items.map(({ metadata: one }) => ({
    ...{ name: one.name, uid: one.uid },
    project: one.labels?.[labels.projectId] ?? '',
    number: one.labels?.[labels.prNumber] ?? '',
    createdAt: one.creationTimestamp.toISOString(),
    terminating: one.deletionTimestamp !== undefined && one.deletionTimestamp !== null,
  }));
}

/** What the client throws holds all headers: only a reason leaves this file. */
function told<T>(what: string, act: () => Promise<T>): Promise<T> {
  return act().catch((error: unknown) => Promise.reject(new Error(reasonOf(error, what))));
}
