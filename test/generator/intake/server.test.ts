import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createServer, type ServerDeps } from '../../../generator/intake/server.ts';
import { createVerify } from '../../../generator/intake/signature.ts';
import { createHealth } from '../../../generator/telemetry/health.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { samplePlatform } from '../platform-fixture.ts';

const SECRET = 'hook-secret';
const PREVIOUS = 'previous-secret';

let listening: Server | undefined;
afterEach(async () => {
  listening?.closeAllConnections();
  listening?.close();
  if (listening) await once(listening, 'close');
  listening = undefined;
});

/** The real server on a real port, with everything it accepted. */
async function start(change: Partial<ServerDeps> = {}) {
  const accepted: unknown[] = [];
  const health = createHealth();
  const metrics = createMetrics();
  const platform = samplePlatform();
  const app = createServer({
    verify: createVerify([SECRET, PREVIOUS]),
    platform: () => platform,
    draining: () => false,
    accept: (intent) => accepted.push(intent),
    health,
    metrics,
    queueLength: () => 3,
    pages: () => undefined,
    ...change,
  });
  listening = app.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;

  async function counted(outcome: string, reason: string): Promise<number> {
    const { values } = await metrics.deliveries.get();
    const one = values.find(({ labels }) => labels.outcome === outcome && labels.reason === reason);
    return one?.value ?? 0;
  }

  async function deliver(body: string | Buffer, headers: Record<string, string> = {}) {
    const response = await fetch(`${url}/webhooks/github`, {
      method: 'POST',
      body: typeof body === 'string' ? body : new Uint8Array(body),
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-hub-signature-256': sign(body),
        ...headers,
      },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  return { url, accepted, health, metrics, counted, deliver };
}

function sign(body: string | Buffer, secret = SECRET): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

const opened = (repository = 'acme/shop') =>
  JSON.stringify({
    action: 'opened',
    number: 7,
    pull_request: { updated_at: '2026-01-02T03:04:05Z', title: 'Grüße 🛒' },
    repository: { full_name: repository },
  });

describe('a signed delivery', () => {
  it('is accepted at once and forwarded byte by byte', async () => {
    const { deliver, accepted, counted } = await start();
    const body = opened();
    expect(await deliver(body)).toMatchObject({ status: 202, body: { accepted: 'wake' } });
    const claim = { updatedAt: '2026-01-02T03:04:05Z' };
    const wake = { project: 'shop', number: '7', claim, forward: [body] };
    expect(accepted).toEqual([{ kind: 'wake', wake }]);
    expect(await counted('accepted', 'wake')).toBe(1);
  });

  it('is accepted with the previous secret too', async () => {
    const { deliver, accepted } = await start();
    const body = opened();
    const answer = await deliver(body, { 'x-hub-signature-256': sign(body, PREVIOUS) });
    expect(answer.status).toBe(202);
    expect(accepted).toHaveLength(1);
  });

  it('of a push to the GitOps repository says that the remote moved', async () => {
    const { deliver, accepted, counted } = await start();
    const body = JSON.stringify({ repository: { html_url: 'https://github.com/acme/previews' } });
    expect((await deliver(body, { 'x-github-event': 'push' })).status).toBe(202);
    expect(accepted).toEqual([{ kind: 'remote-moved' }]);
    expect(await counted('accepted', 'remote-moved')).toBe(1);
  });

  it.each([
    ['ping', 'event', '{"zen":"Design for failure."}'],
    ['workflow_job', 'event', '{}'],
    ['pull_request', 'repository', opened('evil/shop')],
    ['pull_request', 'malformed', '{}'],
    ['pull_request', 'malformed', 'null'],
    ['pull_request', 'action', opened().replace('opened', 'assigned')],
  ])('of no interest (%s) answers 202 and is counted as "%s"', async (event, reason, body) => {
    const { deliver, accepted, counted } = await start();
    const answer = await deliver(body, { 'x-github-event': event });
    expect(answer).toMatchObject({ status: 202, body: { ignored: reason } });
    expect(accepted).toEqual([]);
    expect(await counted('ignored', reason)).toBe(1);
  });

  it('that is not JSON answers 400', async () => {
    const { deliver, accepted, counted } = await start();
    const answer = await deliver('payload=%7B%7D', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(answer.status).toBe(400);
    expect(accepted).toEqual([]);
    expect(await counted('refused', 'json')).toBe(1);
  });
});

describe('a delivery that nobody vouches for', () => {
  it.each([
    ['without a signature', ''],
    ['signed with another secret', sign(opened(), 'wrong')],
    ['with the signature of another body', sign('{}')],
    ['with a signature of nonsense', 'sha256=zz'],
  ])('%s answers 401', async (_how, signature) => {
    const { deliver, accepted, counted } = await start();
    const answer = await deliver(opened(), { 'x-hub-signature-256': signature });
    expect(answer.status).toBe(401);
    expect(accepted).toEqual([]);
    expect(await counted('refused', 'signature')).toBe(1);
  });

  it('of 26 MB answers 413, signed or not', async () => {
    const { deliver, accepted, counted } = await start();
    const answer = await deliver(Buffer.alloc(26 * 1024 * 1024, 'x'));
    expect(answer).toMatchObject({ status: 413, body: { error: 'the body is larger than 25 MB' } });
    expect(accepted).toEqual([]);
    expect(await counted('refused', 'too-large')).toBe(1);
  });

  it('of 24 MB is still read', async () => {
    const { deliver } = await start();
    const body = JSON.stringify({ ...JSON.parse(opened()), padding: 'x'.repeat(24_000_000) });
    expect((await deliver(body)).status).toBe(202);
  });

  it('that is packed is refused unread: it could unpack to anything', async () => {
    const { deliver, accepted, counted } = await start();
    const packed = gzipSync(opened());
    const answer = await deliver(packed, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(415);
    expect(accepted).toEqual([]);
    expect(await counted('refused', 'unreadable')).toBe(1);
  });
});

describe('a delivery at the wrong time', () => {
  it.each([
    ['draining', { draining: () => true }],
    ['starting', { platform: () => undefined }],
  ])('while %s answers 503 and says when to come again', async (reason, change) => {
    const { deliver, accepted, counted } = await start(change);
    const answer = await deliver(opened());
    expect(answer).toMatchObject({ status: 503, body: { error: `the generator is ${reason}` } });
    expect(answer.headers.get('retry-after')).toBe('10');
    expect(accepted).toEqual([]);
    expect(await counted('refused', reason)).toBe(1);
  });
});

describe('health', () => {
  it('/healthz always answers', async () => {
    const { url } = await start({ platform: () => undefined, draining: () => true });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('/readyz names what has not answered, then is ready and stays so', async () => {
    const { url, health } = await start();
    const ready = async () => {
      const response = await fetch(`${url}/readyz`);
      return { status: response.status, ...(await response.json()) };
    };
    health.report('platform', { ok: true, detail: 'in effect' });
    health.report('git', { ok: true, detail: 'at 3f2a1b0' });
    health.report('github', { ok: false, detail: '500 from api.github.com' });
    expect(await ready()).toMatchObject({
      status: 503,
      parts: { github: { ok: false, detail: '500 from api.github.com' } },
    });
    health.report('github', { ok: true, detail: 'answers' });
    expect(await ready()).toMatchObject({ status: 200, ready: true });
    health.report('git', { ok: false, detail: 'unreachable' });
    expect(await ready()).toMatchObject({
      status: 200,
      parts: { git: { ok: false, detail: 'unreachable' } },
    });
  });

  it('/readyz is not ready while draining', async () => {
    const { url, health } = await start({ draining: () => true });
    for (const part of ['git', 'github', 'platform'] as const) {
      health.report(part, { ok: true, detail: 'answers' });
    }
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ draining: true });
  });
});

describe('everything else', () => {
  it('/metrics is text that Prometheus reads', async () => {
    const { url, deliver } = await start();
    await deliver(opened(), { 'x-hub-signature-256': 'no' });
    const response = await fetch(`${url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    const text = await response.text();
    expect(text).toContain(
      'k8s_ee_webhook_deliveries_total{outcome="refused",reason="signature"} 1',
    );
    expect(text).toContain('k8s_ee_queue_length 3');
  });

  it.each(['GET', 'PUT'])('%s /webhooks/github is not there', async (method) => {
    const { url } = await start();
    expect((await fetch(`${url}/webhooks/github`, { method })).status).toBe(404);
  });

  it('a fault inside tells the caller nothing', async () => {
    const { deliver } = await start({
      accept: () => {
        throw new Error('secret detail');
      },
    });
    const answer = await deliver(opened());
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('secret detail');
  });
});
