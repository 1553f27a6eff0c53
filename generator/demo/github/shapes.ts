import { exampleOf, mapStrings, type JsonObject } from './examples.ts';
import {
  REACTIONS,
  type Account,
  type Comment,
  type HeadRepository,
  type PullRequest,
  type Reaction,
  type Repository,
} from './world.ts';

/** Where links point to: `api` for REST addresses, `html` for pages. No slash at the end. */
export type Urls = { readonly api: string; readonly html: string };

const opened = exampleOf('pull_request', 'opened').pull_request as JsonObject;
const exampleUser = opened.user as JsonObject;
const exampleRepository = (opened.base as JsonObject).repo as JsonObject;
const exampleComment = exampleOf('issue_comment', 'created').comment as JsonObject;

const onlyInDetails = [
  ...['merged', 'mergeable', 'rebaseable', 'mergeable_state', 'merged_by', 'comments'],
  ...['review_comments', 'maintainer_can_modify', 'commits', 'additions', 'deletions'],
  'changed_files',
];

export function omit(shape: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(shape).filter(([key]) => !keys.includes(key)));
}

/** GitHub's times have whole seconds. */
export function timestamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}${id}`).toString('base64');
}

export function userShape(account: Account, urls: Urls): JsonObject {
  const login = encodeURIComponent(account.login);
  const links = mapStrings(exampleUser, (text) =>
    text
      .replace('https://api.github.com/users/Codertocat', `${urls.api}/users/${login}`)
      .replace('https://github.com/Codertocat', `${urls.html}/${login}`),
  );
  return {
    ...links,
    login: account.login,
    id: account.id,
    node_id: nodeId('User', account.id),
    avatar_url: `${urls.html}/avatars/${account.id}`,
    type: account.type,
  };
}

type RepositoryFacts = Pick<
  Repository,
  'id' | 'name' | 'owner' | 'private' | 'defaultBranch' | 'createdAt'
> & { readonly fork: boolean };

export function repositoryShape(repository: RepositoryFacts, urls: Urls): JsonObject {
  const fullName = `${repository.owner.login}/${repository.name}`;
  const links = mapStrings(exampleRepository, (text) =>
    text
      .replace(
        'https://api.github.com/repos/Codertocat/Hello-World',
        `${urls.api}/repos/${fullName}`,
      )
      .replace('https://github.com/Codertocat/Hello-World', `${urls.html}/${fullName}`)
      .replace('Codertocat/Hello-World', fullName),
  );
  return {
    ...links,
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullName,
    private: repository.private,
    visibility: repository.private ? 'private' : 'public',
    owner: userShape(repository.owner, urls),
    fork: repository.fork,
    default_branch: repository.defaultBranch,
    has_discussions: false,
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.createdAt),
    pushed_at: timestamp(repository.createdAt),
    git_url: `git://${new URL(urls.html).host}/${fullName}.git`,
    ssh_url: `git@${new URL(urls.html).hostname}:${fullName}.git`,
  };
}

function headRepository(head: HeadRepository, base: Repository): RepositoryFacts | undefined {
  if (head.kind === 'gone') return undefined;
  if (head.kind === 'own') return { ...base, fork: false };
  return { ...base, id: head.id, owner: head.owner, name: head.name, fork: true };
}

export function labelShape(repository: Repository, name: string, urls: Urls): JsonObject {
  return {
    // The same label of a repository has the same id wherever it is shown.
    id: repository.id * 1000 + [...name].reduce((sum, char) => sum + (char.codePointAt(0) ?? 0), 0),
    node_id: nodeId('Label', repository.id),
    url: `${urls.api}/repos/${repository.fullName}/labels/${encodeURIComponent(name)}`,
    name,
    color: 'ededed',
    default: false,
    description: '',
  };
}

/** As it stands in lists and, with what `details` adds, by itself and in webhooks. */
export function pullRequestShape(
  repository: Repository,
  pull: PullRequest,
  urls: Urls,
): JsonObject {
  const own = `${repository.fullName}/pulls/${pull.number}`;
  const links = mapStrings(opened, (text) =>
    text
      .replace(
        'https://api.github.com/repos/Codertocat/Hello-World',
        `${urls.api}/repos/${repository.fullName}`,
      )
      .replace('https://github.com/Codertocat/Hello-World', `${urls.html}/${repository.fullName}`)
      .replace(/\/(pulls?|issues)\/2\b/, `/$1/${pull.number}`)
      .replace(/ec26c3e57ca3a959ca5aad62de7213c562f8c821/, pull.head.sha),
  );
  const head = headRepository(pull.head.repository, repository);
  const headOwner = head?.owner ?? pull.author;
  return {
    ...omit(links, onlyInDetails),
    url: `${urls.api}/repos/${own}`,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: userShape(pull.author, urls),
    body: pull.body,
    created_at: timestamp(pull.createdAt),
    updated_at: timestamp(pull.updatedAt),
    closed_at: pull.closedAt ? timestamp(pull.closedAt) : null,
    merged_at: pull.merged && pull.closedAt ? timestamp(pull.closedAt) : null,
    merge_commit_sha: pull.merged ? pull.base.sha : null,
    labels: pull.labels.map((name) => labelShape(repository, name, urls)),
    draft: pull.draft,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    author_association: 'CONTRIBUTOR',
    auto_merge: null,
    head: {
      label: `${headOwner.login}:${pull.head.branch}`,
      ref: pull.head.branch,
      sha: pull.head.sha,
      user: userShape(headOwner, urls),
      repo: head ? repositoryShape(head, urls) : null,
    },
    base: {
      label: `${repository.owner.login}:${pull.base.branch}`,
      ref: pull.base.branch,
      sha: pull.base.sha,
      user: userShape(repository.owner, urls),
      repo: repositoryShape({ ...repository, fork: false }, urls),
    },
  };
}

/** What GitHub adds when one pull request is asked for, and in webhooks. */
export function pullRequestDetails(
  repository: Repository,
  pull: PullRequest,
  urls: Urls,
): JsonObject {
  return {
    ...pullRequestShape(repository, pull, urls),
    merged: pull.merged,
    mergeable: pull.state === 'open' ? true : null,
    rebaseable: pull.state === 'open' ? true : null,
    mergeable_state: pull.state === 'open' ? 'clean' : 'unknown',
    merged_by: pull.merged ? userShape(repository.owner, urls) : null,
    comments: pull.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: 1,
    additions: 1,
    deletions: 1,
    changed_files: 1,
  };
}

export function commentShape(
  repository: Repository,
  pull: PullRequest,
  comment: Comment,
  urls: Urls,
): JsonObject {
  const issue = `${repository.fullName}/issues/${pull.number}`;
  return {
    ...exampleComment,
    url: `${urls.api}/repos/${repository.fullName}/issues/comments/${comment.id}`,
    html_url: `${urls.html}/${repository.fullName}/pull/${pull.number}#issuecomment-${comment.id}`,
    issue_url: `${urls.api}/repos/${issue}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: userShape(comment.author, urls),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: 'CONTRIBUTOR',
    body: comment.body,
    reactions: reactionsShape(repository, comment, urls),
    performed_via_github_app: null,
  };
}

/** How many reacted to a comment, and how. */
function reactionsShape(repository: Repository, comment: Comment, urls: Urls): JsonObject {
  const count = (content: string) =>
    comment.reactions.filter((reaction) => reaction.content === content).length;
  return {
    url: `${urls.api}/repos/${repository.fullName}/issues/comments/${comment.id}/reactions`,
    total_count: comment.reactions.length,
    ...Object.fromEntries(REACTIONS.map((content) => [content, count(content)])),
  };
}

export function reactionShape(
  { id, author, content, createdAt }: Reaction,
  urls: Urls,
): JsonObject {
  return {
    id,
    node_id: nodeId('Reaction', id),
    user: userShape(author, urls),
    content,
    created_at: timestamp(createdAt),
  };
}
