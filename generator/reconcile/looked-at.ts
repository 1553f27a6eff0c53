import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Project } from '../../apps/platform/config.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Decided } from './decision.ts';
import { idleTime } from './idle.ts';
import type { EnvironmentKey } from './wake.ts';

/** GitHub's times have whole seconds: what happens within the same one as the look looks unchanged. */
const SETTLED_MS = 5_000;
/** So often everything is looked at, changed or not. */
const WHOLE_MS = 3_600_000;

/** Which pull requests need no other look, because nothing about them changed since the last one. */
export type LookedAt = {
  /** Remembers a round's decisions; what is still open, or still owes an answer, is not done with. */
  note(decided: readonly Decided[], now: Date): void;
  /** Whether everything is to be looked at, which is then counted from now on. */
  takeWhole(now: Date): boolean;
  /** Everything is to be looked at by the next sweep. */
  forget(): void;
  /** Environments of a project whose last look missed an image. */
  withoutImage(project: string): EnvironmentKey[];
  /** Whether a listed pull request is as it was when it was last looked at. */
  unchanged(id: string, updatedAt: string): boolean;
};

export function createLookedAt(): LookedAt {
  const seen = new Map<string, string>();
  const withoutImage = new Map<string, EnvironmentKey>();
  let wholeAt = -Infinity;
  return {
    note(decided, now) {
      for (const { key, observation, decision } of decided) {
        const id = environmentId(key.project, key.number);
        const fact = observation.pullRequest;
        if (decision.rule === 'image-missing') withoutImage.set(id, key);
        else withoutImage.delete(id);
        const open = decision.again !== undefined || decision.answers !== undefined;
        const updatedAt = fact.kind === 'found' ? fact.pullRequest.updatedAt : undefined;
        if (open || updatedAt === undefined) seen.delete(id);
        else if (now.getTime() - Date.parse(updatedAt) >= SETTLED_MS) seen.set(id, updatedAt);
      }
    },
    takeWhole(now) {
      if (now.getTime() - wholeAt < WHOLE_MS) return false;
      wholeAt = now.getTime();
      // What was closed long ago is forgotten with it.
      seen.clear();
      return true;
    },
    forget() {
      wholeAt = -Infinity;
    },
    withoutImage: (project) => [...withoutImage.values()].filter((key) => key.project === project),
    unchanged: (id, updatedAt) => seen.get(id) === updatedAt,
  };
}

/** Whether time alone may change what is decided on a record. */
export function isDue(record: EnvironmentRecord, project: Project | undefined, now: Date): boolean {
  const { expiresAt, preservedUntil } = record.lifecycle;
  const over = [expiresAt, preservedUntil].some(
    (time) => time !== undefined && Date.parse(time) <= now.getTime(),
  );
  return over || (project !== undefined && idleTime(record, project, { now }) !== undefined);
}
