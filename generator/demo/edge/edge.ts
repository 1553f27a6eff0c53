import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import type { Namespaces } from '../cluster/namespaces.ts';
import { appPage } from './app-page.ts';
import type { Certificate } from './certificate.ts';
import { passOn } from './proxy.ts';

export type EdgeOptions = {
  /** Previews are `{id}.{domain}`. */
  readonly domain: string;
  readonly certificate: Certificate;
  readonly namespaces: Pick<Namespaces, 'get' | 'podFor'>;
  /** For people; taken if it is free, else any other. */
  readonly port: number;
  /** Of the generator. */
  readonly ports: () => { readonly dashboard: number; readonly status: number } | undefined;
};

/** What stands before the cluster as Traefik would, and before the dashboard. */
export type Edge = {
  /** Of plain http, for browsers. */
  readonly port: number;
  /** `host:port` of https, for the probe. */
  readonly tlsAddress: string;
  /** An https address of a preview as one that browsers open here. */
  readonly openable: (text: string) => string;
  stop(): Promise<void>;
};

/**
 * Starts an edge on this machine only: a host whose Ingress leads to a ready pod is answered by its app, any other
 * preview's by the status page, `localhost` by the dashboard.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { domain, namespaces, certificate } = options;
  const preview = new RegExp(
    `https://([a-z0-9-]+\\.${domain.replaceAll('.', '\\.')})(?![\\w.:-])`,
    'g',
  );
  const openable = (text: string) => text.replace(preview, `http://$1:${port}`);

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const path = request.url ?? '/';
    const ports = options.ports();
    const pod = namespaces.podFor(host, path);
    if (pod) {
      const { workloads } = namespaces.get(pod.namespace)?.manifests ?? { workloads: [] };
      const databases = workloads.filter(({ kind }) => kind === 'StatefulSet');
      const about = { path, databases: databases.map(({ name }) => name) };
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(appPage(pod, about));
    } else if (!ports) {
      response.writeHead(503, { 'retry-after': '1' }).end();
    } else if (host.endsWith(`.${domain}`)) passOn(request, response, { port: ports.status });
    else if (host === 'localhost' || host === '127.0.0.1') {
      passOn(request, response, { port: ports.dashboard, rewrite: openable });
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end(`Nothing is known here of ${host}.\n`);
    }
  };

  const plain = createHttp(answer);
  const port = await listen(plain, options.port).catch(() => listen(plain, 0));
  const secure = createHttps({ cert: certificate.cert, key: certificate.key }, answer);
  const tlsPort = await listen(secure, 0);

  return {
    ...{ port, openable, tlsAddress: `127.0.0.1:${tlsPort}` },
    async stop() {
      for (const server of [plain, secure]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return (server.address() as AddressInfo).port;
}
