import { rm } from 'node:fs/promises';
import { createRepository, type GitOpsRepository, type RepositoryOptions } from './repository.ts';

/** What is known of the GitOps repository before `platform.yaml` was read. */
export type StartOptions = Pick<
  RepositoryOptions,
  'url' | 'branch' | 'directory' | 'credentials' | 'environment' | 'author'
>;

/**
 * Opens people's branch alone: `platform.yaml` names the branch of the environments, so it must be read
 * before the repository can be opened whole. Nothing is remembered, and nothing must be written by it.
 */
export async function openPlatformBranch(options: StartOptions): Promise<GitOpsRepository> {
  const headFile = `${options.directory}.start`;
  await rm(headFile, { force: true });
  const repository = createRepository({
    ...options,
    environmentsBranch: options.branch,
    headFile,
    mayCreateBranch: () => Promise.resolve(false),
  });
  await repository.sync();
  await rm(headFile, { force: true });
  return repository;
}
