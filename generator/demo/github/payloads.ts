import { exampleOf, type JsonObject } from './examples.ts';
import {
  commentShape,
  labelShape,
  omit,
  pullRequestDetails,
  repositoryShape,
  userShape,
  type Urls,
} from './shapes.ts';
import type { Account, Comment, Hook, PullRequest, Repository } from './world.ts';

/** One event, as it is to be delivered. */
export type WebhookEvent = {
  readonly event: 'pull_request' | 'issue_comment' | 'ping' | BuildEvent;
  readonly action?: string;
  /** owner/name */
  readonly repository: string;
  readonly number?: number;
  readonly payload: JsonObject;
};

export type PullRequestAction =
  | {
      readonly action: 'opened' | 'closed' | 'reopened' | 'converted_to_draft' | 'ready_for_review';
    }
  | { readonly action: 'synchronize'; readonly before: string; readonly after: string }
  | { readonly action: 'labeled' | 'unlabeled'; readonly label: string }
  | { readonly action: 'edited'; readonly changes: JsonObject };

type Subject = {
  readonly repository: Repository;
  readonly pull: PullRequest;
  readonly sender: Account;
};

export function pullRequestEvent(
  { repository, pull, sender }: Subject,
  change: PullRequestAction,
  urls: Urls,
): WebhookEvent {
  // There is no example of `edited`; all actions share the parts of `opened`.
  const example = exampleOf('pull_request', change.action === 'edited' ? 'opened' : change.action);
  const { action, ...own } = change;
  const details: JsonObject =
    'label' in own ? { label: labelShape(repository, own.label, urls) } : { ...own };
  return {
    event: 'pull_request',
    action,
    repository: repository.fullName,
    number: pull.number,
    payload: {
      ...example,
      action,
      number: pull.number,
      ...details,
      pull_request: {
        ...(example.pull_request as JsonObject),
        ...pullRequestDetails(repository, pull, urls),
      },
      repository: repositoryShape({ ...repository, fork: false }, urls),
      sender: userShape(sender, urls),
    },
  };
}

export function commentEvent(
  { repository, pull, sender }: Subject,
  comment: Comment,
  action: 'created' | 'edited' | 'deleted',
  urls: Urls,
): WebhookEvent {
  const example = exampleOf('issue_comment', action);
  const details = pullRequestDetails(repository, pull, urls);
  const page = `${urls.html}/${repository.fullName}/pull/${pull.number}`;
  const api = `${urls.api}/repos/${repository.fullName}`;
  return {
    event: 'issue_comment',
    action,
    repository: repository.fullName,
    number: pull.number,
    payload: {
      ...example,
      action,
      issue: {
        ...omit(example.issue as JsonObject, ['reactions', 'performed_via_github_app']),
        url: `${api}/issues/${pull.number}`,
        repository_url: api,
        labels_url: `${api}/issues/${pull.number}/labels{/name}`,
        comments_url: `${api}/issues/${pull.number}/comments`,
        events_url: `${api}/issues/${pull.number}/events`,
        html_url: page,
        id: pull.id,
        number: pull.number,
        title: pull.title,
        user: userShape(pull.author, urls),
        labels: details.labels ?? [],
        state: pull.state,
        assignee: null,
        assignees: [],
        milestone: null,
        comments: pull.comments.length,
        created_at: details.created_at ?? null,
        updated_at: details.updated_at ?? null,
        closed_at: details.closed_at ?? null,
        body: pull.body,
        draft: pull.draft,
        pull_request: {
          url: `${api}/pulls/${pull.number}`,
          html_url: page,
          diff_url: `${page}.diff`,
          patch_url: `${page}.patch`,
        },
      },
      comment: commentShape(repository, pull, comment, urls),
      repository: repositoryShape({ ...repository, fork: false }, urls),
      sender: userShape(sender, urls),
    },
  };
}

export function pingEvent(repository: Repository, hook: Hook, urls: Urls): WebhookEvent {
  const example = exampleOf('ping', undefined);
  const url = `${urls.api}/repos/${repository.fullName}/hooks/${Number(example.hook_id)}`;
  const config = { content_type: 'json', insecure_ssl: '0', url: hook.url };
  return {
    event: 'ping',
    repository: repository.fullName,
    payload: {
      ...example,
      hook: {
        ...(example.hook as JsonObject),
        ...{ type: 'Repository', events: hook.events, config, url, test_url: `${url}/test` },
        ...{ ping_url: `${url}/pings`, deliveries_url: `${url}/deliveries` },
      },
      repository: repositoryShape({ ...repository, fork: false }, urls),
      sender: userShape(repository.owner, urls),
    },
  };
}

/** The end of a build, as GitHub tells of it in three ways. */
export type BuildEvent = 'workflow_run' | 'check_suite' | 'registry_package';

export function buildEvent(repository: Repository, event: BuildEvent, urls: Urls): WebhookEvent {
  const action = event === 'registry_package' ? 'published' : 'completed';
  return {
    ...{ event, action, repository: repository.fullName },
    payload: {
      // There is no example of a published package of a registry; what it holds is not read.
      ...(event === 'registry_package' ? { action } : exampleOf(event, action)),
      repository: repositoryShape({ ...repository, fork: false }, urls),
      sender: userShape(repository.owner, urls),
    },
  };
}
