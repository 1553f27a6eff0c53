import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

export type WebhookReceiver = {
  readonly url: string;
  readonly received: Received[];
  /** `hang`: no answer at all; `trickle`: a status, and a body that never ends. */
  answer(how: number | 'hang' | 'trickle'): void;
  stop(): Promise<void>;
};

/** Stands where Argo CD's webhooks would: a real http server that keeps what it gets. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let how: number | 'hang' | 'trickle' = 200;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      });
      if (how === 'hang') return;
      if (how === 'trickle') {
        response.writeHead(200).write('an answer that never ends');
        return;
      }
      if (how >= 300 && how < 400) response.setHeader('location', '/elsewhere');
      response.writeHead(how).end('the body of the answer');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer(next) {
      how = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
