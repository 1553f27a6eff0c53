import fc from 'fast-check';
import type { View } from '../../../generator/feedback/view.ts';
import { linkable, shown } from '../../../generator/web/text.ts';
import { createTestBoard } from './board-fixture.ts';
import { describeInBrowser, openPage } from './browser.ts';
import { startDashboard } from './dashboard-fixture.ts';
import { sampleView } from './sample-views.ts';
import { ask } from './serve.ts';
import { startStatus } from './status-fixture.ts';

const PAYLOADS = [
  '</script><script>window.broken=1</script>',
  '"><img src=x onerror=window.broken=1>',
  "' onfocus='window.broken=1' autofocus='",
  '</title></textarea></style></noscript><svg onload=window.broken=1>',
  '<!--<script>window.broken=1//-->',
  '<style>*{display:none}</style><base href=//evil.example>',
  '</pre></details><iframe srcdoc="<script>parent.broken=1</script>">',
  '&lt;script&gt; &#x3c;b&#x3e; &amp;lt;',
  '\u202e\u2066right to left\u200b\ufeff\ud800\u0000\u001b[31m\r\n\u2028',
];
const BAD_URLS = [
  'javascript:window.broken=1',
  'JaVaScRiPt:window.broken=1//https://',
  '\u0001javascript:window.broken=1',
  'data:text/html,<script>window.broken=1</script>',
  'https://user:secret@evil.example/',
  'https://ok.example/"><script>window.broken=1</script>',
  'vbscript:x',
  '//evil.example',
  '',
];

const text = fc.oneof(fc.constantFrom(...PAYLOADS), fc.string({ unit: 'binary', maxLength: 60 }));
const url = fc.oneof(fc.constantFrom(...BAD_URLS), fc.webUrl());

/** Everything that people, images, clusters or GitHub may have written. */
const hostile: fc.Arbitrary<Partial<View>> = fc.record({
  reason: text,
  url,
  repository: text,
  services: fc.array(fc.record({ name: text, url }), { maxLength: 2 }),
  pullRequest: fc.record({ url, title: text, author: text, branch: text }),
  ...{ sha: text, runningSha: text, waitingSha: text, argocdUrl: url, grafanaUrl: url, copy: text },
  ...{ createdAt: text, since: text, expiresAt: text, preservedUntil: text },
  requests: fc.record({ cpu: text, memory: text, storage: text, pods: fc.constant(1) }),
  problems: fc.array(fc.record({ path: text, message: text }), { maxLength: 2 }),
  notes: fc.array(text, { maxLength: 2 }),
  findings: fc.array(
    fc.record({
      ...{ kind: fc.constant('crash' as const), part: text, summary: text, fix: text },
      log: fc.array(text, { maxLength: 3 }),
    }),
    { maxLength: 2 },
  ),
});

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+(?:="[^"]*")?)*)\/?>/g;
const TAGS = new Set(
  (
    'html head meta title link script body a header main footer div section nav article h1 h2 h3 p span ' +
    'b bdi ul ol li dl dt dd table caption thead tbody tr th td form label select option input button ' +
    'time code pre details summary svg rect noscript'
  ).split(' '),
);
const ATTRIBUTES =
  /^(lang|charset|name|content|rel|href|type|src|defer|class|id|role|aria-[a-z]+|data-[a-z]+|for|action|method|value|selected|maxlength|placeholder|scope|colspan|datetime|title|open|tabindex|width|height|viewBox|preserveAspectRatio|http-equiv)$/i;

/** What in a page is not of our making. */
function foreign(body: string): string[] {
  const found: string[] = [];
  const rest = body.replace(/^<!doctype html>/, '').replace(TAG, (_, _end, tag: string, rest) => {
    if (!TAGS.has(tag)) found.push(`tag ${tag}`);
    for (const [, name = '', value = ''] of String(rest).matchAll(
      / ([a-zA-Z-]+)(?:="([^"]*)")?/g,
    )) {
      if (!ATTRIBUTES.test(name)) found.push(`attribute ${name}`);
      const address = ['href', 'src', 'action'].includes(name);
      if (address && !/^(https?:\/\/|\/(?!\/)|#main$)/.test(value)) found.push(`address ${value}`);
      if (address && /^https?:\/\/[^/]*@/.test(value)) found.push(`credential ${value}`);
    }
    return '';
  });
  if (rest.includes('<')) found.push(`text ${rest.slice(rest.indexOf('<'), 60)}`);
  const scripts = [...body.matchAll(/<script/g)].length;
  if (scripts !== 1) found.push(`${scripts} scripts`);
  if (/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u.test(rest)) found.push('unseen');
  return found;
}

it('lets no text and no address break out of any page', async () => {
  const board = createTestBoard();
  let one: Partial<View> = {};
  const dashboard = await startDashboard(board, {
    health: () => ({
      ready: false,
      parts: { git: { ok: false, detail: one.reason ?? '' } },
    }),
    history: async () => [
      { sha: one.sha ?? '', at: one.since ?? '', subject: one.reason ?? '', url: one.url ?? '' },
    ],
  });
  const status = await startStatus(board);
  await fc.assert(
    fc.asyncProperty(hostile, text, async (change, search) => {
      one = change;
      board.show(sampleView(7, 'failed', change));
      const pages = [
        await ask(dashboard.port, '/'),
        await ask(
          dashboard.port,
          `/?${new URLSearchParams({ q: search, project: search }).toString()}`,
        ),
        await ask(dashboard.port, '/environments/shop-pr-7'),
        await status.get('shop-pr-7'),
      ];
      expect(pages.map((page) => page.status)).toEqual([200, 200, 200, 503]);
      expect(pages.flatMap(({ body }) => foreign(body))).toEqual([]);
    }),
    { numRuns: 150 },
  );
  await Promise.all([dashboard.close(), status.close()]);
}, 60_000);

it('would see what breaks out', () => {
  for (const payload of PAYLOADS.filter((one) => one.includes('<'))) {
    expect(foreign(`<script src="/a"></script><p>${payload}</p>`)).not.toEqual([]);
  }
  expect(foreign('<script src="/a"></script><a href="javascript:x">x</a>')).toHaveLength(1);
});

it('links to web addresses only', () => {
  for (const bad of BAD_URLS.filter((one) => !one.startsWith('https://ok.'))) {
    expect(linkable(bad)).toBeUndefined();
  }
  expect(linkable('https://ok.example/"<b>')).toBe('https://ok.example/%22%3Cb%3E');
});

it('shows long and strange text as one short line', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (given, max) => {
        const line = shown(given, max);
        expect(line.length).toBeLessThanOrEqual(max + 1);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      },
    ),
  );
});

describeInBrowser('in a browser', (browser) => {
  it('runs nothing of what it shows, also after it changed', async () => {
    const board = createTestBoard(
      ...PAYLOADS.map((payload, index) =>
        sampleView(index + 1, 'failed', {
          reason: payload,
          url: BAD_URLS[index] ?? '',
          pullRequest: {
            url: BAD_URLS[index] ?? '',
            title: payload,
            author: payload,
            branch: payload,
          },
          findings: [
            { kind: 'crash', part: payload, summary: payload, fix: payload, log: [payload] },
          ],
        }),
      ),
    );
    const server = await startDashboard(board);
    const { page, complaints } = await openPage(browser());
    for (const path of [
      '/',
      `/?q=${encodeURIComponent(PAYLOADS[1] ?? '')}`,
      '/environments/shop-pr-1',
    ]) {
      await page.goto(server.url + path);
      await page.getByText('live', { exact: true }).waitFor();
      const change = sampleView(1, 'failed', { reason: `${PAYLOADS[1]} ${path}`, notes: PAYLOADS });
      board.show(change);
      await page.waitForTimeout(1_500);
      expect(await page.evaluate('window.broken')).toBeUndefined();
    }
    expect(complaints).toEqual([]);
    await server.close();
  }, 60_000);
});
