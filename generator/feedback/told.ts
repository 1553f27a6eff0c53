import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import type { Problem } from '../../apps/problems.ts';
import type { Decided, Status } from '../reconcile/decision.ts';

/** What was decided last of one environment, as far as people are told. */
export type Told = {
  readonly status: Exclude<Status, 'unchanged'>;
  readonly reason: string;
  readonly problems: readonly Problem[];
  readonly copy: string | undefined;
  /** What the commit changes besides images; `undefined`: what was told last of it holds. */
  readonly changes: readonly string[] | undefined;
  readonly quiet: boolean;
  /** Since when the tombstone stands whose end this tells. */
  readonly finalOf: string | undefined;
  readonly position: number | undefined;
  /** Of the pull request, where it was seen. */
  readonly head: string | undefined;
  readonly title: string | undefined;
  readonly author: string | undefined;
  readonly branch: string | undefined;
};

/** `undefined`: what was told last still holds, or the project is not known. */
export function toldOf(decided: Decided, platform: Platform): Told | undefined {
  const { decision, key, observation } = decided;
  const { status, reason, problems = [], copy, changes, quiet = false, place } = decision;
  if (status === 'unchanged' || !findProject(platform, key.project)) return undefined;
  const fact = observation.pullRequest;
  const pull = fact.kind === 'found' ? fact.pullRequest : undefined;
  return {
    ...{ status, reason, problems, copy, changes, quiet },
    finalOf: endToTell(decided),
    position: place && 'position' in place ? place.position : undefined,
    head: pull?.head.sha,
    title: pull?.title,
    author: pull?.author.login,
    branch: pull?.head.branch,
  };
}

/** Told once: telling wakes the environment, and a view that always told would wake it without end. */
function endToTell({ decision, before, observation }: Decided): string | undefined {
  if (decision.status !== 'destroyed' || before?.state !== 'destroying') return undefined;
  return observation.finalCommentWritten ? undefined : before.cause?.since;
}

const STATUS_OF = { active: 'deploying', sleeping: 'sleeping', destroying: 'destroying' } as const;
const WAITING_FOR = {
  queued: ['queued', 'it waits for a place'],
  image: ['building', 'it waits for its image'],
} as const;

/** What Git alone says of an environment nobody has decided on yet, after a start. */
export function toldFromRecord({ state, cause, source }: EnvironmentRecord): Told {
  const waits = cause && cause.reason in WAITING_FOR;
  const [status, reason] =
    state !== 'pending'
      ? ([STATUS_OF[state], 'so it stands in Git; GitHub was not asked yet'] as const)
      : waits
        ? WAITING_FOR[cause.reason as keyof typeof WAITING_FOR]
        : ([
            'skipped',
            `nothing is deployed: ${cause?.reason ?? 'no reason is recorded'}`,
          ] as const);
  return {
    ...{
      status,
      reason,
      problems: [],
      copy: undefined,
      changes: undefined,
      quiet: true,
      finalOf: undefined,
    },
    ...{ position: undefined, head: undefined, title: undefined },
    author: source.author,
    branch: source.branch,
  };
}
