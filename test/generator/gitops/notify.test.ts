import { Webhooks } from '@octokit/webhooks';
import type { Platform } from '../../../apps/platform/config.ts';
import { createNotifier, type PushedCommits } from '../../../generator/gitops/notify.ts';
import { webAddress } from '../../../generator/gitops/push-event.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';

const verify = (secret: string, body: string, signature: string) =>
  new Webhooks({ secret }).verify(body, signature);
const SECRET = 'k33p-this-s3cret';
const BEFORE = 'a'.repeat(40);
const AFTER = 'b'.repeat(40);

let receiver: WebhookReceiver;
beforeEach(async () => {
  receiver = await startWebhookReceiver();
});
afterEach(() => receiver.stop());

const notifier = (options: { secret?: string; timeoutMs?: number } = {}) =>
  createNotifier({ secret: SECRET, fetch, ...options });

function platform(argocd: { sets?: string; server?: string } = {}): Platform {
  const { sets = `${receiver.url}/sets`, server = `${receiver.url}/server` } = argocd;
  return {
    gitops: {
      url: 'https://git.example.com/acme/previews.git',
      branch: 'main',
      environmentsBranch: 'environments',
    },
    argocd: {
      namespace: 'argocd',
      github: {},
      ...(sets && { applicationSetWebhook: sets }),
      ...(server && { serverWebhook: server }),
    },
  } as unknown as Platform;
}

const push = (change: Partial<PushedCommits> = {}): PushedCommits => ({
  before: BEFORE,
  after: AFTER,
  recordsChanged: true,
  changes: [
    { path: 'environments/shop/pr-7/environment.yaml', kind: 'modified' },
    { path: 'environments/shop/pr-7/manifests/web.yaml', kind: 'added' },
    { path: 'environments/shop/pr-8/manifests/web.yaml', kind: 'removed' },
  ],
  ...change,
});

const paths = () => receiver.received.map(({ path }) => path).sort();

describe('a push', () => {
  it('is told to both webhooks as GitHub would, signed', async () => {
    expect(await notifier().push(platform(), push())).toEqual([
      {
        target: 'applicationset',
        ok: true,
        detail: expect.stringContaining('answered 200') as string,
      },
      { target: 'server', ok: true, detail: expect.stringContaining('answered 200') as string },
    ]);
    expect(paths()).toEqual(['/server', '/sets']);
    for (const { headers, body } of receiver.received) {
      expect(headers).toMatchObject({
        'content-type': 'application/json',
        'x-github-event': 'push',
        'x-github-delivery': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      });
      const signature = String(headers['x-hub-signature-256']);
      expect(await verify(SECRET, body.toString(), signature)).toBe(true);
      expect(await verify('another', body.toString(), signature)).toBe(false);
      expect(JSON.parse(body.toString())).toEqual({
        ref: 'refs/heads/environments',
        before: BEFORE,
        after: AFTER,
        repository: {
          html_url: 'https://git.example.com/acme/previews',
          default_branch: 'main',
        },
        commits: [
          {
            id: AFTER,
            added: ['environments/shop/pr-7/manifests/web.yaml'],
            modified: ['environments/shop/pr-7/environment.yaml'],
            removed: ['environments/shop/pr-8/manifests/web.yaml'],
          },
        ],
      });
    }
  });

  it('is told to the ApplicationSets only when records changed', async () => {
    await notifier().push(platform(), push({ recordsChanged: false }));
    expect(paths()).toEqual(['/server']);
  });

  it('is told to argocd-server only when there is more than records', async () => {
    const [record] = push().changes;
    await notifier().push(platform(), push({ changes: record ? [record] : [] }));
    expect(paths()).toEqual(['/sets']);
  });

  it('is told to nobody where platform.yaml names no webhook', async () => {
    expect(await notifier().push(platform({ sets: '', server: '' }), push())).toEqual([]);
    expect(receiver.received).toEqual([]);
  });
});

describe('a pull-request event', () => {
  it('is forwarded byte by byte to the ApplicationSets, signed anew', async () => {
    const body = '{"action": "closed",\n  "title":"é \\u0000 $(rm -rf /)" }\n';
    expect(await notifier().pullRequest(platform(), body)).toMatchObject([
      { target: 'applicationset', ok: true },
    ]);
    expect(paths()).toEqual(['/sets']);
    const [got] = receiver.received;
    expect(got?.body.equals(Buffer.from(body))).toBe(true);
    expect(got?.headers['x-github-event']).toBe('pull_request');
    const signature = String(got?.headers['x-hub-signature-256']);
    expect(await verify(SECRET, body, signature)).toBe(true);
  });
});

describe('never rejects, says what is wrong, shows no secret', () => {
  const tell = async (address: string, options = {}) => {
    const told = notifier(options);
    const where = platform({ sets: address, server: address });
    const deliveries = [
      ...(await told.push(where, push())),
      ...(await told.pullRequest(where, '{}')),
    ];
    expect(deliveries).toHaveLength(3);
    expect(deliveries.every(({ ok }) => !ok)).toBe(true);
    const text = JSON.stringify(deliveries);
    expect(text).not.toMatch(/s3cret|passw0rd|tok3n|the body/);
    return deliveries[0]?.detail ?? '';
  };

  it.each([
    [400, /answered 400: check that ARGOCD_WEBHOOK_SECRET is/],
    [401, /answered 401: check/],
    [404, /answered 404$/],
    [500, /answered 500$/],
    [503, /answered 503$/],
    [307, /answered 307: redirects are not followed/],
  ])('answered %i', async (status, detail) => {
    receiver.answer(status);
    expect(await tell(receiver.url)).toMatch(detail);
    expect(paths()).not.toContain('/elsewhere');
  });

  it('no answer in time', async () => {
    receiver.answer('hang');
    const start = performance.now();
    expect(await tell(receiver.url, { timeoutMs: 200 })).toMatch(/did not answer within 0.2 s/);
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('connection refused', async () => {
    const gone = await startWebhookReceiver();
    await gone.stop();
    expect(await tell(`${gone.url}/api/tok3n?key=tok3n`)).toBe(
      `${new URL(gone.url).host} cannot be reached (ECONNREFUSED)`,
    );
  });

  it.each([
    'http://user:passw0rd@127.0.0.1:9/',
    'not a URL with passw0rd',
    'ftp://127.0.0.1/passw0rd',
  ])('an address that cannot be used: %s', async (address) => {
    expect(await tell(address)).toMatch(/cannot be reached/);
  });

  it('no secret to sign with: nothing is sent', async () => {
    expect(await tell(receiver.url, { secret: '' })).toMatch(/ARGOCD_WEBHOOK_SECRET is not set/);
    expect(receiver.received).toEqual([]);
  });

  it('a fetch that throws something strange', async () => {
    for (const thrown of [new Error('s3cret'), Object.assign(new Error('x'), { code: 's3cret' })]) {
      const strange = createNotifier({
        secret: SECRET,
        fetch: () => Promise.reject(thrown),
      });
      const [delivery] = await strange.pullRequest(platform(), '{}');
      expect(delivery).toMatchObject({ ok: false });
      expect(delivery?.detail).not.toContain('s3cret');
    }
  });
});

it('an answer whose body never ends is an answer', async () => {
  receiver.answer('trickle');
  const [delivery] = await notifier().pullRequest(platform(), '{}');
  expect(delivery?.ok).toBe(true);
});

it.each([
  ['https://github.com/acme/previews.git', 'https://github.com/acme/previews'],
  ['http://127.0.0.1:8080/gitops.git/', 'http://127.0.0.1:8080/gitops'],
  ['https://user@git.example.com/acme/previews', 'https://git.example.com/acme/previews'],
  ['git@github.com:acme/previews.git', 'https://github.com/acme/previews'],
  ['ssh://git@git.example.com:2222/acme/previews.git', 'https://git.example.com/acme/previews'],
])('the web address of %s is %s', (url, address) => {
  expect(webAddress(url)).toBe(address);
});
