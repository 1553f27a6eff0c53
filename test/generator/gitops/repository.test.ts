import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openRepository } from '../../support/repository-fixture.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';

const directory = 'environments/shop/pr-7';
const environment = (record: string, manifests: Record<string, string> = {}) => ({
  directory,
  files: [
    { path: 'environment.yaml', content: record },
    ...Object.entries(manifests).map(([name, content]) => ({ path: `manifests/${name}`, content })),
  ],
});

let gitops: GitOpsFixture;
beforeEach(async () => {
  gitops = await startGitOps();
});
afterEach(() => gitops.stop());

describe('reading', () => {
  it('sees both branches and what people push to them', async () => {
    const { person } = gitops;
    const repository = openRepository(gitops);
    expect(() => repository.heads()).toThrow('was not read yet');
    const first = await repository.sync();
    expect(first).toEqual({ heads: await repository.remoteHeads(), moved: true });
    expect(await repository.sync()).toEqual({ ...first, moved: false });

    const head = await person.push('environments', {
      'environments/shop/pr-7/environment.yaml': 'number: "7"\n',
      'environments/lost/environment.yaml': 'x',
      'environments/shop/pr-7/manifests/a.yaml': 'a',
    });
    await person.push('main', { 'platform/a.yaml': 'a: 1', 'platform/b/c.yaml': 'c: 1' });
    expect((await repository.remoteHeads()).environments).toBe(head);
    expect(repository.heads()).toEqual(first.heads);
    expect((await repository.sync()).moved).toBe(true);
    expect(repository.heads().environments).toBe(head);
    expect(await repository.readPlatformFile('platform.yaml')).toContain('domain:');
    expect(await repository.readPlatformFile('nope')).toBeUndefined();
    expect(await repository.listPlatformFiles('platform')).toEqual([
      'platform/a.yaml',
      'platform/b/c.yaml',
    ]);
    expect(await repository.listRecords()).toEqual([
      'environments/lost/environment.yaml',
      'environments/shop/pr-7/environment.yaml',
    ]);
    expect(await repository.readFile('environments/shop/pr-7/environment.yaml')).toBe(
      'number: "7"\n',
    );
    expect(await repository.readFile('environments/shop')).toBeUndefined();
  });

  it('knows changes, history and ancestry', async () => {
    const { person } = gitops;
    const repository = openRepository(gitops);
    const path = 'environments/shop/pr-7/environment.yaml';
    const zero = (await repository.sync()).heads.environments;
    const one = await person.push('environments', { [path]: 'one', other: '1' });
    const two = await person.push('environments', { [path]: 'two é\n', more: 'm' });
    const three = await person.push('environments', { other: undefined });
    await repository.sync();
    expect(await repository.changesBetween(one, three)).toEqual([
      { path, kind: 'modified' },
      { path: 'more', kind: 'added' },
      { path: 'other', kind: 'removed' },
    ]);
    expect(await repository.changesBetween(three, three)).toEqual([]);
    expect(await repository.history(path)).toEqual([two, one]);
    expect(await repository.log(path, 1)).toEqual([
      { sha: two, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/), subject: expect.any(String) },
    ]);
    expect(await repository.lastCommitOf(path)).toBe(two);
    expect(await repository.lastCommitOf('never')).toBeUndefined();
    expect(await repository.readFileAt(one, path)).toBe('one');
    expect(await repository.readFileAt(two, path)).toBe('two é\n');
    expect(await repository.readFileAt(zero, path)).toBeUndefined();
    expect(await repository.contains(three, one)).toBe(true);
    expect(await repository.contains(three, three)).toBe(true);
    expect(await repository.contains(one, three)).toBe(false);
    const unknown = 'f'.repeat(40);
    expect(await repository.contains(three, unknown)).toBe(false);
    expect(await repository.contains('--all', three)).toBe(false);
    expect(await repository.readFileAt(unknown, path)).toBeUndefined();
    expect(await repository.readFileAt('HEAD', path)).toBeUndefined();
  });
});

describe('reading much', () => {
  it('reads many files as it reads one, whatever they are', async () => {
    const repository = openRepository(gitops);
    const names = Array.from({ length: 400 }, (_, i) => `environments/n${i}/é "${i}".yaml`);
    const content = (name: string) => `${name}\n\0 é\n`;
    await gitops.person.edit('environments', async (clone) => {
      for (const name of names) {
        await mkdir(join(clone, dirname(name)), { recursive: true });
        await writeFile(join(clone, name), content(name));
      }
      await symlink('n0', join(clone, 'environments/link'));
    });
    const head = (await repository.sync()).heads.environments;
    const others = ['environments/n1', 'environments/link', 'nope', 'line\nbreak', ''];
    for (const paths of [names.slice(0, 25), names]) {
      const asked = [...paths, ...others];
      expect(await Promise.all(asked.map((path) => repository.readFileAt(head, path)))).toEqual([
        ...paths.map(content),
        undefined,
        'n0',
        undefined,
        undefined,
        undefined,
      ]);
      const unknown = asked.map((path) => repository.readFileAt('f'.repeat(40), path));
      expect(await Promise.all(unknown)).toEqual(asked.map(() => undefined));
    }
  });

  it('lists commits, and takes a head that was lost for an empty one', async () => {
    const { person } = gitops;
    const repository = openRepository(gitops);
    const zero = (await repository.sync()).heads.environments;
    const one = await person.push('environments', { one: '1' });
    const two = await person.push('environments', { two: '2' });
    await repository.sync();
    expect(await repository.commitsBetween(zero, two)).toEqual([two, one]);
    expect(await repository.commitsBetween(two, two)).toEqual([]);
    expect(await repository.commitsBetween('f'.repeat(40), two)).toEqual([]);
    expect(await repository.changesBetween('f'.repeat(40), two)).toEqual(
      ['README.md', 'one', 'two'].map((path) => ({ path, kind: 'added' })),
    );
  });

  it('remembers over a restart the head that was answered', async () => {
    const repository = openRepository(gitops);
    const first = (await repository.sync()).heads.environments;
    expect(await repository.answeredHead()).toBeUndefined();
    await repository.commitAndPush([], 'Nothing');
    expect(await repository.answeredHead()).toBe(first);
    await gitops.person.push('environments', { a: 'b' });
    gitops.server.beforeNextPush(async () => {
      await gitops.person.push('environments', { a: 'c' });
    });
    await repository.sync();
    expect(await repository.commitAndPush([{ file: 'x', content: 'y' }], 'Lost')).toEqual({
      kind: 'rejected',
    });
    expect(await repository.answeredHead()).toBe(first);
    await repository.sync();
    await repository.commitAndPush([{ file: 'x', content: 'y' }], 'Won');
    const { environments } = repository.heads();
    expect(await repository.answeredHead()).toBe(environments);
    const restarted = openRepository(gitops);
    await restarted.sync();
    expect(await restarted.answeredHead()).toBe(environments);
  });
});

describe('writing', () => {
  it.each(['../out', '/abs', 'a/../../out', '.git/config', 'a/.GIT/x', 'a\\b', 'a\nb', ''])(
    'refuses a path that leads outside: %j',
    async (path) => {
      const repository = openRepository(gitops);
      await repository.sync();
      await expect(
        repository.commitAndPush([{ file: path, content: 'x' }], 'Evil'),
      ).rejects.toThrow('refusing to write');
      await expect(
        repository.commitAndPush([{ directory, files: [{ path, content: 'x' }] }], 'Evil'),
      ).rejects.toThrow('refusing to write');
    },
  );

  it('commits only what differs, under its own name, and says nothing when nothing does', async () => {
    const repository = openRepository(gitops);
    const { heads } = await repository.sync();
    const files = { 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' };
    const made = await repository.commitAndPush([environment('state: active\n', files)], 'One');
    expect(made).toEqual({
      kind: 'pushed',
      before: heads.environments,
      after: repository.heads().environments,
    });
    const same = await repository.commitAndPush([environment('state: active\n', files)], 'Same');
    expect(same).toEqual({ kind: 'unchanged' });

    let told: readonly string[] = [];
    const before = repository.heads().environments;
    await repository.commitAndPush(
      [environment('state: active\n', { 'a.yaml': 'a: 2\n', 'c.yaml': 'c\n' })],
      (paths) => {
        told = paths;
        return 'Two\n\nEnvironment: shop-pr-7\n';
      },
    );
    const changed = ['b.yaml', 'a.yaml', 'c.yaml'].map((name) => `${directory}/manifests/${name}`);
    expect(told).toEqual(changed);
    const after = repository.heads().environments;
    expect((await repository.changesBetween(before, after)).map(({ path }) => path)).toEqual(
      [...changed].sort(),
    );
    expect(await gitops.person.head('environments')).toBe(after);
    expect(await gitops.person.subjects('environments')).toEqual(['Two', 'One', 'edited by hand']);
    const log = await gitops.person.git('log', '-1', '--format=%an <%ae>|%b', after);
    expect(log).toContain('Previews <previews@example.com>|Environment: shop-pr-7');
  });

  it('removes a directory, one file, and what stood where a directory must be', async () => {
    const repository = openRepository(gitops);
    await gitops.person.push('environments', {
      'environments/shop/pr-1/manifests/a.yaml': 'a',
      'environments/shop/pr-2/environment.yaml/in-the-way': 'x',
      'environments/shop/pr-3': 'a file',
      'environments/foo/environment.yaml': 'misplaced',
      'environments/foo/keep': 'kept',
    });
    await repository.sync();
    await repository.commitAndPush(
      [
        { directory: 'environments/shop/pr-1', files: [] },
        { file: 'environments/shop/pr-2/environment.yaml', content: 'two' },
        { directory: 'environments/shop/pr-3', files: [{ path: 'manifests/.keep', content: '' }] },
        { file: 'environments/foo/environment.yaml', content: undefined },
        { file: 'environments/never/was', content: undefined },
      ],
      'Tidy',
    );
    expect(await gitops.person.list('environments')).toEqual([
      'README.md',
      'environments/foo/keep',
      'environments/shop/pr-2/environment.yaml',
      'environments/shop/pr-3/manifests/.keep',
    ]);
  });

  it('lets the later of two changes win', async () => {
    const repository = openRepository(gitops);
    await repository.sync();
    const record = `${directory}/environment.yaml`;
    await repository.commitAndPush(
      [{ file: record, content: 'restored' }, environment('decided', { 'a.yaml': 'a' })],
      'Both',
    );
    expect(await gitops.person.read('environments', record)).toBe('decided');
  });

  it('is rejected by a faster person, then sees their commit and pushes on top of it', async () => {
    const repository = openRepository(gitops);
    const { heads } = await repository.sync();
    const record = `${directory}/environment.yaml`;
    let theirs = '';
    gitops.server.beforeNextPush(async () => {
      theirs = await gitops.person.push('environments', { [record]: 'state: destroying\n' });
    });
    const lost = await repository.commitAndPush([environment('state: active\n')], 'Lost');
    expect(lost).toEqual({ kind: 'rejected' });
    expect(repository.heads()).toEqual(heads);
    expect(await repository.readFile(record)).toBeUndefined();
    expect(await gitops.person.read('environments', record)).toBe('state: destroying\n');

    expect((await repository.sync()).heads.environments).toBe(theirs);
    expect(await repository.readFile(record)).toBe('state: destroying\n');
    const won = await repository.commitAndPush([environment('decided again')], 'Won');
    expect(won).toMatchObject({ kind: 'pushed', before: theirs });
    expect(await gitops.person.subjects('environments')).toEqual([
      'Won',
      'edited by hand',
      'edited by hand',
    ]);
  });

  it('serialises operations that are started at once', async () => {
    const repository = openRepository(gitops);
    await repository.sync();
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        repository.commitAndPush([{ file: `environments/f${i}`, content: 'x' }], `f${i}`),
      ),
    );
    expect(results.every(({ kind }) => kind === 'pushed')).toBe(true);
    expect(await gitops.person.list('environments')).toHaveLength(11);
  });

  it('writes 200 environments in one commit', async () => {
    const repository = openRepository(gitops);
    await repository.sync();
    const changes = Array.from({ length: 200 }, (_, i) => ({
      directory: `environments/shop/pr-${i}`,
      files: Array.from({ length: 10 }, (_, j) => ({
        path: j === 0 ? 'environment.yaml' : `manifests/${j}.yaml`,
        content: `number: "${i}"\n`.repeat(40 + j),
      })),
    }));
    const start = performance.now();
    await repository.commitAndPush(changes, 'Two hundred');
    const took = performance.now() - start;
    const again = performance.now();
    expect(await repository.commitAndPush(changes, 'Same')).toEqual({ kind: 'unchanged' });
    // eslint-disable-next-line no-console
    console.log(
      `200 environments (2,000 files) in one commit and push: ${took.toFixed(0)} ms; found unchanged: ${(performance.now() - again).toFixed(0)} ms`,
    );
    expect(await gitops.person.list('environments')).toHaveLength(2001);
  });

  it('may keep both branches in one', async () => {
    const repository = openRepository(gitops, { environmentsBranch: 'main' });
    await repository.sync();
    await repository.commitAndPush([environment('state: active\n')], 'One branch');
    const { platform, environments } = repository.heads();
    expect(platform).toBe(environments);
    expect(await repository.readPlatformFile('platform.yaml')).toContain('domain:');
    expect(await gitops.person.list('main')).toEqual([
      `${directory}/environment.yaml`,
      'platform.yaml',
    ]);
  });
});
