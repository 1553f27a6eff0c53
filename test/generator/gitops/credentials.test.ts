import { readdirSync, readFileSync, statSync } from 'node:fs';
import { inspect } from 'node:util';
import { join } from 'node:path';
import { GitUnavailable } from '../../../generator/gitops/repository.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';
import { commandLines } from '../../support/processes.ts';
import { openRepository } from '../../support/repository-fixture.ts';

const TOKEN = 'ghp_s3cr3tT0ken';
const BASIC = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
const secrets = new RegExp(`${TOKEN}|${BASIC}`);
const write = [{ file: 'environments/a', content: 'x' }];

let gitops: GitOpsFixture;
beforeEach(async () => {
  gitops = await startGitOps();
});
afterEach(() => gitops.stop());

const withToken = (token: string) => ({
  credentials: { kind: 'token' as const, token: () => Promise.resolve(token) },
});

describe('a token', () => {
  it('opens the repository, and stands in no file afterwards', async () => {
    gitops.server.requirePassword(TOKEN);
    const repository = openRepository(gitops, withToken(TOKEN));
    await repository.sync();
    expect(await repository.remoteHeads()).toEqual(repository.heads());
    expect(await repository.commitAndPush(write, 'Works')).toMatchObject({ kind: 'pushed' });
    const data = join(gitops.directory, 'data');
    const files = readdirSync(data, { recursive: true, encoding: 'utf8' })
      .map((name) => join(data, name))
      .filter((file) => statSync(file).isFile());
    expect(files.length).toBeGreaterThan(5);
    for (const file of files) expect(readFileSync(file, 'latin1')).not.toMatch(secrets);
  });

  it('is asked for anew each time, as installation tokens expire', async () => {
    let token = 'first';
    const repository = openRepository(gitops, {
      credentials: { kind: 'token', token: () => Promise.resolve(token) },
    });
    gitops.server.requirePassword('first');
    await repository.sync();
    gitops.server.requirePassword('second');
    await expect(repository.sync()).rejects.toThrow(GitUnavailable);
    token = 'second';
    await repository.sync();
  });

  it.each([401, 403, 500])('shows in no error, whatever fails (%i)', async (status) => {
    const repository = openRepository(gitops, withToken(TOKEN));
    await repository.sync();
    const failures: unknown[] = [];
    const fails = (act: Promise<unknown>) => act.catch((error: unknown) => failures.push(error));
    if (status === 401) gitops.server.requirePassword('another');
    else gitops.server.setFailure(status);
    await fails(repository.sync());
    await fails(repository.remoteHeads());
    await fails(repository.commitAndPush(write, 'Refused'));
    await fails(openRepository(gitops, { ...withToken(TOKEN), directory: '/dev/null/x' }).sync());
    expect(failures).toHaveLength(4);
    const shown = inspect(failures, { depth: 10, showHidden: true });
    expect(shown).not.toMatch(secrets);
    if (status !== 500) expect(shown).toMatch(/check GITOPS_TOKEN/);
  });

  it('stands in no argument of a process', async () => {
    gitops.server.requirePassword(TOKEN);
    const repository = openRepository(gitops, withToken(TOKEN));
    await repository.sync();
    const arguments_: string[] = [];
    gitops.server.beforeNextPush(() => {
      arguments_.push(commandLines());
      return Promise.resolve();
    });
    await repository.commitAndPush(write, 'Watched');
    expect(arguments_.join()).toMatch(/push/);
    expect(arguments_.join()).not.toMatch(secrets);
  });
});

it('a URL with a password is refused, without showing it', () => {
  const open = () => openRepository(gitops, { url: `https://me:${TOKEN}@git.example.com/x.git` });
  expect(open).toThrow(/set GITOPS_TOKEN instead/);
  expect(open).not.toThrow(secrets);
});
