import type { EnvironmentConfig } from '../../apps/environment/config.ts';
import { isLive, type CauseReason, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { frozenData } from '../../apps/environment/frozen-data.ts';
import { leavingPods, type Leaving } from '../../apps/environment/leaving.ts';
import { imagesOf } from '../../apps/environment/images.ts';
import { servicesOf } from '../../apps/environment/services.ts';
import type { Project } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import { parseDuration } from '../../constructs/duration.ts';
import type { PullRequest } from '../github/client.ts';
import type { EnvironmentKey } from './wake.ts';

type Admitted = {
  readonly key: EnvironmentKey;
  readonly project: Project;
  readonly pullRequest: PullRequest;
  readonly config: EnvironmentConfig;
  /** By their digests. @default - by the tag of the project's template */
  readonly images?: Readonly<Record<string, string>> | undefined;
  readonly now: Date;
};

/** The record of an environment that runs the observed head; `previous` is what stood before, a tombstone included. */
export function liveRecord(
  { key, project, pullRequest, config, images: pinned, now }: Admitted,
  previous: EnvironmentRecord | undefined,
): EnvironmentRecord {
  const { cause: _left, ...kept } = previous ?? {};
  const { sha, branch } = pullRequest.head;
  const pushed = previous?.source.sha === sha ? previous.lifecycle.pushedAt : undefined;
  const { createdAt, ...lifecycle } = carriedOn(previous, pushed !== undefined);
  const images = pinned ?? imagesOf(servicesOf(config), project, { sha, number: key.number });
  return {
    ...kept,
    number: key.number,
    project: key.project,
    id: environmentId(key.project, key.number),
    state: 'active',
    keep: isLive(previous) ? previous.keep : 'open',
    source: {
      ...previous?.source,
      repository: project.repository,
      repositoryId: pullRequest.base.repositoryId,
      sha,
      branch,
      base: pullRequest.base.branch,
      author: pullRequest.author.login,
      fork: pullRequest.fork,
    },
    images,
    config,
    data: withLeaving(frozenData(config, images, previous?.data), leavingPods(config, previous)),
    lifecycle: {
      ...lifecycle,
      // What was pending has nothing left of what was created before.
      createdAt: (previous?.state === 'pending' ? undefined : createdAt) ?? now.toISOString(),
      pushedAt: pushed ?? now.toISOString(),
      ...expiry(pushed === undefined ? undefined : previous, { config, project, now }),
    },
  };
}

function withLeaving(data: EnvironmentRecord['data'], leaving: Leaving): EnvironmentRecord['data'] {
  return Object.keys(leaving).length > 0 ? { ...data, leaving } : data;
}

/** Nothing of versions before is left any more. */
export function settledRecord(record: EnvironmentRecord): EnvironmentRecord {
  if (record.data.leaving === undefined) return record;
  const { leaving: _gone, ...data } = record.data;
  return { ...record, data };
}

/** What a live record keeps of the one before; attempts count the deployments of one commit. */
function carriedOn(
  previous: EnvironmentRecord | undefined,
  sameCommit: boolean,
): Partial<EnvironmentRecord['lifecycle']> {
  if (!previous) return {};
  const { lifecycle, keep } = previous;
  const dropped: (keyof EnvironmentRecord['lifecycle'])[] = [
    ...(['expiresAt', 'heldBy'] as const),
    ...(sameCommit ? [] : (['attempt', 'attemptedAt', 'retries'] as const)),
    ...(keep === 'preserved' ? [] : (['preservedBy', 'preservedUntil'] as const)),
    // A push begins the total of what may be preserved anew, where nothing is preserved.
    ...(sameCommit || keep === 'preserved' ? [] : (['preservedAt'] as const)),
  ];
  const entries = Object.entries(lifecycle).filter(
    ([key]) => !(dropped as readonly string[]).includes(key),
  );
  return Object.fromEntries(entries);
}

/**
 * When an environment ends unless it is pushed to: as its record says, which people may change; counted anew
 * from a push, and where somebody brought it back.
 */
function expiry(
  previous: EnvironmentRecord | undefined,
  { config, project, now }: Pick<Admitted, 'config' | 'project' | 'now'>,
): { readonly expiresAt?: string } {
  const before = previous?.cause ? undefined : previous?.lifecycle.expiresAt;
  if (before !== undefined) return { expiresAt: before };
  const ttl = config.ttl ?? project.policy.ttl;
  if (ttl === 'never') return {};
  return { expiresAt: new Date(now.getTime() + parseDuration(ttl)).toISOString() };
}

/** A record that says: all of this must go. What it ran stays readable in it. */
export function tombstone(
  record: EnvironmentRecord,
  cause: { readonly reason: CauseReason; readonly by: string; readonly now: Date },
): EnvironmentRecord {
  return {
    ...record,
    state: 'destroying',
    keep: 'open',
    cause: {
      reason: cause.reason,
      since: cause.now.toISOString(),
      head: record.source.sha,
      by: cause.by,
    },
  };
}

/** Nothing is deployed, for the reason the tombstone gave; `data` starts anew because the namespace is gone. */
export function pendingRecord(record: EnvironmentRecord): EnvironmentRecord {
  return { ...record, state: 'pending', keep: 'open', data: { epoch: 1, storage: {} } };
}

/** What is to be deployed as soon as what it waits for is there; its life begins then, its place in Git now. */
export function waitingRecord(
  next: EnvironmentRecord,
  before: EnvironmentRecord | undefined,
  cause: NonNullable<EnvironmentRecord['cause']>,
): EnvironmentRecord {
  const { expiresAt: _later, ...lifecycle } = next.lifecycle;
  const createdAt = before?.state === 'pending' ? before.lifecycle.createdAt : lifecycle.createdAt;
  return pendingRecord({ ...next, cause, lifecycle: { ...lifecycle, createdAt } });
}

/** Since when it sleeps, or when it was woken: its idle time counts from then. */
function withSleep(
  state: EnvironmentRecord['state'],
  { sleptAt, ...lifecycle }: EnvironmentRecord['lifecycle'],
  now: Date,
): EnvironmentRecord['lifecycle'] {
  if (state === 'sleeping') return { ...lifecycle, sleptAt: sleptAt ?? now.toISOString() };
  if (sleptAt === undefined) return lifecycle;
  const { retries: _before, attemptedAt: _at, ...awake } = lifecycle;
  return { ...awake, wokenAt: now.toISOString() };
}

/** A live record that stays as it is: without the cause of an end it was brought back from, and with its end. */
export function keptRecord(
  before: EnvironmentRecord,
  project: Project,
  now: Date,
): EnvironmentRecord {
  // What sleeps has no pods.
  const { cause, ...left } = before.state === 'sleeping' ? settledRecord(before) : before;
  const { expiresAt: _end, heldBy, ...others } = left.lifecycle;
  // A cause in a live record: a person brought it back, so nobody holds it down any more.
  const lifecycle = cause || heldBy === undefined ? others : { ...others, heldBy };
  const next = expiry(before, { config: before.config, project, now });
  const record = { ...left, lifecycle: { ...withSleep(before.state, lifecycle, now), ...next } };
  if (record.keep !== 'preserved') return record;
  if (!isPreserved(record, now)) return unpreserved(record);
  if (record.lifecycle.preservedUntil) return record;
  const end = now.getTime() + parseDuration(project.policy.preserve.duration);
  return {
    ...record,
    lifecycle: { ...record.lifecycle, preservedUntil: new Date(end).toISOString() },
  };
}

/** Whether it is kept for itself at this moment, whatever becomes of its pull request and its time. */
export function isPreserved({ keep, lifecycle }: EnvironmentRecord, now: Date): boolean {
  const { preservedUntil } = lifecycle;
  if (keep !== 'preserved') return false;
  return preservedUntil === undefined || Date.parse(preservedUntil) > now.getTime();
}

/** No longer kept for itself. Since when it was stays known: the total counts from then. */
export function unpreserved(record: EnvironmentRecord): EnvironmentRecord {
  const { preservedBy: _by, preservedUntil: _until, ...lifecycle } = record.lifecycle;
  return { ...record, keep: 'open', lifecycle };
}

/** Another byte in the pods of the services: Argo CD takes it for a new commit. */
export function attemptedAgain(record: EnvironmentRecord): EnvironmentRecord {
  const { lifecycle } = record;
  return { ...record, lifecycle: { ...lifecycle, attempt: (lifecycle.attempt ?? 0) + 1 } };
}
