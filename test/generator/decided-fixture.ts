import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { PullRequest } from '../../generator/github/client.ts';
import type { Decided, Decision, Situation } from '../../generator/reconcile/decision.ts';
import { notAsked, type Observation } from '../../generator/reconcile/observation.ts';
import { sampleRecord, SHA } from './gitops/sample-record.ts';
import { samplePlatform } from './platform-fixture.ts';

export const now = new Date('2026-01-05T12:00:00.000Z');
export const OTHER_SHA = 'ffee2b0c4d5e6f708192a3b4c5d6e7f8091a2b3c';

/** `minutes` after `now`, as records write it. */
export const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();

/** An open pull request of `acme/shop` that policy admits. */
export function samplePullRequest(change: Partial<PullRequest> = {}): PullRequest {
  return {
    number: 7,
    state: 'open',
    merged: false,
    draft: false,
    title: 'Add a cart',
    updatedAt: at(-1),
    labels: [],
    author: { login: 'alice', bot: false },
    fork: false,
    head: { sha: SHA, branch: 'feature/cart' },
    base: { branch: 'main', repositoryId: 123 },
    ...change,
  };
}

export const found = (change: Partial<PullRequest> = {}) =>
  ({ kind: 'found', pullRequest: samplePullRequest(change) }) as const;

export const validConfig = { kind: 'valid', config: sampleRecord('7').config } as const;

/** What is observed of an open and admitted pull request. */
export function sampleObservation(change: Partial<Observation> = {}): Observation {
  return {
    pullRequest: found(),
    config: validConfig,
    remains: notAsked,
    images: notAsked,
    traffic: notAsked,
    sync: notAsked,
    commands: { kind: 'read', newest: 0, commands: [] },
    finalCommentWritten: false,
    ...change,
  };
}

/** Nothing runs and an admitted pull request is open; `change` overrides. */
export function sampleSituation(change: Partial<Situation> = {}): Situation {
  return {
    key: { project: 'shop', number: '7' },
    observation: sampleObservation(),
    record: undefined,
    readonly: undefined,
    project: samplePlatform().projects[0],
    preservedOthers: 0,
    now,
    ...change,
  };
}

/** A decision on shop-pr-7. */
export function sampleDecided(
  decision: Partial<Decision>,
  change: { observation?: Partial<Observation>; before?: EnvironmentRecord } = {},
): Decided {
  return {
    key: { project: 'shop', number: '7' },
    observation: sampleObservation(change.observation),
    decision: {
      rule: 'sample',
      reason: 'opened at 3f2a1b0',
      outcome: { kind: 'none' },
      status: 'deploying',
      ...decision,
    },
    before: change.before,
  };
}
