import type { Files } from '../../../generator/demo/github/world.ts';
import { start } from './start.ts';

let running: Awaited<ReturnType<typeof start>>;

beforeEach(async () => {
  running = await start();
});

afterEach(() => running.standIn.stop());

async function read(files: Files, path: string, maxBytes = 64 * 1024) {
  const { standIn, github } = running;
  const { pull } = await standIn.openPullRequest('acme/shop', { files });
  return github.file('acme/shop', pull.head.sha, path, maxBytes);
}

describe('files', () => {
  it('are read at the commit asked for, whatever their name', async () => {
    const text = 'projectId: shop\n# Grüße 🐳\n';
    expect(await read({ 'k8s-ee.yaml': text }, 'k8s-ee.yaml')).toEqual({ kind: 'content', text });
    for (const path of ['deploy/k8s ee.yaml', 'a/b#c?d=%2F/ü.yaml', '{x}/:y']) {
      expect(await read({ [path]: text }, path)).toEqual({ kind: 'content', text });
    }
    expect(await read({ empty: '' }, 'empty')).toEqual({ kind: 'content', text: '' });
  });

  it('are missing only where the commit itself is seen', async () => {
    const { standIn, github } = running;
    expect(await read({}, 'none.yaml')).toEqual({ kind: 'missing' });
    expect(await github.file('acme/shop', '0'.repeat(40), 'k8s-ee.yaml', 1000)).toMatchObject({
      kind: 'unknown',
    });
    expect(await github.file('acme/none', '0'.repeat(40), 'k8s-ee.yaml', 1000)).toMatchObject({
      kind: 'unknown',
    });
    const { head } = standIn.pullRequest('acme/shop', 1);
    standIn.fail({ match: ({ path }) => path.includes('/contents/'), status: 404 });
    standIn.fail({
      match: ({ path }) => path.includes('/git/'),
      status: 200,
      body: { sha: 'f'.repeat(40) },
    });
    expect(await github.file('acme/shop', head.sha, 'k8s-ee.yaml', 1000)).toMatchObject({
      kind: 'unknown',
    });
  });

  it('are unusable when too large, and say how large', async () => {
    expect(await read({ f: 'x'.repeat(101) }, 'f', 100)).toEqual({
      kind: 'unusable',
      reason: 'f is too large: 101 bytes, at most 100 bytes are read',
    });
    expect(await read({ f: 'x'.repeat(100) }, 'f', 100)).toMatchObject({ kind: 'content' });
    const large = new Uint8Array(2 * 1024 * 1024).fill(97);
    expect(await read({ f: large }, 'f')).toMatchObject({
      reason: 'f is too large: 2097152 bytes, at most 65536 bytes are read',
    });
    expect(await read({ f: large }, 'f', 4 * 1024 * 1024)).toMatchObject({ kind: 'unusable' });
    running.standIn.fail({
      status: 403,
      body: { message: 'This API returns blobs up to 100 MB', errors: [{ code: 'too_large' }] },
    });
    const { head } = running.standIn.pullRequest('acme/shop', 1);
    expect(await running.github.file('acme/shop', head.sha, 'f', 100)).toMatchObject({
      reason: 'f is too large: over 100 MB, at most 100 bytes are read',
    });
  });

  it('are unusable when they are directories, links out of the repository, modules or no text', async () => {
    const unusable = async (files: Files, path: string) => {
      const fact = await read(files, path);
      expect(fact.kind).toBe('unusable');
      return fact.kind === 'unusable' ? fact.reason : '';
    };
    expect(await unusable({ 'd/f': 'x' }, 'd')).toBe('d is a directory');
    expect(await unusable({ link: { symlink: '/etc/passwd' } }, 'link')).toBe(
      'link is a symlink, not a file',
    );
    expect(await unusable({ sub: { submodule: 'a'.repeat(40) } }, 'sub')).toBe(
      'sub is a submodule, not a file',
    );
    expect(await unusable({ f: new Uint8Array([0xff, 0xfe, 0x00]) }, 'f')).toBe(
      'f is not UTF-8 text',
    );
    for (const path of ['../other/f', 'a//b', './f', '', 'a/..']) {
      expect(await unusable({}, path)).toBe(`"${path}" is no path inside a repository`);
    }
  });

  it('are unknown when less arrived than was announced', async () => {
    running.standIn.fail({
      status: 200,
      body: { type: 'file', size: 20, encoding: 'base64', content: 'cHJvamVjdA==' },
    });
    expect(await read({ f: 'x' }, 'f')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('GitHub sent 7 of the 20 bytes of f') as string,
    });
  });
});
