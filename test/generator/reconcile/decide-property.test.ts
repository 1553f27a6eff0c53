import fc from 'fast-check';
import { isLive, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import { deniedByLabel } from '../../../generator/reconcile/admission.ts';
import { decide } from '../../../generator/reconcile/decide.ts';
import type { Situation } from '../../../generator/reconcile/decision.ts';
import { notAsked, type ImagesFact } from '../../../generator/reconcile/observation.ts';
import { at, found, now, OTHER_SHA, validConfig } from '../decided-fixture.ts';
import { sampleRecord, SHA } from '../gitops/sample-record.ts';
import { samplePlatform } from '../platform-fixture.ts';
import { invalid, unknown } from './situations.ts';

const { constantFrom } = fc;
const minutes = constantFrom(-2_000, -11, -9, 0);
/** What is observed of a tombstone that this very decision makes cannot be there yet. */
const past = constantFrom(-2_000, -11, -9);

const projects = [
  undefined,
  ...[
    'state: active',
    'state: removing',
    'policy: {trigger: label}',
    'policy: {drafts: deploy}',
    'policy: {sleepAfter: 2h, ttl: never}',
  ].map((shop) => samplePlatform({ shop }).projects[0]),
];

const anyPullRequest = fc
  .record({
    state: constantFrom('open', 'open', 'closed'),
    merged: fc.boolean(),
    draft: fc.boolean(),
    fork: fc.boolean(),
    labels: fc.subarray(['preview', 'no-preview', '../../x']),
    author: fc.record({ login: fc.string({ minLength: 1 }), bot: fc.boolean() }),
    head: fc.record({ sha: constantFrom(SHA, OTHER_SHA), branch: fc.string({ minLength: 1 }) }),
    base: fc.record({
      branch: constantFrom('main', 'dev'),
      repositoryId: constantFrom(123, 123, 9),
    }),
  })
  .map(found);

const withDatabase = {
  kind: 'valid',
  config: { ...validConfig.config, databases: { postgresql: { version: '17', storage: '2Gi' } } },
} as const;

const anyObservation = fc.record({
  pullRequest: fc.oneof({ weight: 4, arbitrary: anyPullRequest }, constantFrom(unknown, notAsked)),
  config: constantFrom(validConfig, validConfig, withDatabase, invalid, unknown, notAsked),
  remains: fc.oneof(
    constantFrom({ kind: 'off' } as const, unknown, notAsked),
    past.map((since) => ({ kind: 'gone', since: at(since) }) as const),
    past.map((since) => ({ kind: 'present', since: at(since), detail: 'is there' }) as const),
  ),
  traffic: constantFrom(
    { kind: 'quiet', forMs: 900_000 } as const,
    { kind: 'busy' } as const,
    unknown,
    notAsked,
  ),
  commands: constantFrom({ kind: 'read', newest: 0, commands: [] } as const, unknown, notAsked),
  images: constantFrom<ImagesFact[]>(
    notAsked,
    { kind: 'found', images: { app: `ghcr.io/acme/shop@sha256:${'a'.repeat(64)}` } },
    { kind: 'missing', image: 'ghcr.io/acme/shop:1', reason: 'ghcr.io has no such image' },
    { kind: 'unknown', image: 'ghcr.io/acme/shop:1', reason: 'ghcr.io answers 503' },
  ),
  sync: fc.oneof(
    constantFrom({ kind: 'not-failed' } as const, { kind: 'off' } as const, unknown, notAsked),
    past.map(
      (since) =>
        ({
          kind: 'failed',
          at: at(since),
          message: 'no such image',
          of: { sha: SHA, state: 'active', attempt: 0 },
        }) as const,
    ),
  ),
  finalCommentWritten: fc.boolean(),
});

const anyCause = fc.option(
  fc.record({
    reason: constantFrom('held', 'expired', 'closed', 'denied', 'removing'),
    since: minutes.map(at),
    by: constantFrom('git', 'github'),
  }),
  { nil: undefined },
);

/** Any record a person and the generator could have made together, also odd ones. */
const anyRecord: fc.Arbitrary<EnvironmentRecord> = fc
  .record({
    state: constantFrom('active', 'active', 'sleeping', 'destroying', 'pending'),
    keep: constantFrom('open', 'preserved'),
    cause: anyCause,
    pinned: fc.boolean(),
    preservedUntil: fc.option(constantFrom(-1, 1).map(at), { nil: undefined }),
    expiresAt: fc.option(constantFrom(-1, 1).map(at), { nil: undefined }),
    storage: constantFrom({}, { postgresql: '1Gi' }),
  })
  .map(({ state, keep, cause, pinned, preservedUntil, expiresAt, storage }) =>
    sampleRecord('7', {
      state,
      keep,
      ...(cause && { cause }),
      data: { epoch: 1, storage },
      lifecycle: {
        createdAt: at(-9_999),
        pushedAt: at(-9_999),
        ...(pinned && { pinned }),
        ...(preservedUntil && { preservedUntil }),
        ...(expiresAt && { expiresAt }),
      },
    }),
  );

const anySituation: fc.Arbitrary<Situation> = fc.record({
  key: fc.constant({ project: 'shop', number: '7' }),
  observation: anyObservation,
  record: fc.option(anyRecord, { nil: undefined, freq: 5 }),
  readonly: fc.option(fc.constant(invalid.problems), { nil: undefined, freq: 10 }),
  project: constantFrom(...projects),
  preservedOthers: constantFrom(0, 3),
  now: fc.constant(now),
});

const always = (holds: (situation: Situation) => void) =>
  fc.assert(fc.property(anySituation, holds), { numRuns: 3_000 });

/** What Git holds after the decision. */
function after(situation: Situation): EnvironmentRecord | undefined {
  const { outcome } = decide(situation);
  if (outcome.kind === 'none') return situation.record;
  return outcome.kind === 'write' ? outcome.record : undefined;
}

const pullRequestOf = ({ observation: { pullRequest } }: Situation) =>
  pullRequest.kind === 'found' ? pullRequest.pullRequest : undefined;

/** The explicit facts that may end an environment; written here once more, apart from the rules. */
function mayEnd(situation: Situation): boolean {
  const { record, project } = situation;
  const pullRequest = pullRequestOf(situation);
  if (!project || !record || situation.readonly) return false;
  if (project.state === 'removing' || record.state === 'destroying') return true;
  if (!pullRequest || pullRequest.base.repositoryId !== record.source.repositoryId) return false;
  if (deniedByLabel(pullRequest, project) !== undefined) return true;
  return pullRequest.state === 'closed' || isOver(record);
}

/** Its time is over, and nobody asked that it be kept or brought it back. */
function isOver({ keep, cause, lifecycle }: EnvironmentRecord): boolean {
  const { expiresAt, preservedUntil } = lifecycle;
  const kept =
    keep === 'preserved' &&
    (preservedUntil === undefined || Date.parse(preservedUntil) > now.getTime());
  return !kept && !cause && expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime();
}

describe('whatever the situation', () => {
  it('there is a decision with a reason for people, and nothing it is given is changed', () => {
    always((situation) => {
      const before = structuredClone(situation);
      const { rule, reason } = decide(situation);
      expect(rule).not.toBe('none');
      expect(reason).toMatch(/^\S.{9,}[^.]$/);
      expect(reason).not.toMatch(/undefined|null|NaN|\[object/);
      expect(situation).toEqual(before);
    });
  });

  /** Of this realm, as a situation always is: the platform's own clone is of another one here. */
  function copyOf<T>(value: T): T {
    if (value instanceof Date) return new Date(value) as T;
    if (Array.isArray(value)) return value.map(copyOf) as T;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)])) as T;
  }

  it('the same situation gives the same decision', () => {
    always((situation) => {
      expect(decide(copyOf(situation))).toEqual(decide(situation));
    });
  });

  it('deciding again on what was decided changes nothing', () => {
    always((situation) => {
      const { outcome } = decide(situation);
      if (outcome.kind !== 'write') return;
      const { record } = outcome;
      // How what was just written syncs is not known yet.
      const observation = { ...situation.observation, sync: notAsked };
      expect(after({ ...situation, record, observation })).toEqual(record);
    });
  });

  it('the record stays the one of its place', () => {
    always((situation) => {
      expect(after(situation) ?? situation.key).toMatchObject(situation.key);
    });
  });

  it('a tombstone and a held environment are never preserved, and a tombstone has a cause', () => {
    always((situation) => {
      const { outcome } = decide(situation);
      if (outcome.kind !== 'write' || isLive(outcome.record)) return;
      expect(outcome.record.keep).toBe('open');
      if (outcome.record.state === 'destroying') expect(outcome.record.cause).toBeDefined();
    });
  });

  it('what runs carries no cause of an earlier end', () => {
    always((situation) => {
      const { outcome } = decide(situation);
      if (outcome.kind !== 'write' || outcome.record.state !== 'active') return;
      expect(outcome.record).not.toHaveProperty('cause');
    });
  });
});

describe('unknown means keep', () => {
  it('where GitHub does not say what the pull request is, only Git, the cluster and platform.yaml count', () => {
    always((situation) => {
      const { record, project, observation } = situation;
      if (observation.pullRequest.kind === 'found' || record?.state !== 'active') return;
      if (project?.state === 'removing') return;
      expect(decide(situation).outcome).toEqual({ kind: 'none' });
    });
  });

  it('without a record nothing is made of anything unknown', () => {
    always((situation) => {
      const { pullRequest, config } = situation.observation;
      if (situation.record || (pullRequest.kind === 'found' && config.kind === 'valid')) return;
      expect(decide(situation).outcome).toEqual({ kind: 'none' });
    });
  });

  it('a tombstone is removed only where its own end was seen, or time stands for it', () => {
    always((situation) => {
      const { record, observation } = situation;
      if (record?.state !== 'destroying' || decide(situation).outcome.kind !== 'remove') return;
      const { remains } = observation;
      const since = record.cause?.since ?? '';
      const seen = remains.kind === 'gone' && remains.since === since;
      expect(seen || (remains.kind === 'off' && since <= at(-10))).toBe(true);
    });
  });
});

/** Something is deployed: what a person just brought back by its state still carries the cause of its end. */
const runs = ({ record }: Situation) => record?.state === 'active' && !record.cause;

describe('what runs', () => {
  it('ends by explicit facts only', () => {
    always((situation) => {
      if (!runs(situation) || mayEnd(situation)) return;
      const quiet = situation.observation.traffic.kind === 'quiet';
      expect(['active', ...(quiet ? ['sleeping'] : [])]).toContain(after(situation)?.state);
    });
  });

  it('ends in two steps: its record never just goes', () => {
    always((situation) => {
      if (!runs(situation)) return;
      expect(['active', 'sleeping', 'destroying']).toContain(after(situation)?.state);
    });
  });

  it('keeps running what it ran when the newest config is broken or unknown', () => {
    always((situation) => {
      const { record, observation } = situation;
      if (!runs(situation) || record?.state !== 'active' || mayEnd(situation)) return;
      if (observation.config.kind === 'valid') return;
      expect(after(situation)).toMatchObject({
        state: 'active',
        source: record.source,
        images: record.images,
        config: record.config,
      });
    });
  });

  it('outlives its pull request where it is preserved and its time is not over', () => {
    always((situation) => {
      const { record, project } = situation;
      if (record?.state !== 'active' || record.keep !== 'preserved') return;
      if (project?.state === 'removing' || record.lifecycle.preservedUntil === at(-1)) return;
      if (pullRequestOf(situation)?.state === 'open') return;
      expect(after(situation)).toMatchObject({ state: 'active', keep: 'preserved' });
    });
  });

  it('keeps the size of its volume, whatever the config asks for', () => {
    always((situation) => {
      const { record } = situation;
      const next = after(situation);
      if (record?.state !== 'active' || next?.state !== 'active') return;
      if (!next.config.databases.postgresql || !record.data.storage.postgresql) return;
      expect(next.data.storage).toEqual(record.data.storage);
    });
  });
});

describe('what does not run', () => {
  it('begins only for an open pull request of the same repository that policy admits', () => {
    always((situation) => {
      const { record, project } = situation;
      const next = after(situation);
      if (isLive(record) || next?.state !== 'active') return;
      const pullRequest = pullRequestOf(situation);
      expect(pullRequest).toMatchObject({ state: 'open', fork: false, author: { bot: false } });
      expect(project?.state).toBe('active');
      expect(pullRequest && project && deniedByLabel(pullRequest, project)).toBeUndefined();
      expect(pullRequest?.draft && project?.policy.drafts === 'skip').toBe(false);
      if (record) expect(pullRequest?.base.repositoryId).toBe(record.source.repositoryId);
      expect(next.source.sha).toBe(pullRequest?.head.sha);
    });
  });

  it('stays down where a person took it down', () => {
    always((situation) => {
      const { record } = situation;
      if (record?.cause?.reason !== 'held' || isLive(record)) return;
      expect(after(situation)?.state).not.toBe('active');
    });
  });
});
