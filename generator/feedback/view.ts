import { frozenNotes } from '../../apps/environment/frozen-data.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Problem } from '../../apps/problems.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import { environmentHost, environmentId } from '../../constructs/names.ts';
import type { Decided, Status } from '../reconcile/decision.ts';
import type { EnvironmentKey } from '../reconcile/wake.ts';

/** What every surface shows of one environment. */
export type View = {
  readonly id: string;
  readonly key: EnvironmentKey;
  readonly repository: string;
  readonly state: Exclude<Status, 'unchanged'>;
  readonly reason: string;
  readonly url: string;
  /** The commit that is committed to the GitOps repository. */
  readonly sha: string | undefined;
  /** The newest head, where it is another one. */
  readonly waitingSha: string | undefined;
  /** When it is removed, unless it is pushed to before; in ISO 8601. */
  readonly expiresAt: string | undefined;
  readonly problems: readonly Problem[];
  /** What was asked for and is not done, one sentence each. */
  readonly notes: readonly string[];
  /** A line somebody may post as a comment. */
  readonly copy: string | undefined;
  /** Correct a comment that stands, begin none. */
  readonly quiet: boolean;
  /** Since when the tombstone stands whose end this view tells. */
  readonly finalOf: string | undefined;
};

/** The view of a decision. `undefined`: what was shown last still holds. */
export function viewOf(decided: Decided, platform: Platform, now: Date): View | undefined {
  const { decision, key, before, observation } = decided;
  const project = findProject(platform, key.project);
  if (decision.status === 'unchanged' || !project) return undefined;
  const id = environmentId(key.project, key.number);
  const record = decision.outcome.kind === 'write' ? decision.outcome.record : before;
  const runs = ['deploying', 'sleeping', 'preserved'].includes(decision.status);
  const fact = observation.pullRequest;
  const head = fact.kind === 'found' ? fact.pullRequest.head.sha : undefined;
  const sha = runs ? record?.source.sha : undefined;
  return {
    id,
    key,
    repository: project.repository,
    state: decision.status,
    reason: decision.reason,
    url: `https://${environmentHost(id, platform.domain)}`,
    sha,
    waitingSha: head !== undefined && head !== sha ? head : undefined,
    expiresAt: runs ? endOf(record) : undefined,
    problems: decision.problems ?? [],
    notes: runs && record ? [...frozenNotes(record), ...endNotes(record, now)] : [],
    copy: decision.copy,
    quiet: decision.quiet ?? false,
    finalOf: endToTell(decided),
  };
}

/** A preserved one has another end. */
function endOf(record: EnvironmentRecord | undefined): string | undefined {
  return record?.keep === 'open' ? record.lifecycle.expiresAt : undefined;
}

const WARNED_MS = 24 * 3_600_000;

/** Told a day before the end, or when a quarter of its life is left. */
function endNotes(record: EnvironmentRecord, now: Date): string[] {
  const end = endOf(record);
  if (end === undefined) return [];
  const life = Date.parse(end) - Date.parse(record.lifecycle.pushedAt);
  const left = Date.parse(end) - now.getTime();
  if (left > Math.min(WARNED_MS, life / 4)) return [];
  return ['it ends soon; push, or comment "/preview extend 24h", to keep it'];
}

/** Told once: telling wakes the environment, and a view that always told would wake it without end. */
function endToTell({ decision, before, observation }: Decided): string | undefined {
  if (decision.status !== 'destroyed' || before?.state !== 'destroying') return undefined;
  return observation.finalCommentWritten ? undefined : before.cause?.since;
}
