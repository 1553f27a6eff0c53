import type { createDeliveries, Delivery, DeliveryOptions } from './deliveries.ts';
import type { JsonObject } from './examples.ts';
import { commentEvent, pullRequestEvent, type PullRequestAction } from './payloads.ts';
import { addComment, makePullRequest, type OpenOptions } from './pull-requests.ts';
import type { Urls } from './shapes.ts';
import {
  addCommit,
  findPullRequest,
  findRepository,
  takeId,
  type Comment,
  type Files,
  type PullRequest,
  type Repository,
  type World,
} from './world.ts';

/** What an action changed and what the hooks answered to its webhook. */
export type Outcome = { readonly pull: PullRequest; readonly deliveries: readonly Delivery[] };

/** Everything people do on GitHub's pages. Each changes the world first and then sends the webhook GitHub would send. */
export type Actions = ReturnType<typeof createActions>;

export function createActions(
  world: World,
  deliveries: ReturnType<typeof createDeliveries>,
  urls: Urls,
) {
  async function tell(
    repository: Repository,
    pull: PullRequest,
    change: PullRequestAction,
    options?: DeliveryOptions,
  ): Promise<Outcome> {
    const event = pullRequestEvent({ repository, pull, sender: pull.author }, change, urls);
    return { pull, deliveries: await deliveries.deliver(event, options) };
  }

  /** Looks the pull request up, lets `edit` change it, moves `updatedAt` and sends `change`. */
  function change(
    name: string,
    number: number,
    edit: (pull: PullRequest, repository: Repository) => PullRequestAction,
    options?: DeliveryOptions,
  ): Promise<Outcome> {
    const repository = findRepository(world, name);
    const pull = findPullRequest(repository, number);
    const action = edit(pull, repository);
    pull.updatedAt = new Date();
    return tell(repository, pull, action, options);
  }

  return {
    openPullRequest(
      name: string,
      open: OpenOptions = {},
      options?: DeliveryOptions,
    ): Promise<Outcome> {
      const repository = findRepository(world, name);
      const pull = makePullRequest(world, repository, open);
      return tell(repository, pull, { action: 'opened' }, options);
    },

    /** A new head commit: the old head's files with `files` over them (`undefined` removes one). */
    push(
      name: string,
      number: number,
      files: Record<string, Files[string] | undefined> = {},
      options?: DeliveryOptions,
    ): Promise<Outcome> {
      return change(
        name,
        number,
        (pull, repository) => {
          const before = pull.head.sha;
          const merged = { ...repository.commits.get(before), ...files };
          const present = Object.entries(merged).filter(([, entry]) => entry !== undefined);
          const after = addCommit(
            repository,
            Object.fromEntries(present) as Files,
            `${before} ${takeId(world)}`,
          );
          pull.head = { ...pull.head, sha: after };
          pull.heads.push(after);
          if (pull.head.repository.kind === 'own') repository.branches.set(pull.head.branch, after);
          return { action: 'synchronize', before, after };
        },
        options,
      );
    },

    close(name: string, number: number, options?: DeliveryOptions): Promise<Outcome> {
      return change(
        name,
        number,
        (pull) => {
          Object.assign(pull, { state: 'closed', closedAt: new Date() });
          return { action: 'closed' };
        },
        options,
      );
    },

    merge(name: string, number: number, options?: DeliveryOptions): Promise<Outcome> {
      return change(
        name,
        number,
        (pull, repository) => {
          Object.assign(pull, { state: 'closed', merged: true, closedAt: new Date() });
          repository.branches.set(pull.base.branch, pull.head.sha);
          return { action: 'closed' };
        },
        options,
      );
    },

    reopen(name: string, number: number, options?: DeliveryOptions): Promise<Outcome> {
      return change(
        name,
        number,
        (pull) => {
          if (pull.merged)
            throw new Error(`Pull request ${number} was merged: it cannot be reopened`);
          Object.assign(pull, { state: 'open', closedAt: undefined });
          return { action: 'reopened' };
        },
        options,
      );
    },

    label(
      name: string,
      number: number,
      label: string,
      options?: DeliveryOptions,
    ): Promise<Outcome> {
      return change(
        name,
        number,
        (pull) => {
          if (!pull.labels.includes(label)) pull.labels.push(label);
          return { action: 'labeled', label };
        },
        options,
      );
    },

    unlabel(
      name: string,
      number: number,
      label: string,
      options?: DeliveryOptions,
    ): Promise<Outcome> {
      return change(
        name,
        number,
        (pull) => {
          pull.labels = pull.labels.filter((present) => present !== label);
          return { action: 'unlabeled', label };
        },
        options,
      );
    },

    convertToDraft(name: string, number: number, options?: DeliveryOptions): Promise<Outcome> {
      return change(
        name,
        number,
        (pull) => {
          pull.draft = true;
          return { action: 'converted_to_draft' };
        },
        options,
      );
    },

    readyForReview(name: string, number: number, options?: DeliveryOptions): Promise<Outcome> {
      return change(
        name,
        number,
        (pull) => {
          pull.draft = false;
          return { action: 'ready_for_review' };
        },
        options,
      );
    },

    edit(
      name: string,
      number: number,
      to: { title?: string; base?: string },
      options?: DeliveryOptions,
    ): Promise<Outcome> {
      return change(
        name,
        number,
        (pull, repository) => {
          const changes: JsonObject = {};
          if (to.title !== undefined) {
            changes.title = { from: pull.title };
            pull.title = to.title;
          }
          if (to.base !== undefined) {
            changes.base = { ref: { from: pull.base.branch }, sha: { from: pull.base.sha } };
            pull.base = { branch: to.base, sha: repository.branches.get(to.base) ?? pull.base.sha };
          }
          return { action: 'edited', changes };
        },
        options,
      );
    },

    async comment(
      name: string,
      number: number,
      text: { author?: string; body: string },
      options?: DeliveryOptions,
    ): Promise<Outcome & { comment: Comment }> {
      const repository = findRepository(world, name);
      const pull = findPullRequest(repository, number);
      const comment = addComment(world, pull, text.author ?? 'alice', text.body);
      const event = commentEvent(
        { repository, pull, sender: comment.author },
        comment,
        'created',
        urls,
      );
      return { pull, comment, deliveries: await deliveries.deliver(event, options) };
    },
  };
}
