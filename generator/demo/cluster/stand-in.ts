import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BareRepository } from '../bare-repository.ts';
import type { Files } from '../github/world.ts';
import { createApi } from './api-server.ts';
import { createArgoCD } from './argocd.ts';
import type { ClusterProject } from './desired.ts';
import { createNamespaces, type Namespaces } from './namespaces.ts';
import { createStore } from './store.ts';
import { createTimers } from './timers.ts';
import { TIMING, type Timing } from './timing.ts';
import { createWebhooks, WEBHOOKS } from './webhooks.ts';

/** What happened to an environment in the cluster. */
export type Step = { readonly at: Date; readonly text: string };

/** A running stand-in for a cluster with Argo CD. */
export type ClusterStandIn = {
  /** What a kubeconfig names, and where the webhooks of Argo CD are. */
  readonly url: string;
  readonly kubeconfig: string;
  readonly namespaces: Pick<Namespaces, 'get' | 'podFor'>;
  /** Oldest first; the last few dozen. */
  history(id: string): readonly Step[];
  /** Argo CD begins to follow these projects. */
  follow(followed: {
    readonly projects: readonly ClusterProject[];
    readonly environmentsBranch: string;
    readonly apiUrl: string;
  }): void;
  stop(): Promise<void>;
};

const STEPS = 40;

/**
 * Starts a stand-in for the Kubernetes API, with a model of Argo CD and of what its controllers do behind it.
 * Nothing of a pull request is run. Everybody on this machine may read it.
 */
export async function startCluster(options: {
  readonly bare: Pick<BareRepository, 'head' | 'files'>;
  readonly argocdNamespace: string;
  /** Signs what Argo CD is told. */
  readonly webhookSecret: string;
  /** The files of a commit of an app. */
  readonly filesOf: (sha: string) => Files | undefined;
  /** @default - a few seconds, as on a small cluster */
  readonly timing?: Timing;
}): Promise<ClusterStandIn> {
  const { timing = TIMING, argocdNamespace } = options;
  const timers = createTimers();
  const stores = { applications: createStore(), applicationsets: createStore() };
  const histories = new Map<string, Step[]>();
  const note = (id: string, text: string) => {
    const steps = [...(histories.get(id) ?? []), { at: new Date(), text }];
    histories.set(id, steps.slice(-STEPS));
  };
  const namespaces = createNamespaces({
    ...{ timing, timers, filesOf: options.filesOf },
    onReady: (id) => note(id, 'its pods are ready'),
    onChange: (id) => argocd?.runChanged(id),
    onEnd: (id) => argocd?.ended(id),
  });
  let argocd: ReturnType<typeof createArgoCD> | undefined;
  let webhooks: ReturnType<typeof createWebhooks> | undefined;

  const api = createApi({ argocdNamespace, stores, namespaces });
  const server = createServer((request, response) => {
    const heard = webhooks?.(request, response) ?? Promise.resolve(false);
    heard.then(
      (taken) => taken || api(request, response),
      () => response.destroy(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...{ url, namespaces, kubeconfig: kubeconfigFor(url) },
    history: (id) => histories.get(id) ?? [],
    follow(followed) {
      argocd = createArgoCD({
        ...{ ...followed, bare: options.bare, namespace: argocdNamespace, namespaces },
        ...{ applications: stores.applications, applicationSets: stores.applicationsets },
        ...{ timing, timers, note },
      });
      webhooks = createWebhooks(argocd, options.webhookSecret);
    },
    async stop() {
      timers.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Lines of `platform.yaml` that lead the generator to a stand-in. */
export function webhookUrls(url: string) {
  return {
    applicationSetWebhook: `${url}${WEBHOOKS.applicationSets}`,
    serverWebhook: `${url}${WEBHOOKS.server}`,
  };
}

function kubeconfigFor(server: string): string {
  return `${JSON.stringify(
    {
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'demo' },
      // The client asks for this before it speaks plain http; it is this machine only.
      clusters: [{ name: 'demo', cluster: { server, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'demo', user: {} }],
      contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'demo' } }],
    },
    undefined,
    2,
  )}\n`;
}
