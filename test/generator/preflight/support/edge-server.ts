import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import { certificateFor } from '../../../support/certificate.ts';

/** What stands at port 443: a certificate for each domain by its name, and one status for every request. */
export async function startEdge(domains: readonly string[]) {
  const certificates = new Map(
    await Promise.all(domains.map(async (one) => [one, await certificateFor(one)] as const)),
  );
  const own = await certificateFor('traefik.default');
  const state = { status: 401, missing: new Set<string>() };
  const asked: string[] = [];
  const server = createServer(
    {
      ...own,
      SNICallback: (name, done) => {
        const domain = domains.find((one) => name.endsWith(`.${one}`));
        const found =
          domain === undefined || state.missing.has(domain) ? own : certificates.get(domain)!;
        done(null, createSecureContext(found));
      },
    },
    (request, response) => {
      asked.push(`${request.method} https://${request.headers.host}${request.url}`);
      response.writeHead(state.status).end();
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ca: [...certificates.values(), own].map(({ cert }) => cert).join('\n'),
    state,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
