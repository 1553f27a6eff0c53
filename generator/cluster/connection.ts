import type { CoreV1Api, CustomObjectsApi, Watch } from '@kubernetes/client-node';

/** Hears of changes until the server closes. Rejects on what breaks it, what `onEvent` throws included. */
export type WatchChanges = (
  path: string,
  query: Readonly<Record<string, string | number | boolean>>,
  options: {
    readonly signal: AbortSignal;
    readonly onEvent: (type: string, object: unknown) => void;
  },
) => Promise<void>;

/** The APIs that are read. */
export type Connection = {
  readonly core: CoreV1Api;
  readonly custom: CustomObjectsApi;
  readonly watch: WatchChanges;
};

/**
 * Connects by a kubeconfig file, or with the account of the pod.
 * Loads the client, which takes half a second and 70 MB, only now.
 */
export async function connect(options: {
  readonly kubeconfig: string | undefined;
  readonly timeoutMs: number;
}): Promise<Connection> {
  const k8s = await import('@kubernetes/client-node');
  const config = new k8s.KubeConfig();
  const source = options.kubeconfig ?? 'the in-cluster account';
  try {
    if (options.kubeconfig === undefined) config.loadFromCluster();
    else config.loadFromFile(options.kubeconfig);
  } catch {
    // The parser's message quotes the file, and so perhaps a credential.
    throw new Error(`cannot read ${source}`);
  }
  const server = config.getCurrentCluster()?.server;
  if (!server || !URL.canParse(server)) throw new Error(`${source} names no current cluster`);
  const configuration = k8s.createConfiguration({
    baseServer: new k8s.ServerConfiguration(server, {}),
    authMethods: { default: config },
    promiseMiddleware: [
      {
        pre: (request) => {
          request.setSignal(AbortSignal.timeout(options.timeoutMs));
          return Promise.resolve(request);
        },
        post: (response) => Promise.resolve(response),
      },
    ],
  });
  return {
    core: new k8s.CoreV1Api(configuration),
    custom: new k8s.CustomObjectsApi(configuration),
    watch: watchBy(new k8s.Watch(config)),
  };
}

function watchBy(client: Pick<Watch, 'watch'>): WatchChanges {
  return (path, query, { signal, onEvent }) =>
    new Promise((resolve, reject) => {
      let request: AbortController | undefined;
      const end = (error?: unknown) => {
        signal.removeEventListener('abort', abort);
        request?.abort();
        if (error === undefined || error === null) resolve();
        else reject(error instanceof Error ? error : new Error('the watch was broken off'));
      };
      const abort = () => end(signal.reason);
      signal.addEventListener('abort', abort);
      // The client swallows what a callback throws.
      const heard = (type: string, object: unknown) => {
        try {
          onEvent(type, object);
        } catch (error) {
          end(error);
        }
      };
      client.watch(path, query, heard, end).then((controller) => {
        request = controller;
        if (signal.aborted) request.abort();
      }, end);
    });
}
