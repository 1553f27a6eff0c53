import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GitUnavailable, HistoryRewritten } from '../../../generator/gitops/repository.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { openRepository } from '../../support/repository-fixture.ts';

let gitops: GitOpsFixture;
afterEach(() => gitops.stop());

const write = [{ file: 'environments/a', content: 'x' }];
const subjects = () => gitops.person.subjects('environments');

describe('a missing environments branch', () => {
  beforeEach(async () => {
    gitops = await startGitOps({ branches: 'main' });
  });

  it('is created with a README where that is known to be harmless', async () => {
    const repository = openRepository(gitops, { mayCreateBranch: () => Promise.resolve(true) });
    const { heads } = await repository.sync();
    expect(heads.environments).toBe(await gitops.person.head('environments'));
    expect(await gitops.person.list('environments')).toEqual(['README.md']);
    expect(await subjects()).toEqual(['Start the branch of the environments']);
    expect(await gitops.person.list('main')).toEqual(['platform.yaml']);
    expect(await repository.commitAndPush(write, 'Works')).toMatchObject({ kind: 'pushed' });
  });

  it.each([
    ['unknown', undefined, GitUnavailable],
    ['not harmless', false, HistoryRewritten],
  ] as const)('is not created where that is %s', async (_how, may, error) => {
    const repository = openRepository(gitops, { mayCreateBranch: () => Promise.resolve(may) });
    await expect(repository.sync()).rejects.toThrow(error);
    await expect(repository.commitAndPush(write, 'Evil')).rejects.toThrow(error);
    await expect(subjects()).rejects.toThrow('environments');
    expect(await repository.readPlatformFile('platform.yaml')).toContain('domain:');
  });

  it('is not created where a head is remembered, and lost records come back with it', async () => {
    const head = await gitops.person.push('environments', { 'environments/a': 'precious' });
    const repository = openRepository(gitops, { mayCreateBranch: () => Promise.resolve(true) });
    await repository.sync();
    await gitops.person.git('push', '--quiet', 'origin', ':environments');
    for (const one of [
      repository,
      openRepository(gitops, { mayCreateBranch: () => Promise.resolve(true) }),
    ]) {
      await expect(one.sync()).rejects.toThrow(HistoryRewritten);
      await expect(one.sync()).rejects.toThrow(head);
    }
    await gitops.person.git('push', '--quiet', 'origin', `${head}:refs/heads/environments`);
    expect((await repository.sync()).heads.environments).toBe(head);
  });
});

describe.each(['running', 'restarted', 'restarted without its clone'])(
  'a rewritten history, seen while %s',
  (when) => {
    const data = () => join(gitops.directory, 'data');
    let accepted: string | undefined;
    const open = () => openRepository(gitops, { acceptHead: () => accepted });
    const rewrite = async () => {
      const { person } = gitops;
      const old = await person.head('environments');
      await person.git('checkout', '--quiet', '--orphan', 'rewritten');
      await person.git('commit', '--quiet', '--allow-empty', '--message', 'rewritten');
      await person.git('push', '--quiet', '--force', 'origin', 'rewritten:environments');
      return { old, rewritten: await person.head('environments') };
    };
    beforeEach(async () => {
      gitops = await startGitOps();
      accepted = undefined;
    });

    const seen = async () => {
      const first = open();
      await first.sync();
      await first.commitAndPush(write, 'Ours');
      const { old, rewritten } = await rewrite();
      if (when.endsWith('clone')) rmSync(join(data(), 'gitops'), { recursive: true });
      const repository = when === 'running' ? first : open();
      await expect(repository.sync()).rejects.toThrow(HistoryRewritten);
      await expect(repository.sync()).rejects.toThrow(rewritten);
      return { repository, old, rewritten };
    };

    it('stops writing until the old head is back', async () => {
      const { repository, old } = await seen();
      await expect(repository.commitAndPush(write, 'Evil')).rejects.toThrow(HistoryRewritten);
      expect(readFileSync(join(data(), 'head'), 'utf8').trim()).toBe(old);
      expect(await subjects()).toEqual(['rewritten']);
      const push = ['push', '--quiet', '--force', 'origin', `${old}:refs/heads/environments`];
      await gitops.person.git(...push);
      expect((await repository.sync()).heads.environments).toBe(old);
      const again = [{ file: 'environments/b', content: 'x' }];
      expect(await repository.commitAndPush(again, 'Works')).toMatchObject({ kind: 'pushed' });
    });

    it('goes on once a person has confirmed exactly the new head', async () => {
      const { repository, rewritten } = await seen();
      accepted = 'f'.repeat(40);
      await expect(repository.sync()).rejects.toThrow(HistoryRewritten);
      accepted = rewritten.toUpperCase();
      expect((await repository.sync()).heads.environments).toBe(rewritten);
      expect(await repository.commitAndPush([{ file: 'b', content: 'x' }], 'Works')).toMatchObject({
        kind: 'pushed',
        before: rewritten,
      });
    });
  },
);

it('a spoiled memory of the head stops writing instead of being ignored', async () => {
  gitops = await startGitOps();
  const repository = openRepository(gitops);
  await repository.sync();
  writeFileSync(join(gitops.directory, 'data', 'head'), 'spoiled');
  await expect(openRepository(gitops).sync()).rejects.toThrow(HistoryRewritten);
});
