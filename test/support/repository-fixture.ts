import { join } from 'node:path';
import {
  createRepository,
  type GitOpsRepository,
  type RepositoryOptions,
} from '../../generator/gitops/repository.ts';
import type { GitOpsFixture } from './gitops-fixture.ts';

/** The generator's view of the fixture's GitOps repository; its data directory is `data`. */
export function openRepository(
  gitops: GitOpsFixture,
  options: Partial<RepositoryOptions> = {},
): GitOpsRepository {
  const data = join(gitops.directory, 'data');
  return createRepository({
    url: gitops.url,
    branch: 'main',
    environmentsBranch: 'environments',
    directory: join(data, 'gitops'),
    headFile: join(data, 'head'),
    author: { name: 'Previews', email: 'previews@example.com' },
    mayCreateBranch: () => Promise.resolve(false),
    ...options,
  });
}
