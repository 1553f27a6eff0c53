import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Event, Evidence, Pod } from '../evidence.ts';
import type { FindingKind } from '../finding.ts';
import type { Part } from '../part.ts';
import type { Trouble } from '../pods.ts';
import { redact } from '../redact.ts';

/** One part whose pod is not ready, and what was seen of it. */
export type Situation = {
  readonly part: Part;
  readonly record: EnvironmentRecord;
  readonly evidence: Evidence;
  readonly pod: Pod;
  /** Undefined: no container of it is to blame. */
  readonly trouble: Trouble | undefined;
  /** About its pod and about the container in trouble, the newest first. */
  readonly events: readonly Event[];
  /** The last lines of the container in trouble, as they were written. */
  readonly log: readonly string[];
};

/** What a case says of the part; `withLog`: the log belongs to it. */
export type Found = {
  readonly kind: FindingKind;
  readonly summary: string;
  readonly fix: string;
  readonly withLog?: boolean;
};

/** A way in which a part can be wrong. */
export type Case = {
  readonly name: string;
  /** What is to be said where this is it. */
  find(situation: Situation): Found | undefined;
};

/** The same with a container that is to blame. */
export type ContainerSituation = Situation & { readonly trouble: Trouble };

/** A case that only a container can be in. */
export function ofContainer(
  name: string,
  find: (situation: ContainerSituation) => Found | undefined,
): Case {
  return {
    name,
    find: (situation) => {
      const { trouble } = situation;
      return trouble && find({ ...situation, trouble });
    },
  };
}

/** Text of others in a sentence of ours: blanked, on one line, unable to end its quotes or to begin code. */
export function quoted(text: string): string {
  return `"${redact(text).replace(/["`]/g, "'")}"`;
}

/** So long passwords and volumes are on their way in every environment. Seconds. */
const ON_THE_WAY = 10;

/** Whether what its pod lacks may still be on its way. */
export function isYoung({ pod, evidence }: Pick<Situation, 'pod' | 'evidence'>): boolean {
  return secondsBetween(pod.metadata.creationTimestamp, evidence.at) < ON_THE_WAY;
}

export const PLATFORM_TEAM = 'tell the platform team';

/** Seconds between two times in ISO 8601; 0 where one is missing. */
export function secondsBetween(from: string | null | undefined, to: string): number {
  const seconds = (Date.parse(to) - Date.parse(from ?? to)) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
