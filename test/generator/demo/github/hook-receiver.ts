import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhooks } from '@octokit/webhooks';

export type Received = {
  readonly event: string;
  readonly id: string;
  readonly verified: boolean;
  readonly headers: IncomingHttpHeaders;
  readonly payload: Record<string, unknown>;
};

/** A webhook's receiving end on a free port; keeps what it gets, in order of arrival. */
export async function startHookReceiver(secret: string, answer = { status: 202, body: 'taken' }) {
  const received: Received[] = [];
  const webhooks = new Webhooks({ secret });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const signature = String(request.headers['x-hub-signature-256']);
      void webhooks.verify(body, signature).then((verified) => {
        received.push({
          event: String(request.headers['x-github-event']),
          id: String(request.headers['x-github-delivery']),
          verified,
          headers: request.headers,
          payload: JSON.parse(body) as Record<string, unknown>,
        });
        response.writeHead(answer.status).end(answer.body);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/github`,
    received,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
