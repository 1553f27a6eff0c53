import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { startGitServer, type GitServer } from '../../generator/demo/git-server.ts';

const execute = promisify(execFile);

/** A person's clone of the GitOps repository. Each edit is one commit, pushed at once. */
export type Person = {
  readonly directory: string;
  git(...args: string[]): Promise<string>;
  /** Fetches the branch, writes the files (`undefined`: deletes), commits, pushes; answers the new head. */
  push(branch: string, files: Readonly<Record<string, string | undefined>>): Promise<string>;
  /** As `push`, for anything that files alone cannot say (symbolic links, merges, …). */
  edit(branch: string, act: (directory: string) => Promise<unknown>): Promise<string>;
  /** A file at the remote's head; `undefined` where there is none. */
  read(branch: string, path: string): Promise<string | undefined>;
  /** Every path at the remote's head. */
  list(branch: string): Promise<string[]>;
  head(branch: string): Promise<string>;
  /** Subjects of the branch's commits, newest first. */
  subjects(branch: string): Promise<string[]>;
};

export type GitOpsFixture = {
  readonly server: GitServer;
  /** URL of the GitOps repository. */
  readonly url: string;
  /** A fresh temporary directory, removed by `stop`. */
  readonly directory: string;
  readonly person: Person;
  /** A second URL on the same server. */
  createRepository(name: string): Promise<string>;
  clone(name: string): Promise<Person>;
  stop(): Promise<void>;
};

/**
 * Starts a git server, on 127.0.0.1 or `host`, with a GitOps repository `gitops`, or `name`: `main` holds
 * `platform.yaml` (and `files`), `environments` an orphan README. `branches: 'main'` leaves the environments
 * branch out, `'none'` both.
 */
export async function startGitOps(
  options: {
    readonly platform?: string;
    readonly branches?: 'both' | 'main' | 'none';
    readonly files?: Readonly<Record<string, string>>;
    readonly host?: string;
    readonly name?: string;
  } = {},
): Promise<GitOpsFixture> {
  const { host = '127.0.0.1', name = 'gitops' } = options;
  const directory = await mkdtemp(join(tmpdir(), 'gitops-'));
  const server = await startGitServer({ root: join(directory, 'remotes'), host });
  const url = await server.createRepository(name);
  const clone = (folder: string) => createPerson(join(directory, folder), url);
  const person = await clone('person');
  const branches = options.branches ?? 'both';
  if (branches !== 'none') {
    const platform = options.platform ?? 'domain: acme-previews.dev\n';
    await person.push('main', { 'platform.yaml': platform, ...options.files });
  }
  if (branches === 'both') {
    await person.push('environments', { 'README.md': '# Environments\n' });
  }
  return {
    server,
    url,
    directory,
    person,
    createRepository: (name) => server.createRepository(name),
    clone,
    async stop() {
      await server.stop();
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function createPerson(directory: string, url: string): Promise<Person> {
  const git = async (...args: string[]): Promise<string> => {
    const config = [
      '-c',
      'core.hooksPath=/dev/null',
      '-c',
      'gc.auto=0',
      '-c',
      'commit.gpgSign=false',
    ];
    const env = {
      PATH: process.env.PATH,
      HOME: directory,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Pat',
      GIT_AUTHOR_EMAIL: 'pat@example.com',
      GIT_COMMITTER_NAME: 'Pat',
      GIT_COMMITTER_EMAIL: 'pat@example.com',
    };
    const done = await execute('git', [...config, ...args], {
      cwd: directory,
      env,
      maxBuffer: 2 ** 28,
    });
    return done.stdout;
  };

  async function checkOut(branch: string): Promise<void> {
    await git('fetch', '--quiet', '--prune', 'origin');
    const known = await git('branch', '--remotes', '--list', `origin/${branch}`);
    if (known.trim() !== '') {
      await git('checkout', '--quiet', '--force', '-B', branch, `origin/${branch}`);
    } else {
      await git('checkout', '--quiet', '--orphan', branch);
      await git('rm', '-r', '--force', '--quiet', '--ignore-unmatch', '.');
    }
    await git('clean', '-ffdxq');
  }

  async function edit(branch: string, act: (directory: string) => Promise<unknown>) {
    await checkOut(branch);
    await act(directory);
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--allow-empty', '--message', 'edited by hand');
    await git('push', '--quiet', 'origin', branch);
    return (await git('rev-parse', 'HEAD')).trim();
  }

  const fetched = async (branch: string) => {
    await git('fetch', '--quiet', '--prune', 'origin');
    return `origin/${branch}`;
  };

  await mkdir(directory, { recursive: true });
  await git('-c', 'init.defaultBranch=main', 'init', '--quiet');
  await git('remote', 'add', 'origin', url);

  return {
    directory,
    git,
    edit,
    push: (branch, files) => edit(branch, () => writeAll(directory, files)),
    async read(branch, path) {
      const revision = await fetched(branch);
      return git('show', `${revision}:${path}`).catch(() => undefined);
    },
    async list(branch) {
      const names = await git('ls-tree', '-r', '-z', '--name-only', await fetched(branch));
      return names.split('\0').filter((name) => name !== '');
    },
    head: async (branch) => (await git('rev-parse', await fetched(branch))).trim(),
    async subjects(branch) {
      const log = await git('log', '--format=%s', await fetched(branch));
      return log.split('\n').filter((line) => line !== '');
    },
  };
}

async function writeAll(directory: string, files: Readonly<Record<string, string | undefined>>) {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, path);
    if (content === undefined) {
      await rm(file, { recursive: true, force: true });
      continue;
    }
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** Text of a file, or `undefined` where there is none. */
export async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
