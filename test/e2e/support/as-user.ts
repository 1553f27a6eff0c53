import { request, type RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

export type Who = {
  readonly user: string;
  /** @default - none but those that come with the user */
  readonly groups?: readonly string[];
};

export type Answer = { readonly code: number; readonly body: { readonly message?: string } };

/** Asks the Kubernetes API in somebody's name; only `PATCH` is a JSON merge patch. */
export type AskAs = (who: Who, method: string, path: string, body?: object) => Promise<Answer>;

/** The kubeconfig's own user must be allowed to impersonate. */
export function askAs(kubeconfig: string): AskAs {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server ?? '';
  return async ({ user, groups = [] }, method, path, body) => {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const options: RequestOptions = {
      method,
      headers: {
        'content-type': type,
        'impersonate-user': user,
        ...(groups.length > 0 && { 'impersonate-group': [...groups] }),
      },
    };
    await config.applyToHTTPSOptions(options);
    return send(new URL(path, server), options, body);
  };
}

function send(url: URL, options: RequestOptions, body: object | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ code: response.statusCode ?? 0, body: JSON.parse(text) as Answer['body'] });
      });
    });
    asked.once('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}
