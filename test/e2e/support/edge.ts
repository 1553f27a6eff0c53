import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { STATUS_MARKER } from '../../../generator/web/status/marker.ts';
import { certificateFor } from '../../support/certificate.ts';
import type { Cluster } from './cluster.ts';

/** What stands before the environments as Traefik would: a host answers once its Deployments are available. */
export async function startEdge(cluster: Cluster, domain: string) {
  const { cert, key } = await certificateFor(domain);
  const server = createServer({ cert, key }, (request, response) => {
    const id = (request.headers.host ?? '').split('.')[0] ?? '';
    isAvailable(cluster, id).then(
      (available) => {
        if (available) response.end('the app');
        else response.writeHead(503, { [STATUS_MARKER]: 'deploying' }).end();
      },
      () => response.writeHead(502).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    ca: cert,
    /** `host:port`. */
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function isAvailable(cluster: Cluster, id: string): Promise<boolean> {
  const deployments = await cluster.deployments(id);
  return deployments.some(({ status }) => (status?.availableReplicas ?? 0) > 0);
}
