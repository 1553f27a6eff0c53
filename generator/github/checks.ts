import type { RepositoryName } from './connections.ts';
import { statusOf } from './doubt.ts';
import type { Check, WriteFact } from './facts.ts';
import { createTurns } from './in-turn.ts';
import { createMemory } from './memory.ts';
import type { Octokit } from './octokit.ts';

/** Writes the check of one commit. */
export type WriteCheck = (
  octokit: Octokit,
  place: RepositoryName,
  check: Check,
) => Promise<WriteFact>;

/** Keeps one check of an environment open: that of its newest commit. Throws whatever leaves a doubt. */
export function createChecks(write: WriteCheck): WriteCheck {
  const inTurn = createTurns();
  /** The check of each environment that was written last, while it is not ended. */
  const open = createMemory<Check>();

  return (octokit, place, check) => {
    const key = `${place.owner}/${place.repo} ${check.environment}`.toLowerCase();
    return inTurn(key, async () => {
      const fact = await write(octokit, place, check);
      const before = open.get(key);
      if (before && before.sha !== check.sha) {
        await write(octokit, place, replaced(before)).catch(ifNotGone);
      }
      if (check.state === 'in_progress' && fact.kind !== 'none') open.set(key, check);
      else open.delete(key);
      return fact;
    });
  };
}

/** Else it would seem to be under way for ever. */
function replaced(check: Check): Check {
  return {
    ...check,
    state: 'neutral',
    title: 'Replaced by a newer commit',
    summary: 'The preview shows a newer commit of the pull request.',
    description: 'no preview: replaced by a newer commit',
    create: false,
  };
}

/** After a forced push the commit itself may be no more. */
function ifNotGone(error: unknown): void {
  if (![404, 410, 422].includes(statusOf(error) ?? 0)) throw error;
}
