import { startWorld, VALID_FILES, type World } from '../../support/world.ts';

const record = (number: number) => `environments/shop/pr-${number}/environment.yaml`;
const manifest = (number: number, name = 'app') =>
  `environments/shop/pr-${number}/manifests/${name}.yaml`;

describe('a pull request over its life', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(() => world.stop());

  const open = async (options = {}) =>
    (await world.github.openPullRequest('acme/shop', options)).pull;
  const active = (number: number, sha: string) =>
    world.until(`#${number} deployed at ${sha}`, async () => {
      const text = await world.record(number);
      return text?.includes('state: active') && text.includes(`sha: ${sha}`);
    });
  const destroying = (number: number) =>
    world.until(`#${number} destroying`, async () =>
      (await world.record(number))?.includes('state: destroying'),
    );

  it('opened, pushed, closed, reopened: record, manifests and comment follow', async () => {
    const pull = await open({ branch: 'feature/cart' });
    await active(1, pull.head.sha);
    expect(await world.read(manifest(1))).toContain(`ghcr.io/acme/shop:${pull.head.sha}`);
    await world.until('the comment', () =>
      world.comment(1)?.includes('shop-pr-1.acme-previews.dev'),
    );

    const first = pull.head.sha;
    const { pull: pushed } = await world.github.push('acme/shop', 1);
    expect(pushed.head.sha).not.toBe(first);
    await active(1, pushed.head.sha);

    await world.github.close('acme/shop', 1);
    await destroying(1);
    expect(await world.read(manifest(1))).toBeUndefined();
    expect(await world.read('environments/shop/pr-1/manifests/.keep')).toBe('');
    await world.until('the comment says so', () => world.comment(1)?.includes('being removed'));

    await world.github.reopen('acme/shop', 1);
    await active(1, pushed.head.sha);
  });

  it('draft, ready, labels and title: each action does what policy says', async () => {
    const pull = await open({ draft: true });
    await world.until('the refusal', () => world.comment(1)?.includes('draft') ?? true);
    expect(await world.record(1)).toBeUndefined();
    await world.github.readyForReview('acme/shop', 1);
    await active(1, pull.head.sha);
    // A live environment that becomes a draft keeps running and follows pushes.
    await world.github.convertToDraft('acme/shop', 1);
    const { pull: pushed } = await world.github.push('acme/shop', 1);
    await active(1, pushed.head.sha);
    await world.github.edit('acme/shop', 1, { title: 'Another title' });
    await world.github.label('acme/shop', 1, 'no-preview');
    await destroying(1);
    await world.github.readyForReview('acme/shop', 1);
    await world.github.unlabel('acme/shop', 1, 'no-preview');
    await active(1, pushed.head.sha);
  });

  it('doubled, late and reordered deliveries change nothing in the end', async () => {
    const { deliveries } = await world.github.openPullRequest('acme/shop', {}, { times: 3 });
    const { pull } = await world.github.push('acme/shop', 1, {}, { withhold: true });
    await active(1, pull.head.sha);
    const { deliveries: closed } = await world.github.close('acme/shop', 1);
    await destroying(1);
    const commits = await world.commits();
    for (const { id } of [...deliveries.slice(0, 1), ...closed]) await world.github.redeliver(id);
    await world.github.redeliver(deliveries[0]?.id ?? '');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await world.commits()).toBe(commits);
    expect(await world.record(1)).toContain('state: destroying');
  });

  it('50 at once are all there, in few commits', async () => {
    const before = await world.commits();
    const pulls = await Promise.all(
      Array.from({ length: 50 }, (_, i) => open({ branch: `b${i}` })),
    );
    await world.until(
      'all environments',
      async () => (await world.gitops.person.list('environments')).filter(isRecord).length === 50,
      60,
    );
    for (const { number, head } of pulls) await active(number, head.sha);
    expect((await world.commits()) - before).toBeLessThanOrEqual(15);
    await Promise.all(pulls.map(({ number }) => world.github.close('acme/shop', number)));
    for (const { number } of pulls) await destroying(number);
  }, 120_000);

  it("a racing person's change of the very record is honoured, not overwritten", async () => {
    const first = (await open()).head.sha;
    await active(1, first);
    const text = (await world.record(1)) ?? '';
    const theirs = text.replace(/lifecycle:\n/, 'lifecycle:\n  pinned: true\n');
    world.gitops.server.beforeNextPush(async () => {
      await world.gitops.person.push('environments', { [record(1)]: theirs });
    });
    await world.github.push('acme/shop', 1);
    await world.until('the pin', async () => (await world.record(1))?.includes('pinned: true'));
    await world.until(
      'a rejected push',
      () =>
        world.logged.some((line) => line.includes('"rejections":1')) ||
        world.logged.some((line) => line.includes('"rule":"pinned"')),
    );
    const after = (await world.record(1)) ?? '';
    expect(after).toContain('pinned: true');
    expect(after).toContain(`sha: ${first}`);
  });

  it('hostile text is harmless everywhere', async () => {
    const branch = '$(rm -rf /)';
    const title = '<img src=x onerror=alert(1)> **bold** @everyone [x](javascript:alert(1))';
    const pull = await open({ branch, title, labels: ['../../x'] });
    await active(1, pull.head.sha);
    expect(await world.read(manifest(1))).toContain('value: $$(rm -rf /)');
    await world.until('the comment', () => world.comment(1));
    expect(world.comment(1)).not.toMatch(/<img|onerror|@everyone|javascript:/);
    const paths = await world.gitops.person.list('environments');
    expect(paths.filter((path) => path.includes('..'))).toEqual([]);
  });

  it('a fork is denied, and nothing of its head is fetched', async () => {
    await open({ fork: true, author: 'mallory' });
    await world.until('the refusal', () => world.comment(1)?.includes('fork'));
    expect(await world.record(1)).toBeUndefined();
    const contents = world.github.calls.filter(({ path }) => path.includes('/contents/'));
    expect(contents).toEqual([]);
  });

  it('a record spoiled by hand is put back', async () => {
    const pull = await open();
    await active(1, pull.head.sha);
    const good = await world.record(1);
    await world.gitops.person.push('environments', { [record(1)]: '{{{ no yaml' });
    await world.until('the repair', async () => (await world.record(1)) === good, 30);
  }, 60_000);
});

const isRecord = (path: string) => path.endsWith('/environment.yaml');

describe('k8s-ee.yaml that cannot be used', () => {
  const big = `projectId: shop\n# ${'x'.repeat(2 * 1024 * 1024)}\n`;
  const bomb = `projectId: shop\na: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi']
    .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`)
    .join('\n')}\n`;
  it.each([
    ['missing', undefined, /there is no k8s-ee\.yaml/],
    ['invalid', 'projectId: shop\napp:\n  port: eighty\n', /line 3, column 9: app\.port/],
    [
      'of a wish that this platform cannot fulfil',
      'projectId: shop\nsleepAfter: 7d\n',
      /line 2.*sleepAfter: nobody counts requests/,
    ],
    ['2 MB large', big, /too large|larger|bytes/],
    ['an anchor bomb', bomb, /line \d+.*aliases/],
    ['with a key twice', 'projectId: shop\nprojectId: shop\n', /line 2.*twice/],
  ])('%s: the comment says why, and what ran keeps running', async (_, text, expected) => {
    const world = await startWorld({ files: VALID_FILES });
    try {
      const { pull } = await world.github.openPullRequest('acme/shop');
      const first = pull.head.sha;
      await world.until('the environment', () => world.record(1));
      await world.github.push('acme/shop', 1, { 'k8s-ee.yaml': text });
      await world.until('the reason', () => expected.test(unescaped(world.comment(1) ?? '')));
      expect(await world.record(1)).toContain(`sha: ${first}`);
      expect(await world.read(manifest(1))).toContain(first);
    } finally {
      await world.stop();
    }
  });
});

/** As GitHub shows it. */
function unescaped(markdown: string): string {
  return markdown.replace(/\u200b/g, '').replace(/\\([^\w\s])/g, '$1');
}
