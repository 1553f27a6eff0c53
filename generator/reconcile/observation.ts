import type { EnvironmentConfig } from '../../apps/environment/config.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Command } from '../intake/commands.ts';
import type { Problem } from '../../apps/problems.ts';
import type { PullRequest, Unknown } from '../github/client.ts';

/** A fact nobody asked for: policy had not admitted the head, or the round could not wait. */
export type NotAsked = { readonly kind: 'not-asked' };
export const notAsked: NotAsked = { kind: 'not-asked' };

export type PullRequestFact =
  { readonly kind: 'found'; readonly pullRequest: PullRequest } | Unknown | NotAsked;

/** `k8s-ee.yaml` at the observed head. */
export type ConfigFact =
  | { readonly kind: 'valid'; readonly config: EnvironmentConfig }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | Unknown
  | NotAsked;

/** What is left in the cluster of the tombstone whose cause began at `since`. */
export type RemainsFact =
  | { readonly kind: 'gone'; readonly since: string }
  | { readonly kind: 'present'; readonly since: string; readonly detail: string }
  | { readonly kind: 'off' }
  | Unknown
  | NotAsked;

/** Whether anybody asked for the environment for as long as it may be idle. */
export type TrafficFact =
  | { readonly kind: 'quiet'; readonly forMs: number }
  | { readonly kind: 'busy' }
  | Unknown
  | NotAsked;

/** The images of the head, by service; else the first one that its registry does not name. */
export type ImagesFact =
  | { readonly kind: 'found'; readonly images: Readonly<Record<string, string>> }
  | { readonly kind: 'missing' | 'unknown'; readonly image: string; readonly reason: string }
  | NotAsked;

/** By what the manifests of an environment differ from one deployment to the next. */
export type SyncedRecord = {
  readonly sha: string;
  readonly state: EnvironmentRecord['state'];
  readonly attempt: number;
};

export function syncedRecord({ source, state, lifecycle }: EnvironmentRecord): SyncedRecord {
  return { sha: source.sha, state, attempt: lifecycle.attempt ?? 0 };
}

/** Whether the last sync of what Git holds failed. */
export type SyncFact =
  | {
      readonly kind: 'failed';
      readonly at: string;
      readonly message: string;
      /** Of which record it is: what was changed since is not tried yet. */
      readonly of: SyncedRecord;
    }
  | { readonly kind: 'not-failed' }
  | { readonly kind: 'off' }
  | Unknown
  | NotAsked;

/** A command on the pull request, from a comment that was never edited. */
export type PostedCommand = {
  /** Of the comment. */
  readonly id: number;
  readonly login: string;
  /** When it was posted, in ISO 8601. */
  readonly at: string;
  /** The first line of the comment: printable ASCII, at most 200 characters. */
  readonly text: string;
  /** Absent: it is none, and `problem` says why. */
  readonly command?: Command;
  readonly problem?: string;
  /** Whether its author may push to the repository. Not asked where it cannot be taken any more. */
  readonly may: boolean | undefined;
  /** It bears our reaction, or our answer: never obeyed again. */
  readonly answered: boolean;
};

/** Commands by the id of their comments; `unknown`: why nothing is known of those that follow. */
export type CommandsFact =
  | {
      readonly kind: 'read';
      /** The highest id among all comments, 0 without any. */
      readonly newest: number;
      readonly commands: readonly PostedCommand[];
      readonly unknown?: string;
    }
  | Unknown
  | NotAsked;

/** Facts fetched for one pull request. Made in one step, only read later. */
export type Observation = {
  readonly pullRequest: PullRequestFact;
  readonly config: ConfigFact;
  readonly remains: RemainsFact;
  /** Not asked: they are named by their tags, or the head is not looked into. */
  readonly images: ImagesFact;
  readonly traffic: TrafficFact;
  readonly sync: SyncFact;
  readonly commands: CommandsFact;
  /** Somebody asked on its own page to wake it. @default - nobody did */
  readonly visited?: boolean;
  /** What Git wants of it runs, and nothing of versions before. @default - not known */
  readonly settled?: boolean;
  /** The last word on the pull request ("destroyed") stands there. */
  readonly finalCommentWritten: boolean;
};

/** For decisions that must not wait for GitHub: what Git alone says is obeyed, all else is kept. */
export const nothingObserved: Observation = {
  pullRequest: notAsked,
  config: notAsked,
  remains: notAsked,
  images: notAsked,
  traffic: notAsked,
  sync: notAsked,
  commands: notAsked,
  finalCommentWritten: false,
};

/** By their digests, or `undefined` where tags do; `missing`: nothing can be deployed with them. */
export function imagesIn({
  images,
}: Observation): Readonly<Record<string, string>> | undefined | 'missing' {
  switch (images.kind) {
    case 'found':
      return images.images;
    case 'not-asked':
      return undefined;
    case 'missing':
    case 'unknown':
      return 'missing';
  }
}
