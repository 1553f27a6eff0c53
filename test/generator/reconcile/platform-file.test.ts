import type { RecordIndex } from '../../../generator/gitops/records.ts';
import { createPlatformFile, InvalidPlatform } from '../../../generator/reconcile/platform-file.ts';
import { createHealth } from '../../../generator/telemetry/health.ts';
import { createLog } from '../../../generator/telemetry/log.ts';
import { createMetrics } from '../../../generator/telemetry/metrics.ts';
import { sampleRecord } from '../gitops/sample-record.ts';

const platformText = (change: { domain?: string; repository?: string; rest?: string } = {}) =>
  `domain: ${change.domain ?? 'acme-previews.dev'}
gitops: {url: "https://github.com/acme/previews.git"}
projects:
  - {id: shop, repository: ${change.repository ?? 'acme/shop'}, image: "ghcr.io/acme/shop:{sha}"}
${change.rest ?? ''}`;
const GOOD = platformText();
const SPOILED = `${GOOD}unheard: of\npolicy: {forks: trust}\n`;

const empty: RecordIndex = { head: 'h', records: new Map(), readonly: new Map() };
const withRecord: RecordIndex = { ...empty, records: new Map([['shop-pr-7', sampleRecord('7')]]) };
const withReadonly: RecordIndex = {
  ...empty,
  readonly: new Map([['shop-pr-7', { project: 'shop', number: '7', problems: [] }]]),
};

function start(options: { text?: string; branch?: string; canSign?: boolean } = {}) {
  const state = { text: options.text };
  const logged: string[] = [];
  const health = createHealth();
  const metrics = createMetrics();
  const file = createPlatformFile({
    repository: { readPlatformFile: () => Promise.resolve(state.text) },
    branch: options.branch ?? 'main',
    canSign: options.canSign ?? true,
    health,
    log: createLog('debug', { write: (line) => void logged.push(line) }),
    metrics,
  });
  return {
    file,
    logged,
    health: () => health.body().parts.platform,
    valid: async () => (await metrics.platformValid.get()).values[0]?.value,
    put(text: string | undefined, index = withRecord) {
      state.text = text;
      return file.refresh(index);
    },
  };
}

describe('the first platform.yaml', () => {
  it('is in effect when it is good', async () => {
    const { file, health, valid, put } = start();
    expect(file.current()).toBeUndefined();
    expect((await put(GOOD)).domain).toBe('acme-previews.dev');
    expect(file.inEffect()).toBe(file.current());
    expect([health().ok, await valid(), file.takeChange()]).toEqual([true, 1, false]);
  });

  it.each([
    ['spoiled', SPOILED, /platform\.yaml: line \d+.*unheard[^]*platform\.yaml: line \d+.*forks/],
    ['no YAML', '{{{', /platform\.yaml/],
    ['absent', undefined, /no platform\.yaml on the branch "main".*add one/],
  ])('%s: nothing is in effect, and every problem is named', async (_, text, message) => {
    const { file, health, valid, put } = start();
    const failure = await put(text, empty).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidPlatform);
    expect(String(failure)).toMatch(message);
    expect(file.current()).toBeUndefined();
    expect(() => file.inEffect()).toThrow(InvalidPlatform);
    expect([health().ok, await valid()]).toEqual([false, 0]);
  });
});

describe('a platform.yaml that cannot be used', () => {
  it('is told once while nothing changes', async () => {
    const { put, logged } = start();
    await put(GOOD);
    await put(SPOILED);
    const before = logged.length;
    await put(SPOILED);
    expect(logged).toHaveLength(before);
  });

  it.each([
    ['spoiled', SPOILED, /line \d+.*unheard.*; line \d+.*forks/],
    ['absent', undefined, /no platform\.yaml/],
    ['empty', '', /is empty/],
    ['of another repository', platformText({ repository: 'acme/other' }), /must stay "acme\/shop"/],
    [
      'at another GitHub',
      platformText({ rest: 'github: {apiUrl: "https://github.example.com/api/v3"}' }),
      /apiUrl.*restart/,
    ],
  ])('%s: the previous one stays, and health and metrics say why', async (_, text, message) => {
    const { file, health, valid, put, logged } = start();
    const good = await put(GOOD);
    expect(await put(text)).toBe(good);
    expect(file.current()).toBe(good);
    expect(health()).toEqual({ ok: false, detail: expect.stringMatching(message) as string });
    expect([await valid(), file.takeChange()]).toEqual([0, false]);
    expect(logged.at(-1)).toContain('is not in effect; the last good one stays');
  });

  it('is in effect as soon as it is corrected', async () => {
    const { file, health, valid, put } = start();
    await put(GOOD);
    await put(SPOILED);
    expect((await put(platformText({ domain: 'next.dev' }))).domain).toBe('next.dev');
    expect([health().ok, await valid(), file.takeChange()]).toEqual([true, 1, true]);
    expect(file.takeChange()).toBe(false);
  });

  it('for what lives only: in effect once that is gone, without another push', async () => {
    const other = platformText({ repository: 'acme/other' });
    for (const index of [withRecord, withReadonly]) {
      const { put } = start();
      await put(GOOD, index);
      expect((await put(other, index)).projects[0]?.repository).toBe('acme/shop');
      expect((await put(other, empty)).projects[0]?.repository).toBe('acme/other');
    }
  });

  it('after a restart nothing is remembered: there is nothing to act by', async () => {
    const before = start();
    await before.put(GOOD);
    const after = start();
    await expect(after.put(SPOILED)).rejects.toThrow(InvalidPlatform);
    expect(after.file.current()).toBeUndefined();
  });
});

describe('what does not fit the settings of the generator', () => {
  it('another branch than GITOPS_BRANCH', async () => {
    const { put } = start({ branch: 'trunk' });
    await expect(put(GOOD)).rejects.toThrow(
      'gitops.branch: expected "trunk", the GITOPS_BRANCH of the generator, got "main"',
    );
  });

  it('an address to tell Argo CD without a secret to sign with', async () => {
    const text = platformText({ rest: 'argocd: {serverWebhook: "http://argocd/api/webhook"}' });
    await expect(start({ canSign: false }).put(text)).rejects.toThrow(
      /argocd\.serverWebhook: .*ARGOCD_WEBHOOK_SECRET/,
    );
    await expect(start().put(text)).resolves.toBeDefined();
  });
});

describe('what is told', () => {
  it('keys of later releases are named', async () => {
    const { put, logged } = start();
    await put(platformText({ rest: 'policy: {sleepAfter: 7d}' }));
    expect(logged.join('')).toMatch(
      /"keys":\["policy\.sleepAfter \(it needs prometheus\.url\)"\].*without effect/,
    );
  });

  it('nothing while the file stays as it is', async () => {
    const { put, logged } = start();
    await put(GOOD);
    const before = logged.length;
    await put(GOOD);
    expect(logged).toHaveLength(before);
  });
});
