import { labels } from '../../constructs/labels.ts';
import { failureOf, nameOf, type SyncFailure } from './application.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './doubt.ts';
import { follow } from './watch.ts';

/** What is known of the sync of one environment. */
export type SyncState =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** `failure`: Argo CD gave up; it does not try the same commit again. */
  | { readonly kind: 'known'; readonly failure?: SyncFailure };

/** The Applications of all environments, as they were last heard of. */
export type Applications = {
  /** By the id of the environment, which is the name of its Application. */
  sync(id: string): SyncState;
  /** Follows them until the signal; `onFailure` hears of every environment whose sync failed, once each. */
  follow(onFailure: (id: string) => void, signal: AbortSignal): Promise<void>;
};

export const noApplications: Applications = {
  sync: () => ({ kind: 'off' }),
  follow: () => Promise.resolve(),
};

export function createApplications(options: {
  readonly connection: () => Promise<Connection>;
  /** Where Argo CD keeps its Applications. */
  readonly namespace: () => string;
}): Applications {
  const failures = new Map<string, SyncFailure>();
  let doubt: string | undefined = 'the Applications were not listed yet';

  return {
    sync(id) {
      if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
      const failure = failures.get(id);
      return { kind: 'known', ...(failure && { failure }) };
    },
    follow(onFailure, signal) {
      const note = (object: unknown) => {
        const id = nameOf(object);
        const failure = failureOf(object);
        const before = failures.get(id);
        if (!failure) {
          failures.delete(id);
          return;
        }
        failures.set(id, failure);
        if (before?.finishedAt !== failure.finishedAt) onFailure(id);
      };
      const target = {
        ...{ group: 'argoproj.io', version: 'v1alpha1', plural: 'applications' },
        labelSelector: labels.projectId,
        ...options,
      };
      return follow(
        target,
        {
          onAll(objects) {
            doubt = undefined;
            const there = new Set(objects.map(nameOf));
            for (const id of failures.keys()) if (!there.has(id)) failures.delete(id);
            objects.forEach(note);
          },
          onChange: note,
          onGone: (object) => void failures.delete(nameOf(object)),
          onLost(error) {
            doubt = reasonOf(error, 'the Applications');
          },
        },
        signal,
      );
    },
  };
}
