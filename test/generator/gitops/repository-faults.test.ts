import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GitUnavailable, type GitOpsRepository } from '../../../generator/gitops/repository.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { commandLines } from '../../support/processes.ts';
import { openRepository } from '../../support/repository-fixture.ts';

const record = 'environments/shop/pr-7/environment.yaml';
const write = [{ file: record, content: 'state: active\n' }];

let gitops: GitOpsFixture;
let clone: string;
beforeEach(async () => {
  gitops = await startGitOps();
  clone = join(gitops.directory, 'data', 'gitops');
});
afterEach(() => gitops.stop());

const filesBelow = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((file) => statSync(file).isFile());

/** Every file of every commit must read as the remote has it. */
async function readEverything(repository: GitOpsRepository): Promise<void> {
  const { person } = gitops;
  for (const branch of ['main', 'environments']) {
    const log = await person.git('log', '--format=%H', `origin/${branch}`);
    for (const commit of log.trim().split('\n')) {
      const names = await person.git('ls-tree', '-r', '--name-only', commit);
      const paths = names.trim().split('\n');
      expect(await repository.listFilesAt(commit, '')).toEqual(paths);
      for (const path of paths) {
        const content = await person.git('show', `${commit}:${path}`);
        expect(await repository.readFileAt(commit, path)).toBe(content);
      }
    }
  }
}

describe('the clone is a cache', () => {
  const spoil: Record<string, () => void> = {
    'is deleted': () => rmSync(clone, { recursive: true }),
    'is a file': () => {
      rmSync(clone, { recursive: true });
      writeFileSync(clone, 'not a directory');
    },
    'has lost its objects': () => rmSync(join(clone, 'objects'), { recursive: true }),
    'has lost half of its objects': () =>
      filesBelow(join(clone, 'objects'))
        .filter((_file, i) => i % 2 === 0)
        .forEach((file) => rmSync(file)),
    'has spoiled objects': () =>
      filesBelow(join(clone, 'objects')).forEach((file) => {
        rmSync(file);
        writeFileSync(file, 'spoiled');
      }),
    'has a spoiled HEAD': () => writeFileSync(join(clone, 'HEAD'), 'spoiled'),
    'has a spoiled config': () => writeFileSync(join(clone, 'config'), '[spoiled'),
    'has spoiled refs': () => {
      writeFileSync(join(clone, 'refs/remotes/origin/environments'), 'spoiled\n');
      writeFileSync(join(clone, 'packed-refs'), 'spoiled\n');
    },
    'has stale locks': () => {
      for (const name of ['HEAD', 'config', 'shallow', 'packed-refs', 'refs/remotes/origin/main'])
        writeFileSync(join(clone, `${name}.lock`), '');
      writeFileSync(join(clone, 'refs/remotes/origin/environments.lock'), '');
      writeFileSync(join(clone, 'refs/generator/next.lock'), '');
    },
    'has foreign dirt': () => {
      writeFileSync(join(clone, 'dirt'), 'dirt');
      appendFileSync(join(clone, 'config'), '[core]\n\tworktree = /nonexistent\n');
    },
  };

  describe.each(Object.keys(spoil))('that %s', (how) => {
    it.each(['at once', 'after a restart'])('is healed %s', async (when) => {
      const first = openRepository(gitops);
      await gitops.person.push('environments', { [record]: 'one', other: 'x' });
      await first.sync();
      await first.commitAndPush([{ file: 'mine', content: 'x' }], 'Mine');
      spoil[how]?.();
      const repository = when === 'at once' ? first : openRepository(gitops);
      if (when !== 'at once') await repository.sync();
      expect(await repository.readFile(record)).toBe('one');
      expect(await repository.readFile('nope')).toBeUndefined();
      await gitops.person.push('environments', { other: 'y' });
      await repository.sync();
      expect(await repository.readFile('other')).toBe('y');
      expect(await repository.commitAndPush(write, 'Works')).toMatchObject({ kind: 'pushed' });
      expect(await gitops.person.read('environments', record)).toBe('state: active\n');
      // A hole is healed when it is met: once everything was read, nothing may be missing any more.
      await readEverything(repository);
      expect(execFileSync('git', ['-C', clone, 'fsck', '--full'], { stdio: 'pipe' })).toBeDefined();
    });
  });
});

describe('a hole in the clone is noticed and healed', () => {
  const lose = (revision: string) => {
    const id = execFileSync('git', ['-C', clone, 'rev-parse', revision], { encoding: 'utf8' });
    rmSync(join(clone, 'objects', id.slice(0, 2), id.trim().slice(2)));
  };

  it('when many files are read at once', async () => {
    const repository = openRepository(gitops);
    const names = Array.from({ length: 30 }, (_, i) => `environments/n${i}`);
    await gitops.person.push('environments', Object.fromEntries(names.map((name) => [name, name])));
    const { heads } = await repository.sync();
    lose(`${heads.environments}:environments/n7`);
    expect(await Promise.all(names.map((name) => repository.readFile(name)))).toEqual(names);
  });

  it.each(['head', 'ancestor'])('where a commit is lost, the %s', async (which) => {
    const repository = openRepository(gitops);
    const first = (await repository.sync()).heads.environments;
    const head = await gitops.person.push('environments', { [record]: 'one' });
    await repository.sync();
    lose(which === 'head' ? head : first);
    // Neither may a lost head read as empty, nor a lost ancestor as a rewritten history.
    expect(await repository.readFile(record)).toBe('one');
    expect(await repository.contains(head, first)).toBe(true);
    expect(await repository.readFileAt(first, 'README.md')).toContain('Environments');
  });
});

describe('the remote', () => {
  it.each([401, 403, 404, 500, 503])(
    'answers %i: unavailable, then works again',
    async (status) => {
      const repository = openRepository(gitops);
      gitops.server.setFailure(status);
      await expect(repository.sync()).rejects.toThrow(GitUnavailable);
      gitops.server.setFailure(undefined);
      const { heads } = await repository.sync();
      gitops.server.setFailure(status);
      await expect(repository.sync()).rejects.toThrow(GitUnavailable);
      await expect(repository.remoteHeads()).rejects.toThrow(GitUnavailable);
      await expect(repository.commitAndPush(write, 'Lost')).rejects.toThrow(GitUnavailable);
      expect(repository.heads()).toEqual(heads);
      expect(await repository.readPlatformFile('platform.yaml')).toContain('domain:');
      gitops.server.setFailure(undefined);
      expect(await repository.commitAndPush(write, 'Works')).toMatchObject({ kind: 'pushed' });
    },
  );

  it('refuses by a hook: unavailable, with its words, and not as a rejection', async () => {
    const repository = openRepository(gitops);
    const { heads } = await repository.sync();
    const hook = join(gitops.server.directoryOf('gitops'), 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "branch is protected" >&2; exit 1\n', { mode: 0o755 });
    const refused = repository.commitAndPush(write, 'Refused');
    await expect(refused).rejects.toThrow(GitUnavailable);
    await expect(refused).rejects.toThrow('branch is protected');
    expect(repository.heads()).toEqual(heads);
    rmSync(hook);
    expect(await repository.commitAndPush(write, 'Works')).toMatchObject({ kind: 'pushed' });
  });

  it('has a lock on the branch: rejected', async () => {
    const repository = openRepository(gitops);
    await repository.sync();
    const lock = join(gitops.server.directoryOf('gitops'), 'refs/heads/environments.lock');
    writeFileSync(lock, '');
    expect(await repository.commitAndPush(write, 'Locked')).toEqual({ kind: 'rejected' });
    rmSync(lock);
    expect(await repository.commitAndPush(write, 'Works')).toMatchObject({ kind: 'pushed' });
  });

  it('is not there at all', async () => {
    const repository = openRepository(gitops, { url: 'http://127.0.0.1:9/gitops.git' });
    await expect(repository.sync()).rejects.toThrow(/cannot be read.*Failed to connect/);
  });

  describe('hangs', () => {
    let hanging: Server;
    beforeEach(async () => {
      hanging = createServer(() => undefined).listen(0, '127.0.0.1');
      await once(hanging, 'listening');
    });
    afterEach(() => {
      hanging.closeAllConnections();
      hanging.close();
    });

    it('unavailable after the time-out, and no git is left', async () => {
      const { port } = hanging.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/gitops.git`;
      const repository = openRepository(gitops, { url, timeoutMs: 300 });
      const start = performance.now();
      await expect(repository.sync()).rejects.toThrow('did not answer in time');
      expect(performance.now() - start).toBeLessThan(3_000);
      // git does not end its children; they end themselves.
      while (commandLines().includes(url)) await sleep(50);
    });
  });

  it('lost a branch of people: says which and what to do', async () => {
    const repository = openRepository(gitops, { branch: 'trunk' });
    await expect(repository.sync()).rejects.toThrow(/no branch "trunk".*GITOPS_BRANCH/);
    expect(existsSync(join(gitops.directory, 'data', 'head'))).toBe(false);
  });

  it('remembers its head in the file', async () => {
    const repository = openRepository(gitops);
    const file = () => readFileSync(join(gitops.directory, 'data', 'head'), 'utf8').trim();
    await repository.sync();
    expect(file()).toBe(repository.heads().environments);
    await repository.commitAndPush(write, 'More');
    expect(file()).toBe(await gitops.person.head('environments'));
  });
});
