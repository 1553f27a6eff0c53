import { z } from 'zod';
import { readObjects, type ContainerLog, type Evidence } from '../diagnosis/evidence.ts';
import { wantedLogs, type WantedLog } from '../diagnosis/pods.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './doubt.ts';

/** What was read of an environment's namespace, or why nothing was. */
export type EvidenceFact =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'known'; readonly evidence: Omit<Evidence, 'syncFailure'> };

/** Reads what tells why an environment is not ready; no more than is worth reading. Never rejects. */
export type ReadEvidence = (id: string) => Promise<EvidenceFact>;

/** Where nobody is asked. */
export const noEvidence: ReadEvidence = () => Promise.resolve({ kind: 'off' });

/** An environment has at most some 30 pods; events pile up where something is wrong. */
const MOST = {
  pods: 100,
  failed: 100,
  warnings: 500,
  kills: 100,
  jobs: 20,
  externalSecrets: 50,
} as const;
const LOG_LINES = 40;
/** For lines that are too long for so many of them. */
const FEW_LINES = 5;
const LOG_BYTES = 64 * 1024;

const list = z.object({ items: z.array(z.unknown()) });

/**
 * Pods, events, Jobs and ExternalSecrets of one namespace, and the last lines of those containers that keep
 * their pod from being ready. A log that cannot be read is left out, and so are ExternalSecrets.
 */
export function createEvidence(options: {
  readonly connection: () => Promise<Connection>;
  readonly now: () => Date;
}): ReadEvidence {
  return async (id) => {
    try {
      const connection = await options.connection();
      const at = options.now().toISOString();
      const objects = readObjects(await readLists(connection, id));
      const logs = await Promise.all(
        wantedLogs(objects).map((wanted) => readLog(connection, id, wanted)),
      );
      const told = logs.filter((log) => log !== undefined);
      return { kind: 'known', evidence: { at, ...objects, logs: told } };
    } catch (error) {
      return { kind: 'unknown', reason: reasonOf(error, `the pods of ${id}`) };
    }
  };
}

async function readLists({ core, custom }: Connection, namespace: string) {
  const of = (group: string, version: string, plural: string, limit: number) =>
    itemsOf(custom.listNamespacedCustomObject({ group, version, namespace, plural, limit }));
  const eventsOf = (fieldSelector: string, limit: number) =>
    itemsOf(core.listNamespacedEvent({ namespace, fieldSelector, limit }));
  const podsOf = (fieldSelector: string, limit: number) =>
    itemsOf(core.listNamespacedPod({ namespace, fieldSelector, limit }));
  const [pods, failed, warnings, kills, jobs, externalSecrets] = await Promise.all([
    podsOf('status.phase!=Failed', MOST.pods),
    // Those that a node sent away stay, and may be many.
    podsOf('status.phase=Failed', MOST.failed),
    eventsOf('type=Warning', MOST.warnings),
    // That a probe ended a container is told as nothing special.
    eventsOf('reason=Killing', MOST.kills),
    of('batch', 'v1', 'jobs', MOST.jobs),
    // Their definition may be missing in the cluster: what is known of the pods counts without them.
    of('external-secrets.io', 'v1', 'externalsecrets', MOST.externalSecrets).catch(() => []),
  ]);
  return { pods: [...pods, ...failed], events: [...warnings, ...kills], jobs, externalSecrets };
}

async function itemsOf(asked: Promise<unknown>): Promise<unknown[]> {
  return list.parse(await asked).items;
}

/** The last lines of a container; `undefined`: it has none, or they cannot be read. */
export async function readLog(
  { core }: Connection,
  namespace: string,
  { pod, container, previous }: WantedLog,
): Promise<ContainerLog | undefined> {
  const read = async (tailLines: number): Promise<string> => {
    const answer: unknown = await core.readNamespacedPodLog({
      ...{ namespace, name: pod, container, previous },
      ...{ tailLines, limitBytes: LOG_BYTES },
    });
    return typeof answer === 'string' ? answer : '';
  };
  try {
    const tail = await read(LOG_LINES);
    // Of what is too much the beginning is given, and the end is what matters.
    const text = Buffer.byteLength(tail) < LOG_BYTES ? tail : await read(FEW_LINES);
    const lines = text.slice(0, LOG_BYTES).split('\n');
    if (lines.at(-1) === '') lines.pop();
    return { pod, container, lines: lines.slice(-LOG_LINES) };
  } catch {
    return undefined;
  }
}
