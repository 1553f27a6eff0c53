import { once } from 'node:events';
import { createServer } from 'node:http';
import { BlockList, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createStatusApp } from '../../../generator/web/status/status-app.tsx';
import type { Cluster, Pod } from './cluster.ts';
import { DOMAIN } from './platform.ts';

/** The status page as the generator serves it, where no environment is known, on the network of the pods. */
export async function startStatusPage(cluster: Cluster) {
  const board = { view: () => undefined };
  const app = createStatusApp({ board, domain: () => DOMAIN, wake: () => undefined });
  const server = createServer(app);
  const host = await addressTowardsPods(cluster);
  await once(server.listen(0, host), 'listening');
  return {
    host,
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** This machine's address next to the node: the API server takes no address of the loopback for a Service. */
async function addressTowardsPods(cluster: Cluster): Promise<string> {
  const pods = await cluster.list<Pod>('v1', 'Pod', { labels: 'k8s-app=kube-dns' });
  const node = pods[0]?.status?.hostIP ?? '';
  const found = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ address, cidr, family }) => {
      if (family !== 'IPv4' || !cidr || !node) return false;
      const network = new BlockList();
      network.addSubnet(address, Number(cidr.split('/')[1]));
      return network.check(node);
    });
  if (!found) throw new Error(`this machine has no address on the network of the node ${node}`);
  return found.address;
}
