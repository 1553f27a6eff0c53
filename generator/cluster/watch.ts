import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Connection } from './connection.ts';

/** A server closes a watch after so long, so that a connection nobody notices to be dead does not last. Seconds. */
const WATCH_SECONDS = 240;
const RETRY_DELAYS_MS = [1_000, 2_000, 5_000, 15_000, 30_000] as const;
const PAGE = 500;

/** Objects of one kind in one namespace. */
export type WatchTarget = {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace: () => string;
  /** @default - all of them */
  readonly labelSelector?: string;
  readonly connection: () => Promise<Connection>;
};

export type WatchHandlers = {
  /** Everything there is; what was there before and is not named is gone. */
  readonly onAll: (objects: readonly unknown[]) => void;
  readonly onChange: (object: unknown) => void;
  readonly onGone: (object: unknown) => void;
  /** From now on nothing is known, until the next `onAll`. */
  readonly onLost: (error: unknown) => void;
};

/**
 * Follows all objects of one kind until the signal: lists them, then hears of every change. Whatever breaks
 * is begun again with a list, so that no change is missed for longer than the pause before it.
 */
export async function follow(
  target: WatchTarget,
  handlers: WatchHandlers,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      let version = await list(target, handlers);
      failures = 0;
      // A version that is too old ends this loop: only a new list helps then.
      while (!signal.aborted) {
        const began = Date.now();
        version = await watchFrom(version, target, { handlers, signal });
        // A server or proxy that closes at once is not asked without a pause.
        if (Date.now() - began < 1_000) await sleep(1_000, undefined, { signal, ref: false });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof TooOld)) handlers.onLost(error);
      const delay = RETRY_DELAYS_MS[Math.min(failures, RETRY_DELAYS_MS.length - 1)] ?? 30_000;
      failures += 1;
      await sleep(delay, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

/** Only a new list helps. */
class TooOld extends Error {}

const listAnswer = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()),
});

/** The version of what was listed. */
async function list(target: WatchTarget, { onAll }: WatchHandlers): Promise<string> {
  const { custom } = await target.connection();
  const { group, version, plural } = target;
  const place = { group, version, plural, namespace: target.namespace() };
  const objects: unknown[] = [];
  let next: string | undefined;
  let listed: string;
  do {
    const _continue = next;
    const page: unknown = await custom.listNamespacedCustomObject({
      ...place,
      limit: PAGE,
      ...(target.labelSelector && { labelSelector: target.labelSelector }),
      ...(_continue && { _continue }),
    });
    const { metadata, items } = listAnswer.parse(page);
    objects.push(...items);
    listed = metadata.resourceVersion;
    next = metadata.continue;
  } while (next);
  onAll(objects);
  return listed;
}

const versioned = z.object({ metadata: z.object({ resourceVersion: z.string() }) });

/** The version up to which changes were told, once the server closes as it was asked to. */
async function watchFrom(
  resourceVersion: string,
  target: WatchTarget,
  { handlers, signal }: { readonly handlers: WatchHandlers; readonly signal: AbortSignal },
): Promise<string> {
  const { watch } = await target.connection();
  const { group, version, plural } = target;
  const path = `/apis/${group}/${version}/namespaces/${target.namespace()}/${plural}`;
  const { labelSelector } = target;
  const query = {
    ...(labelSelector && { labelSelector }),
    resourceVersion,
    allowWatchBookmarks: true,
    timeoutSeconds: WATCH_SECONDS,
  };
  let reached = resourceVersion;
  await watch(path, query, {
    signal: AbortSignal.any([signal, AbortSignal.timeout((WATCH_SECONDS + 30) * 1000)]),
    onEvent(type, object) {
      if (type === 'ERROR') throw new TooOld('what changed since is not known any more');
      reached = versioned.parse(object).metadata.resourceVersion;
      if (type === 'DELETED') handlers.onGone(object);
      else if (type !== 'BOOKMARK') handlers.onChange(object);
    },
  });
  return reached;
}
