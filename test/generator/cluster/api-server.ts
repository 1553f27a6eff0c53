import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export type Answer = { readonly code: number; readonly body: unknown } | 'hang';

export const bearer = 'kube-secret-token-0001';

/** The Status object with which an API server says that something does not exist. */
export function notFound(plural: string, name: string): Answer {
  const message = `${plural} "${name}" not found`;
  const details = { name, kind: plural };
  return {
    code: 404,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message,
      reason: 'NotFound',
      details,
      code: 404,
    },
  };
}

/** A server that answers paths as an API server would, and the kubeconfig that leads to it. */
export async function startApiServer(answers: Map<string, Answer>) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const known = request.headers.authorization === `Bearer ${bearer}`;
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const answer = known ? answers.get(pathname) : { code: 401, body: {} };
    if (answer === 'hang') return;
    const { code, body } = answer ?? { code: 404, body: '404 page not found' };
    response.writeHead(code, {
      'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const kubeconfig = await writeKubeconfig(server);
  return {
    kubeconfig,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(dirname(kubeconfig), { recursive: true });
    },
  };
}

/** Leads to a server that listens; in a directory of its own. */
export async function writeKubeconfig(server: Server): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(await mkdtemp(join(tmpdir(), 'kubeconfig-')), 'config');
  // The client refuses plain http unless told not to verify TLS.
  const cluster = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true };
  const entry = { cluster: 'bed', user: 'reader' };
  await writeFile(
    kubeconfig,
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'bed' },
      clusters: [{ name: 'bed', cluster }],
      users: [{ name: 'reader', user: { token: bearer } }],
      contexts: [{ name: 'bed', context: entry }],
    }),
  );
  return kubeconfig;
}
