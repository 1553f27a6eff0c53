import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { known, unknown, type Asked } from '../asked.ts';
import { accessOf, type Credentials } from './credentials.ts';
import { explain, scrub } from './errors.ts';
import { gitEnvironment } from './git-environment.ts';

const run = promisify(execFile);
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Asks the remote whether this credential may push to a branch. Nothing is pushed: git ends before it sends, but
 * after the remote has let it in for writing. Rules for the branch itself are not asked. Never rejects.
 */
export async function tryPush(options: {
  readonly url: string;
  readonly branch: string;
  readonly credentials: Credentials | undefined;
  /** Of which PATH, proxies and certificates are passed on. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For each command. @default 30000 */
  readonly timeoutMs?: number;
}): Promise<Asked<'existing' | 'new'>> {
  const { url, branch, environment, timeoutMs = 30_000 } = options;
  const directory = await mkdtemp(join(tmpdir(), 'try-push-'));
  let secrets: readonly string[] = [];
  try {
    const access = await accessOf(options.credentials, join(directory, 'known_hosts'));
    secrets = access.secrets;
    const variables = {
      ...gitEnvironment(environment, { url, branches: [branch], timeoutMs }, access),
      GIT_DIR: join(directory, 'clone'),
    };
    const git = async (...args: string[]) =>
      (await run('git', args, { cwd: directory, env: variables, timeout: timeoutMs })).stdout;
    await git('init', '--bare', '--quiet');
    const there = (await git('ls-remote', 'origin', `refs/heads/${branch}`)).trim() !== '';
    const source = there ? await fetched(git, branch) : await empty(git);
    await git('push', '--dry-run', '--quiet', 'origin', `${source}:refs/heads/${branch}`);
    return known(there ? 'existing' : 'new');
  } catch (error) {
    const { stderr, message, killed } = error as Error & { stderr?: string; killed?: boolean };
    if (killed) return unknown('the remote did not answer in time');
    // Without stderr it is no failure of git, and the message is our own.
    return unknown(explain(scrub(stderr ?? message, secrets)));
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  }
}

type Run = (...args: string[]) => Promise<string>;

async function fetched(git: Run, branch: string): Promise<string> {
  await git('fetch', '--quiet', '--depth=1', '--no-tags', 'origin', `refs/heads/${branch}`);
  return (await git('rev-parse', 'FETCH_HEAD')).trim();
}

/** A commit of nothing, for a branch that is still to be made. */
async function empty(git: Run): Promise<string> {
  const who = ['-c', 'user.name=preflight', '-c', 'user.email=preflight@k8s-ee.invalid'];
  await git('hash-object', '-t', 'tree', '-w', '/dev/null');
  return (await git(...who, 'commit-tree', EMPTY_TREE, '-m', 'preflight')).trim();
}
