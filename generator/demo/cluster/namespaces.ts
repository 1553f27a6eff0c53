import type { Files } from '../github/world.ts';
import { applyManifests, createNamespace, isHealthy, settle, type Namespace } from './namespace.ts';
import { isReady, type Pod } from './pod.ts';
import type { Timers } from './timers.ts';
import type { Timing } from './timing.ts';

/** All namespaces of environments, and what runs in them. */
export type Namespaces = {
  get(id: string): Namespace | undefined;
  /** Brings manifests to the cluster; none: everything of it goes. Throws where they cannot be taken. */
  apply(id: string, text: string): void;
  /** Begins its end; `false`: there is none. */
  terminate(id: string): boolean;
  /** As Argo CD calls it: Healthy or Progressing. */
  health(id: string): string;
  /** A pod that serves this host and path; `undefined`: nothing answers there. */
  podFor(host: string, path: string): Pod | undefined;
};

export function createNamespaces(options: {
  readonly timing: Timing;
  readonly timers: Timers;
  readonly filesOf: (sha: string) => Files | undefined;
  /** What runs of it changed by itself. */
  readonly onChange: (id: string) => void;
  /** All of it is ready, and was not before. */
  readonly onReady: (id: string) => void;
  readonly onEnd: (id: string) => void;
}): Namespaces {
  const { timing, timers, filesOf } = options;
  const namespaces = new Map<string, Namespace>();
  const maker = { startMs: timing.startMs, filesOf };

  /** Looks again when pods may have become ready: databases first, then services, then what follows them. */
  function settleLater(namespace: Namespace): void {
    for (const ms of [timing.startMs / 2, timing.startMs, timing.startMs + 50]) {
      timers.after(ms + 20, () => {
        if (namespaces.get(namespace.name) !== namespace) return;
        settle(namespace, Date.now(), maker);
        noteReady(namespace);
        options.onChange(namespace.name);
      });
    }
  }

  const ready = new Set<string>();
  function noteReady({ name, pods }: Namespace): void {
    if (self.health(name) !== 'Healthy' || pods.length === 0) ready.delete(name);
    else if (!ready.has(name)) {
      ready.add(name);
      options.onReady(name);
    }
  }

  const self: Namespaces = {
    get: (id) => namespaces.get(id),
    apply(id, text) {
      if (text === '') {
        self.terminate(id);
        return;
      }
      const known = namespaces.get(id);
      if (known?.terminating) throw new Error(`namespace ${id} is being terminated`);
      const namespace = known ?? createNamespace(id, Date.now());
      applyManifests(namespace, text, Date.now(), maker);
      namespaces.set(id, namespace);
      noteReady(namespace);
      settleLater(namespace);
    },
    terminate(id) {
      const namespace = namespaces.get(id);
      if (!namespace) return false;
      if (namespace.terminating) return true;
      namespace.terminating = true;
      settle(namespace, Date.now(), maker);
      timers.after(timing.endMs, () => {
        namespaces.delete(id);
        ready.delete(id);
        options.onEnd(id);
      });
      return true;
    },
    health(id) {
      const namespace = namespaces.get(id);
      if (!namespace) return 'Healthy';
      return isHealthy(namespace, Date.now()) ? 'Healthy' : 'Progressing';
    },
    podFor(host, path) {
      for (const { terminating, manifests, pods } of namespaces.values()) {
        if (terminating) continue;
        const [route] = manifests.routes
          .filter((one) => one.host === host && path.startsWith(one.path))
          .sort((a, b) => b.path.length - a.path.length);
        const selector = route && Object.entries(manifests.services.get(route.service) ?? {});
        if (!selector) continue;
        const fits = (pod: Pod) =>
          selector.every(([key, value]) => pod.template.metadata.labels[key] === value);
        return pods.find((pod) => fits(pod) && isReady(pod, Date.now()));
      }
      return undefined;
    },
  };
  return self;
}
