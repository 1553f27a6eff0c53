import type { EnvironmentRecord } from '../../../apps/environment/record.ts';
import type { Project } from '../../../apps/platform/config.ts';
import type { PullRequest } from '../../github/client.ts';
import { deniedByConfig, notToBegin } from '../admission.ts';
import type { Consent, Judged } from '../decision.ts';
import { keptRecord, liveRecord, pendingRecord } from '../next-record.ts';
import { isGone } from '../remains.ts';
import { imagesIn } from '../observation.ts';
import {
  commandsUnknown,
  found,
  nothing,
  takenDownOnPurpose,
  type Rule,
  type Verdict,
} from './rule.ts';

/** A comment that could not be written for so long is not waited for any more. */
const FINAL_COMMENT_PATIENCE_MS = 24 * 3_600_000;

const reopened: Rule = {
  name: 'reopened',
  when: 'the pull request of a tombstone (closed or denied) is open and wanted again',
  then: 'deploy the head; a namespace that is still terminating heals',
  decide: (situation) => {
    const { key, record, project, observation, now } = situation;
    const pullRequest = found(situation);
    if (!record || !endedByPullRequest(record) || !project || !pullRequest) return undefined;
    if (!isWantedAgain(pullRequest, record, { project, consent: situation.consent }))
      return undefined;
    if (commandsUnknown(situation) !== undefined) return undefined;
    if (observation.config.kind !== 'valid') return undefined;
    const { config } = observation.config;
    const images = imagesIn(observation);
    if (images === 'missing') return undefined;
    if (deniedByConfig(pullRequest, project, config)) return undefined;
    const previous = isGone(situation) ? undefined : record;
    return {
      reason: `the pull request is open again at ${pullRequest.head.sha.slice(0, 7)}`,
      outcome: {
        kind: 'write',
        // As what is kept: it does not sleep any more.
        record: keptRecord(
          liveRecord({ key, project, pullRequest, config, images, now }, previous),
          project,
          now,
        ),
      },
      status: 'deploying',
    };
  },
};

/** Ended for what the pull request was, not because a person, time or `platform.yaml` said so. */
function endedByPullRequest({ state, cause }: EnvironmentRecord): boolean {
  return state === 'destroying' && (cause?.reason === 'closed' || cause?.reason === 'denied');
}

function isWantedAgain(
  pullRequest: PullRequest,
  record: EnvironmentRecord,
  { project, consent }: { readonly project: Project; readonly consent: Consent },
): boolean {
  if (pullRequest.state !== 'open' || project.state !== 'active') return false;
  if (pullRequest.base.repositoryId !== record.source.repositoryId) return false;
  return notToBegin(pullRequest, project, consent) === undefined;
}

const gone: Rule = {
  name: 'gone',
  when: 'nothing of a tombstone is left in the cluster',
  then: 'say so on the pull request, then remove the record (taken down on purpose: keep it as pending)',
  decide: (situation) => {
    const { record } = situation;
    if (record?.state !== 'destroying' || !record.cause || !isGone(situation)) return undefined;
    const reason =
      situation.observation.remains.kind === 'off'
        ? 'ten minutes have passed since the environment was emptied (the cluster is not observed)'
        : 'the namespace was seen gone';
    const remembered = takenDownOnPurpose(record) && situation.project?.state === 'active';
    return remembered ? afterPurpose(situation, reason) : afterEnd(situation, reason);
  },
};

/** Held or expired: as long as the pull request is open, the record remembers that nothing is to be deployed. */
function afterPurpose(situation: Judged, reason: string): Verdict {
  const { record } = situation;
  const pullRequest = found(situation);
  if (!record || !pullRequest) {
    return { reason, outcome: nothing, status: 'destroyed', again: 'unknown' };
  }
  if (pullRequest.state !== 'open') return afterEnd(situation, reason);
  return {
    reason,
    outcome: { kind: 'write', record: pendingRecord(record) },
    status: 'destroyed',
    // What was pushed meanwhile brings an expired one back.
    ...(pullRequest.head.sha !== record.cause?.head && { again: 'remains' }),
  };
}

function afterEnd({ record, observation, now }: Judged, reason: string): Verdict {
  const waited = now.getTime() - Date.parse(record?.cause?.since ?? now.toISOString());
  const told = observation.finalCommentWritten || waited >= FINAL_COMMENT_PATIENCE_MS;
  return told
    ? { reason, outcome: { kind: 'remove' }, status: 'destroyed' }
    : { reason, outcome: nothing, status: 'destroyed', again: 'remains' };
}

const remains: Rule = {
  name: 'tombstone',
  when: 'a tombstone whose environment may still exist',
  then: 'keep it, look again',
  decide: ({ record, observation: { remains: fact } }) => {
    if (record?.state !== 'destroying') return undefined;
    const detail =
      fact.kind === 'present' ? fact.detail : fact.kind === 'unknown' ? fact.reason : undefined;
    return {
      reason: detail
        ? `the environment is being removed: ${detail}`
        : 'the environment is being removed',
      outcome: { kind: 'write', record: { ...record, keep: 'open' } },
      status: 'destroying',
      again: 'remains',
    };
  },
};

/** What is still owed to an environment that must go. */
export const tombstoneRules: readonly Rule[] = [reopened, gone, remains];
