import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { certificateFor } from '../../support/certificate.ts';
import { createProbe } from '../../../generator/probe/probe.ts';
import { STATUS_MARKER } from '../../../generator/web/status/marker.ts';

const URL_OF_APP = 'https://shop-pr-7.acme-previews.dev/start?a=b';

let pem: Awaited<ReturnType<typeof certificateFor>>;
let server: Server;
let handle: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  pem = await certificateFor('acme-previews.dev');
  server = createServer(pem, (request, response) => handle(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
const probe = (change: { ca?: string; connect?: string; timeoutMs?: number } = {}) => {
  const { connect = address(), ...rest } = change;
  return createProbe({ ca: pem.cert, connect: () => connect, ...rest });
};
const answer = (status: number, headers: Record<string, string> = {}) => {
  handle = (_request, response) => response.writeHead(status, headers).end('x'.repeat(100_000));
};

describe('the ready probe', () => {
  it('asks for the real host and the path of the URL', async () => {
    const seen: unknown[] = [];
    handle = (request, response) => {
      seen.push([request.method, request.headers.host, request.url]);
      response.end();
    };
    expect(await probe()(URL_OF_APP)).toEqual({ kind: 'answers', status: 200 });
    expect(seen).toEqual([['GET', 'shop-pr-7.acme-previews.dev', '/start?a=b']]);
  });

  it.each([200, 204, 302, 401, 404, 499])('is answered by the app with %p', async (status) => {
    answer(status, { location: 'https://elsewhere.example/' });
    expect(await probe()(URL_OF_APP)).toEqual({ kind: 'answers', status });
  });

  it('is not answered by a change of protocol, and always comes to an end', async () => {
    handle = ({ socket }) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n');
    expect(await probe()(URL_OF_APP)).toEqual({ kind: 'silent', reason: 'the answer is 101' });
    handle = ({ socket }) => socket.destroy();
    expect(await probe()(URL_OF_APP)).toMatchObject({ kind: 'silent' });
  });

  it.each([500, 502, 503])('is not answered by %p', async (status) => {
    answer(status);
    expect(await probe()(URL_OF_APP)).toEqual({
      kind: 'silent',
      reason: `the answer is ${status}`,
    });
  });

  it('is not answered by the status page, whatever its status', async () => {
    answer(200, { [STATUS_MARKER]: 'ready' });
    expect(await probe()(URL_OF_APP)).toMatchObject({ kind: 'silent' });
  });

  it('is not answered under a certificate that a browser refuses', async () => {
    answer(200);
    const untrusted = await createProbe({ connect: address })(URL_OF_APP);
    expect(untrusted).toMatchObject({
      kind: 'silent',
      reason: expect.stringMatching(/certificate/),
    });
    const other = await probe()('https://shop-pr-7.other.dev/');
    expect(other).toMatchObject({ kind: 'silent', reason: expect.stringMatching(/altnames/) });
  });

  it('is not answered where nobody listens or nothing comes', async () => {
    expect(await probe({ connect: '127.0.0.1:1' })(URL_OF_APP)).toMatchObject({ kind: 'silent' });
    handle = () => undefined;
    expect(await probe({ timeoutMs: 100 })(URL_OF_APP)).toEqual({
      kind: 'silent',
      reason: 'no answer within 0.1 s',
    });
  });
});
