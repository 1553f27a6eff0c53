import type { CoreV1Api, CustomObjectsApi } from '@kubernetes/client-node';

/** The two APIs that are read. */
export type Connection = { readonly core: CoreV1Api; readonly custom: CustomObjectsApi };

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
  };
}
