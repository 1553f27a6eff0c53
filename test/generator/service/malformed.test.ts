import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { SECRET, startWorld, type World } from '../../support/world.ts';

const BODIES = 10_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.github.openPullRequest(world.repository, { draft: true });
});
afterAll(() => world.stop());

const sign = (body: string | Uint8Array) =>
  `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;

const events = fc.constantFrom(
  ...['pull_request', 'issue_comment', 'push', 'workflow_run', 'check_suite', 'registry_package'],
  ...['ping', '', '__proto__', 'x'.repeat(500)],
);
const anyField = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    'acme/shop',
    'opened',
    'closed',
    'created',
    'completed',
    1,
    -1,
    2 ** 60,
    '/preview up',
  ),
);
/** Near enough to a real payload to get far, with anything in any place. */
const nearly = fc.record(
  {
    action: anyField,
    number: anyField,
    pull_request: fc.oneof(fc.record({ updated_at: anyField }), anyField),
    issue: fc.oneof(
      fc.record({ number: anyField, updated_at: anyField, pull_request: anyField }),
      anyField,
    ),
    comment: fc.oneof(fc.record({ id: anyField, body: anyField }), anyField),
    repository: fc.oneof(fc.record({ full_name: anyField, html_url: anyField }), anyField),
    ['__proto__']: anyField,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  nearly.map((value) => JSON.stringify(value)),
  fc.json({ maxDepth: 5 }),
  fc.constantFrom('', '{', '[]', 'null', '"', '['.repeat(5_000), `{"a":${'{"a":'.repeat(500)}`),
);
const signature = fc.oneof(
  { weight: 3, arbitrary: fc.constant('right') },
  fc.constantFrom('', 'sha256=', 'sha1=00', `sha256=${'0'.repeat(64)}`, 'sha256=zz', 'none', '=,;'),
);
const request = fc.record({ event: events, body, signature });
type Sent = { readonly event: string; readonly body: string; readonly signature: string };

async function send({ event, body: text, signature: given }: Sent): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${world.generator().port}/webhooks/github`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': event,
      'x-github-delivery': 'of a test',
      ...(given !== 'none' && {
        'x-hub-signature-256': given === 'right' ? sign(Buffer.from(text)) : given,
      }),
    },
    body: Buffer.from(text),
  });
  await response.text();
  return response.status;
}

it(`${BODIES} malformed bodies and signatures do nothing, crash nothing and leave nothing behind`, async () => {
  const before = await world.commits();
  const all = fc.sample(request, { numRuns: BODIES, seed: 7 });
  const answers = new Map<number, number>();
  const batch = async (some: readonly Sent[]) => {
    const statuses = await Promise.all(some.map(send));
    some.forEach(({ signature: given }, i) => {
      const status = statuses[i] ?? 0;
      answers.set(status, (answers.get(status) ?? 0) + 1);
      // Nothing that is not signed gets as far as being understood.
      if (given !== 'right' || some[i]?.body === '') expect(status).toBe(401);
      else expect([202, 400]).toContain(status);
    });
  };
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = () => {
    // What nobody holds any more is no growth, and other tests of this process leave much of it.
    collect();
    return process.memoryUsage().heapUsed;
  };
  let middle = 0;
  for (let start = 0; start < BODIES; start += 50) {
    await batch(all.slice(start, start + 50));
    if (start === BODIES / 2) middle = heap();
  }
  const growth = heap() - middle;
  expect([...answers.keys()].sort()).toEqual([202, 400, 401]);
  expect(growth).toBeLessThan(60 * 2 ** 20);
  const healthy = await fetch(`http://127.0.0.1:${world.generator().port}/healthz`);
  expect(healthy.status).toBe(200);
  await world.until('all looked at', async () => {
    const metrics = await fetch(`http://127.0.0.1:${world.generator().port}/metrics`);
    return (await metrics.text()).includes('k8s_ee_queue_length 0');
  });
  expect(await world.commits()).toBe(before);
}, 180_000);

it('random comments give no command, whoever writes them', async () => {
  const before = await world.commits();
  const texts = fc.sample(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string().map((text) => ` /preview up${text}`),
      fc.string().map((text) => `> /preview up ${text}`),
      fc.string({ minLength: 1 }).map((text) => `/preview${text.replace(/\s/g, '')}`),
      fc.constantFrom(
        '/preview',
        '/preview  up up',
        '/previews up',
        '`/preview up`',
        '\u202e/preview up',
      ),
    ),
    { numRuns: 60, seed: 7 },
  );
  for (const text of texts.filter((one) => one.trim() !== '')) {
    await world.github.comment(world.repository, 1, { body: text, author: 'alice' });
  }
  await world.until('the last answer', () => world.logged.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await world.commits()).toBe(before);
  expect(await world.record(1)).toBeUndefined();
}, 60_000);
