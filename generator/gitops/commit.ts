import { unavailable } from './clone.ts';
import { GitFailure } from './errors.ts';
import { fastImport, importStream } from './fast-import.ts';
import { isCommitId, type Git } from './git.ts';
import { entriesAt } from './objects.ts';
import { editsFor, scopeOf, type TreeChange } from './tree-change.ts';

export type Author = { readonly name: string; readonly email: string };

export type Draft = {
  /** None: the first commit of a branch. */
  readonly parent: string | undefined;
  readonly author: Author;
  readonly changes: readonly TreeChange[];
  /** Of the paths that the commit changes. */
  readonly message: (paths: readonly string[]) => string;
};

/** Makes the commit in the clone, on no branch; `undefined` where nothing would change. */
export async function makeCommit(git: Git, draft: Draft): Promise<string | undefined> {
  const { parent, author, changes } = draft;
  const scopes = [...new Set(changes.map(scopeOf))];
  const entries = parent === undefined ? new Map() : await entriesAt(git, parent, scopes);
  const edits = editsFor(entries, changes);
  if (edits.length === 0) return undefined;
  const message = draft.message(edits.map(({ path }) => path));
  const input = importStream({ ref: 'refs/generator/next', parent, author, message, edits });
  const commit = (await git.text(fastImport, { input })).trim();
  if (!isCommitId(commit)) throw new GitFailure(`git fast-import answered "${commit}"`);
  return commit;
}

/** Pushes without force, to this branch only. Throws `GitUnavailable`, or `GitFailure` for a broken clone. */
export async function pushCommit(
  git: Git,
  commit: string,
  branch: string,
): Promise<'pushed' | 'rejected'> {
  const refspec = `${commit}:refs/heads/${branch}`;
  const args = ['push', '--porcelain', '--progress', '--no-verify', 'origin', refspec];
  try {
    await git.text(args, { remote: 'in clone' });
    return 'pushed';
  } catch (error) {
    if (error instanceof GitFailure && isRejection(error.message)) return 'rejected';
    if (error instanceof GitFailure && isBrokenClone(error.message)) throw error;
    throw unavailable(`pushing to the branch "${branch}" failed`, error);
  }
}

/** The remote has moved. A refusal by a hook or a branch protection is none: trying again does not help. */
function isRejection(failure: string): boolean {
  const status = /^!\t\S+\t\[(rejected|remote rejected)\] \((.*)\)\s*$/m.exec(failure);
  if (!status) return false;
  const [, kind, reason = ''] = status;
  return kind === 'rejected'
    ? /^(fetch first|non-fast-forward|stale info)$/.test(reason)
    : /lock|failed to update ref|incorrect old value|reference already exists/.test(reason);
}

function isBrokenClone(failure: string): boolean {
  return /^(fatal|error): .*(bad object|corrupt|unable to read|missing (blob|tree|commit))/m.test(
    failure,
  );
}
