import { isLive } from '../../../apps/environment/record.ts';
import { isWaiting, waitingSince } from '../pending.ts';
import { keptRecord, liveRecord, waitingRecord } from '../next-record.ts';
import type { Judged } from '../decision.ts';
import { found, type Rule, type Verdict } from './rule.ts';

/** After so long a build has failed, or never began. Milliseconds. */
const PATIENCE_MS = 60 * 60_000;

export const imageMissing: Rule = {
  name: 'image-missing',
  when: 'an image of the head is not in its registry, or the registry does not say so',
  then: 'keep what runs, deploy nothing new, ask again; said to have failed after an hour',
  decide: (situation) => {
    const { observation, record, project, now } = situation;
    const { images } = observation;
    if (!project || images.kind === 'found' || images.kind === 'not-asked') return undefined;
    const known = images.kind === 'missing' ? 'is not there' : 'may not be there';
    const why = `the image ${images.image} ${known} (${images.reason})`;
    if (isLive(record)) {
      return {
        reason: `${why}; ${record.source.sha.slice(0, 7)} stays deployed`,
        outcome: { kind: 'write', record: keptRecord(record, project, now) },
        status: record.state === 'sleeping' ? 'sleeping' : 'deploying',
        again: 'image',
      };
    }
    return building(situation, why);
  },
};

function building(situation: Judged, why: string): Verdict | undefined {
  const { key, observation, record, project, now } = situation;
  const pullRequest = found(situation);
  if (!project || !pullRequest || observation.config.kind !== 'valid') return undefined;
  const { config } = observation.config;
  const { sha } = pullRequest.head;
  const next = liveRecord({ key, project, pullRequest, config, now }, record);
  const same = record && isWaiting(record) && record.cause?.head === sha ? record : undefined;
  const imageSince = same?.cause?.reason === 'image' ? same.cause.since : now.toISOString();
  const cause = { reason: 'image', since: imageSince, head: sha, by: 'registry' } as const;
  const waits = waitingRecord(next, record, cause);
  const outcome = { kind: 'write', record: waits } as const;
  if (now.getTime() - waitingSince(waits) >= PATIENCE_MS) {
    return {
      reason: `${why}, an hour after it was asked for first; look at the build of ${sha.slice(0, 7)}, then push again or build it again`,
      outcome,
      status: 'failed',
    };
  }
  return {
    reason: `${why}; it is deployed as soon as the build has pushed it`,
    outcome,
    status: 'building',
    again: 'image',
  };
}
