import { isDeepStrictEqual } from 'node:util';
import { labels } from '../../constructs/labels.ts';
import { nameOf, stateOf, type ApplicationState, type SyncFailure } from './application.ts';
import type { Connection } from './connection.ts';
import { reasonOf } from './doubt.ts';
import { follow } from './watch.ts';

/** What is known of the sync of one environment. */
export type SyncState =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown'; readonly reason: string }
  /** `failure`: Argo CD gave up; it does not try the same commit again. */
  | { readonly kind: 'known'; readonly failure?: SyncFailure };

/** What is known of the Application of one environment; `application` absent: there is none. */
export type ApplicationFact =
  | Exclude<SyncState, { kind: 'known' }>
  | { readonly kind: 'known'; readonly application?: ApplicationState };

export type ApplicationListeners = {
  /** Hears of every environment whose sync failed, once for each failure. */
  readonly onFailure: (id: string) => void;
  /** Hears of every environment whose Application came, went or says something else. */
  readonly onChange: (id: string) => void;
};

/** The Applications of all environments, as they were last heard of. */
export type Applications = {
  /** By the id of the environment, which is the name of its Application. */
  sync(id: string): SyncState;
  state(id: string): ApplicationFact;
  /** Follows them until the signal. */
  follow(listeners: ApplicationListeners, signal: AbortSignal): Promise<void>;
};

export const noApplications: Applications = {
  sync: () => ({ kind: 'off' }),
  state: () => ({ kind: 'off' }),
  follow: () => Promise.resolve(),
};

export function createApplications(options: {
  readonly connection: () => Promise<Connection>;
  /** Where Argo CD keeps its Applications. */
  readonly namespace: () => string;
}): Applications {
  const states = new Map<string, ApplicationState>();
  let doubt: string | undefined = 'the Applications were not listed yet';

  function state(id: string): ApplicationFact {
    if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
    const application = states.get(id);
    return { kind: 'known', ...(application && { application }) };
  }

  return {
    state,
    sync(id) {
      const fact = state(id);
      if (fact.kind !== 'known') return fact;
      const failure = fact.application?.failure;
      return { kind: 'known', ...(failure && { failure }) };
    },
    follow({ onFailure, onChange }, signal) {
      const forget = (id: string) => {
        if (states.delete(id)) onChange(id);
      };
      const note = (object: unknown) => {
        const id = nameOf(object);
        const now = stateOf(object);
        const before = states.get(id);
        if (!now) return forget(id);
        states.set(id, now);
        if (!isDeepStrictEqual(before, now)) onChange(id);
        if (now.failure && before?.failure?.finishedAt !== now.failure.finishedAt) onFailure(id);
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
            for (const id of [...states.keys()]) if (!there.has(id)) forget(id);
            objects.forEach(note);
          },
          onChange: note,
          onGone: (object) => forget(nameOf(object)),
          onLost(error) {
            doubt = reasonOf(error, 'the Applications');
          },
        },
        signal,
      );
    },
  };
}
