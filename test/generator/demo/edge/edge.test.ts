import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { certificateFor } from '../../../../generator/demo/edge/certificate.ts';
import { startEdge, type Edge } from '../../../../generator/demo/edge/edge.ts';
import { createProbe } from '../../../../generator/probe/probe.ts';

const DOMAIN = 'previews.localhost';
const certificate = certificateFor(DOMAIN, new Date());
/** Answers with what it was asked, in two pieces, the first of which ends within an address. */
const behind = createServer((asked, response) => {
  response.setHeader('x-k8s-ee-status', 'deploying');
  response.setHeader('content-type', 'text/html');
  response.write(`${asked.headers.host ?? ''}\n<a href="https://shop-pr-1.prev`);
  setTimeout(() => response.end('iews.localhost">'), 20);
});
let edge: Edge;

beforeAll(async () => {
  await new Promise<void>((resolve) => behind.listen(0, '127.0.0.1', resolve));
  const { port } = behind.address() as AddressInfo;
  edge = await startEdge({
    ...{ domain: DOMAIN, certificate, port: 0 },
    namespaces: { get: () => undefined, podFor: () => undefined },
    ports: () => ({ dashboard: port, status: port }),
  });
});
afterAll(async () => {
  await edge.stop();
  behind.close();
});

function get(host: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: edge.port, headers: { host } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode, text: Buffer.concat(chunks).toString() }),
      );
    })
      .on('error', reject)
      .end();
  });
}

describe('the edge', () => {
  it('is reached by the probe, which checks its certificate', async () => {
    const probe = (ca?: string) =>
      createProbe({ connect: () => edge.tlsAddress, ...(ca !== undefined && { ca }) });
    const ask = (host: string, ca?: string) => probe(ca)(`https://${host}`);
    expect(await ask(`shop-pr-1.${DOMAIN}`, certificate.cert)).toEqual({
      kind: 'silent',
      reason: 'nothing but the status page answers',
    });
    expect(await ask(`shop-pr-1.${DOMAIN}`)).toMatchObject({
      reason: expect.stringContaining('self-signed') as string,
    });
    expect(await ask('elsewhere.localhost', certificate.cert)).toMatchObject({
      reason: expect.stringContaining('altnames') as string,
    });
  });

  it('gives the status page its host, and leaves what that says as it is', async () => {
    const host = `shop-pr-1.${DOMAIN}:${edge.port}`;
    expect((await get(host)).text).toBe(`${host}\n<a href="https://shop-pr-1.previews.localhost">`);
  });

  it('makes the addresses on the dashboard ones that open, across the pieces of an answer', async () => {
    const { text } = await get(`localhost:${edge.port}`);
    expect(text).toContain(`<a href="http://shop-pr-1.previews.localhost:${edge.port}">`);
  });

  it.each([
    ['https://a-pr-1.previews.localhost/x', true],
    ['https://a-pr-1.previews.localhost.evil.example', false],
    ['https://a-pr-1.previews.localhost:444', false],
    ['https://previews.localhost', false],
    ['https://a.b.previews.localhost', false],
  ])('takes %s for an address of a preview: %s', (address, taken) => {
    expect(edge.openable(address) !== address).toBe(taken);
  });

  it('knows no other name', async () => {
    expect((await get('evil.example')).status).toBe(404);
  });
});
