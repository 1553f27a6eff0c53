import { isStale, type RepositoryName } from './connections.ts';
import { statusOf, type Scrub } from './doubt.ts';
import type { WriteFact } from './facts.ts';
import { createMemory } from './memory.ts';

/** What is to be granted so that we may write. */
export type Grant = 'deployments: write' | 'checks: write' | 'statuses: write';

/** Somebody may have granted it since. */
const ASKED_AGAIN_MS = 3_600_000;
const MISSING = [404, 409, 410, 422];

/**
 * Tells GitHub's no from its not now. What we lack a permission for is neither asked for nor told again for
 * an hour, in the whole repository.
 */
export function createRefusals(options: {
  readonly log: { warn(data: object, message: string): void };
  readonly scrub: Scrub;
  readonly now: () => number;
}) {
  const { log, scrub, now } = options;
  const denied = createMemory<{ readonly since: number; readonly reason: string }>();
  /** Owner and permission: an App is granted it for all repositories of an owner at once. */
  const told = new Set<string>();

  function deny({ owner, repo }: RepositoryName, grant: Grant, said: string): WriteFact {
    const reason = scrub(
      `GitHub does not let us write to ${owner}/${repo}, the permission "${grant}" is missing: ${said}`,
    );
    denied.set(`${owner}/${repo} ${grant}`, { since: now(), reason });
    const about = `${owner} ${grant}`;
    if (!told.has(about)) {
      told.add(about);
      const repository = `${owner}/${repo}`;
      log.warn(
        { repository, permission: grant, reason },
        'grant this permission to the GitHub App or the token, or go without what it is for; it is tried again every hour',
      );
    }
    return { kind: 'denied', reason };
  }

  /** Runs `write`; throws whatever leaves a doubt. */
  return async function refusing(
    place: RepositoryName,
    grant: Grant,
    write: () => Promise<WriteFact>,
  ): Promise<WriteFact> {
    const before = denied.get(`${place.owner}/${place.repo} ${grant}`);
    if (before && now() - before.since < ASKED_AGAIN_MS) {
      return { kind: 'denied', reason: before.reason };
    }
    try {
      const fact = await write();
      denied.delete(`${place.owner}/${place.repo} ${grant}`);
      if (fact.kind === 'written') told.delete(`${place.owner} ${grant}`);
      return fact;
    } catch (error) {
      const said = (error as Error).message;
      if (isDenied(error)) return deny(place, grant, said);
      const status = statusOf(error);
      if (isStale(error) || status === undefined || !MISSING.includes(status)) throw error;
      return { kind: 'refused', reason: scrub(`GitHub answered ${status}: ${said}`) };
    }
  };
}

/** A 403 has many reasons; only one that speaks of what we are allowed says something for the next time. */
function isDenied(error: unknown): boolean {
  if (statusOf(error) !== 403) return false;
  const { message } = error as Error;
  return /not accessible by|must have .*(access|rights)|must authenticate via a GitHub App/i.test(
    message,
  );
}
