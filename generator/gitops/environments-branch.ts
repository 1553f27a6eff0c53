import { type Author, makeCommit, pushCommit } from './commit.ts';
import { GitFailure, GitUnavailable, HistoryRewritten } from './errors.ts';
import type { Git } from './git.ts';

/** What the branch begins with. */
export const ENVIRONMENTS_README = `# Environments

One directory per preview: \`environments/{project}/pr-{number}/\`. \`environment.yaml\` is the record, the desired
state of the preview; \`manifests/\` is rendered from it. The generator writes here; a record may be edited by hand
(\`state\`, \`keep\`, \`lifecycle\`). To remove a preview set \`state: destroying\`; a deleted record is put back.
`;

/**
 * Creates the missing environments branch: an orphan commit that holds a README.
 * Only where it never was: a branch that was lost with its records must not be taken for a new one, or
 * every preview would be gone.
 */
export async function createEnvironmentsBranch(options: {
  readonly git: Git;
  readonly branch: string;
  readonly author: Author;
  readonly remembered: string | undefined;
  readonly mayCreate: () => Promise<boolean | undefined>;
}): Promise<string> {
  const { git, branch, author, remembered } = options;
  const gone = `the branch "${branch}" of the GitOps repository is gone`;
  if (remembered !== undefined) {
    throw new HistoryRewritten(
      `${gone}; its head was last seen at ${remembered}. Nothing is written until it is back: push that commit to it again`,
    );
  }
  const may = await options.mayCreate();
  if (may === undefined) {
    throw new GitUnavailable(
      `the branch "${branch}" of the GitOps repository does not exist, and whether Argo CD has Applications of its projects is unknown; it is created once that is known to be not so`,
    );
  }
  if (!may) {
    throw new HistoryRewritten(
      `${gone}, but Argo CD has Applications of its projects. Nothing is written: restore the branch, or remove the Applications first`,
    );
  }
  const commit = await makeCommit(git, {
    parent: undefined,
    author,
    changes: [{ file: 'README.md', content: ENVIRONMENTS_README }],
    message: () => 'Start the branch of the environments',
  });
  if (commit === undefined) throw new GitFailure('git made no first commit');
  if ((await pushCommit(git, commit, branch)) === 'rejected') {
    throw new GitUnavailable(`the branch "${branch}" was created by somebody else just now`);
  }
  return commit;
}
