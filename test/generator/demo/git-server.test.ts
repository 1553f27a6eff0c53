import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGitOps, textOf, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { isRunning } from '../../support/processes.ts';

let gitops: GitOpsFixture;
beforeEach(async () => {
  gitops = await startGitOps();
});
afterEach(() => gitops.stop());

describe('the git server', () => {
  it('takes a push and gives it back to another clone', async () => {
    const head = await gitops.person.push('environments', { 'a/b.txt': 'hello\n' });
    const other = await gitops.clone('other');
    expect(await other.head('environments')).toBe(head);
    expect(await other.read('environments', 'a/b.txt')).toBe('hello\n');
    expect(await other.read('main', 'platform.yaml')).toContain('domain:');
  });

  it.each(['0', '1', '2'])('speaks protocol version %s', async (version) => {
    const { person } = gitops;
    await person.git('config', 'protocol.version', version);
    const head = await person.push('main', { version });
    expect(await person.head('main')).toBe(head);
  });

  it('takes a body in chunks and a compressed one', async () => {
    const { person } = gitops;
    // Larger than the buffer: sent chunked, after a probe.
    await person.git('config', 'http.postBuffer', '65536');
    const noise = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919 * i) % 251));
    await person.edit('environments', (directory) => {
      writeFileSync(join(directory, 'noise'), noise);
      return Promise.resolve();
    });
    // Many haves make a fetch request large enough for git to compress it.
    for (let i = 0; i < 40; i++) {
      await person.git('commit', '--quiet', '--allow-empty', '--message', `commit ${i}`);
    }
    await person.git('push', '--quiet', 'origin', 'environments');
    const other = await gitops.clone('other');
    await other.head('environments');
    await gitops.person.push('environments', { more: 'x' });
    expect(await other.read('environments', 'more')).toBe('x');
  }, 60_000);

  it('refuses without the password', async () => {
    gitops.server.requirePassword('s3cret');
    await expect(gitops.person.head('main')).rejects.toThrow('terminal prompts disabled');
    const url = gitops.url.replace('http://', 'http://anyone:s3cret@');
    expect(await gitops.person.git('ls-remote', url)).toContain('refs/heads/main');
  });

  it('fails on purpose and comes back', async () => {
    gitops.server.setFailure(500);
    await expect(gitops.person.head('main')).rejects.toThrow('500');
    gitops.server.setFailure(undefined);
    expect(await gitops.person.head('main')).toMatch(/^[0-9a-f]{40}$/);
  });

  it('lets another writer win the race', async () => {
    const other = await gitops.clone('other');
    let winner = '';
    gitops.server.beforeNextPush(async () => {
      winner = await other.push('environments', { who: 'other' });
    });
    await expect(gitops.person.push('environments', { who: 'person' })).rejects.toThrow('rejected');
    expect(await gitops.person.head('environments')).toBe(winner);
  });

  it('answers nonsense without falling over', async () => {
    for (const path of ['/', '/nope.git/info/refs', '/%', '/../etc/passwd', '/gitops.git/config']) {
      const response = await fetch(`${gitops.server.url}${path}`);
      expect(response.status).toBeGreaterThanOrEqual(path === '/gitops.git/config' ? 200 : 400);
    }
    expect(await gitops.person.head('main')).toMatch(/^[0-9a-f]{40}$/);
  });

  it('leaves no git process when it stops in the middle of a push', async () => {
    const place = (name: string) => join(gitops.directory, name);
    const hook = join(gitops.server.directoryOf('gitops'), 'hooks', 'pre-receive');
    // The hook's parent is the git that receives the push; it waits for the hook, and the hook for us.
    const script = [
      '#!/bin/sh',
      `echo $PPID $$ >${place('pids.next')} && mv ${place('pids.next')} ${place('pids')}`,
      `for i in $(seq 600); do [ -e ${place('release')} ] && exit 0; sleep 0.1; done`,
    ];
    writeFileSync(hook, script.join('\n'), { mode: 0o755 });
    const pushing = gitops.person.push('environments', { slow: 'push' }).catch(() => 'failed');
    const pids = await eventually(() => textOf(place('pids')));
    const [receiver = 0, hooked = 0] = pids.trim().split(' ').map(Number);
    expect([isRunning(receiver), isRunning(hooked)]).toEqual([true, true]);
    await gitops.server.stop();
    expect(await pushing).toBe('failed');
    await eventually(() => !isRunning(receiver));
    writeFileSync(place('release'), '');
    await eventually(() => !isRunning(hooked));
  }, 60_000);
});

async function eventually<T>(look: () => T): Promise<NonNullable<Awaited<T>>> {
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    await sleep(20);
  }
}
