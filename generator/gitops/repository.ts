import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { simpleGit, type SimpleGit } from 'simple-git';
import { openBranches, type BranchOptions } from './branches.ts';
import { accessOf, noAccess, type Access, type Credentials } from './credentials.ts';
import { GitFailure, scrub } from './errors.ts';
import type { Git, GitCall } from './git.ts';
import { gitEnvironment } from './git-environment.ts';
import type { GitOpsRepository } from './gitops-repository.ts';
import { guardSilence, type SilenceGuard } from './silence.ts';

export { GitUnavailable, HistoryRewritten } from './errors.ts';
export type { CommitResult, GitOpsRepository, Heads } from './gitops-repository.ts';
export type { FileChange, LoggedCommit } from './objects.ts';
export type { TreeChange } from './tree-change.ts';

export type RepositoryOptions = BranchOptions & {
  /** http(s), ssh or file URL; holds no credential. */
  readonly url: string;
  readonly credentials?: Credentials;
  /** The process's environment, of which PATH, proxies and certificates are passed on. Default: a plain PATH. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** How long git may be silent. Milliseconds; default 30,000. */
  readonly timeoutMs?: number;
};

/** Opens the GitOps repository; nothing is read before the first `sync`. Throws on a URL with a password. */
export function createRepository(given: RepositoryOptions): GitOpsRepository {
  if (/:\/\/[^/@]*:[^/@]*@/.test(given.url)) {
    throw new Error(
      'the URL of the GitOps repository holds a password; take it out and set GITOPS_TOKEN instead',
    );
  }
  // Git runs elsewhere than this process, so that paths of ours must not be relative.
  const directory = resolve(given.directory);
  const options = { ...given, directory, headFile: resolve(given.headFile) };
  return openBranches(createGit(options), options);
}

/** Runs git by simple-git. What simple-git throws holds the whole command: none of it leaves this function. */
function createGit(options: RepositoryOptions): Git {
  const { url, directory, credentials, timeoutMs = 30_000 } = options;
  const branches = [...new Set([options.branch, options.environmentsBranch])];
  const remote = { url, branches, timeoutMs };
  const place = dirname(directory);
  const knownHosts = join(dirname(options.headFile), 'known_hosts');

  function open(call: GitCall, access: Access, silence: SilenceGuard): SimpleGit {
    const variables = {
      ...gitEnvironment(options.environment ?? {}, remote, access),
      // Outside of the clone git must not find another one on the way up.
      ...(call.remote === 'apart'
        ? { GIT_CEILING_DIRECTORIES: dirname(place) }
        : { GIT_DIR: directory }),
    };
    return simpleGit({
      baseDir: place,
      abort: silence.signal,
      // Not by the exit, as is the default: large output may still be on its way then.
      completion: { onClose: true, onExit: false },
      errors: (error, { exitCode }) =>
        error ?? (exitCode === 0 ? undefined : Buffer.from(`git exited with ${exitCode}`)),
      allowEnvironment: Object.keys(variables),
      unsafe: {
        allowUnsafeConfigEnvCount: true,
        allowUnsafeConfigPaths: true,
        allowUnsafeHooksPath: true,
        allowUnsafeSshCommand: true,
      },
      ...(call.input ? { input: () => call.input } : {}),
    })
      .env(variables)
      .outputHandler((_command, ...outputs) => silence.listen(outputs[0], outputs[1]));
  }

  async function run<T>(call: GitCall, act: (git: SimpleGit) => Promise<T>): Promise<T> {
    const access = call.remote ? await accessOf(credentials, knownHosts) : noAccess;
    await mkdir(place, { recursive: true });
    const silence = guardSilence(call.timeoutMs ?? timeoutMs);
    try {
      return await Promise.race([silence.broken, act(open(call, access, silence))]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new GitFailure(scrub(message, access.secrets));
    } finally {
      silence.stop();
    }
  }

  return {
    text: (args, call = {}) => run(call, (git) => git.raw([...args])),
    catFile: (args, call = {}) => run(call, (git) => git.binaryCatFile([...args])),
  };
}
