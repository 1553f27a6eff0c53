import { isLive, type EnvironmentRecord } from '../../../apps/environment/record.ts';
import {
  approvalLine,
  deniedByConfig,
  lacksApproval,
  notAdmitted,
  notRequested,
} from '../admission.ts';
import { isDeployed, isWaiting } from '../pending.ts';
import { parseDuration } from '../../../constructs/duration.ts';
import { awakeFor, sleepAfterOf } from '../idle.ts';
import { liveRecord, keptRecord } from '../next-record.ts';
import { imagesIn } from '../observation.ts';
import type { PullRequest } from '../../github/client.ts';
import type { Judged } from '../decision.ts';
import { imageMissing } from './image.ts';
import { destroy, found, nothing, type Rule, type Verdict } from './rule.ts';

const held: Rule = {
  name: 'held',
  when: 'the environment was taken down on purpose, or it expired and nothing was pushed since',
  then: 'deploy nothing until `/preview up`, `state: active` in the record or the end of the pull request',
  decide: (situation) => {
    const { record } = situation;
    if (record?.state !== 'pending' || isWaiting(record)) return undefined;
    const { cause, lifecycle, source } = record;
    const expired = cause?.reason === 'expired';
    const pushed = found(situation)?.head.sha !== (cause?.head ?? source.sha);
    if (expired && pushed && !lifecycle.pinned) return undefined;
    return {
      reason: expired
        ? 'the environment expired; push to the pull request or comment "/preview up" to bring it back'
        : 'the environment was taken down on purpose; comment "/preview up" to bring it back',
      outcome: { kind: 'write', record: { ...record, keep: 'open' } },
      status: 'destroyed',
    };
  },
};

const pinned: Rule = {
  name: 'pinned',
  when: 'the record says `pinned: true`',
  then: 'keep running what the record says, whatever is pushed',
  decide: (situation) =>
    situation.record?.lifecycle.pinned && isLive(situation.record)
      ? {
          reason: `the environment is pinned to ${situation.record.source.sha.slice(0, 7)}`,
          outcome: asItIs(situation),
          status: 'deploying',
        }
      : undefined,
};

const notAdmittedRule: Rule = {
  name: 'not-admitted',
  when: 'nothing runs and policy does not admit the pull request (fork, draft, bot, base branch, nobody asked for it)',
  then: 'begin nothing',
  decide: (situation) => {
    const { record, project } = situation;
    const pullRequest = found(situation);
    if (isDeployed(record) || !project || !pullRequest) return undefined;
    const refusal = notAdmitted(pullRequest, project) ?? notRequested(project, situation.consent);
    return refusal && { ...refusal, outcome: notBegun(record), status: 'skipped' };
  },
};

const unapproved: Rule = {
  name: 'unapproved',
  when: 'the head is of a fork, or of somebody who may not push, is not approved, and is not what runs',
  then: 'keep what runs, deploy nothing new until `/preview approve SHA`',
  decide: (situation) => {
    const { record, project, consent } = situation;
    const pullRequest = found(situation);
    if (!project || !pullRequest || !lacksApproval(pullRequest, project, consent)) return undefined;
    const runs = isDeployed(record);
    if (runs && record.source.sha === pullRequest.head.sha) return undefined;
    const head = pullRequest.head.sha.slice(0, 7);
    const copy = project.policy.forks === 'approve' ? approvalLine(pullRequest) : undefined;
    return {
      reason: runs
        ? `the newest commit ${head} is not approved; ${record.source.sha.slice(0, 7)} stays deployed`
        : `the pull request ${originOf(pullRequest)}; somebody who may push to this repository has to look at ${head} and approve it`,
      outcome: runs ? asItIs(situation) : takenBack(record),
      status: runs ? shownAs(record) : 'awaiting-approval',
      ...(copy !== undefined && { copy }),
    };
  },
};

const configUnknown: Rule = {
  name: 'config-unknown',
  when: 'GitHub does not say what `k8s-ee.yaml` at the head holds',
  then: 'keep what runs, deploy nothing new, ask again',
  decide: (situation) => {
    const { config } = situation.observation;
    if (config.kind !== 'unknown' && config.kind !== 'not-asked') return undefined;
    const why = config.kind === 'unknown' ? ` (${config.reason})` : '';
    return {
      reason: `GitHub does not say what ${situation.project?.configPath} holds${why}: nothing is changed`,
      outcome: asItIs(situation),
      status: 'unchanged',
      again: 'unknown',
    };
  },
};

const configInvalid: Rule = {
  name: 'config-invalid',
  when: '`k8s-ee.yaml` at the head is missing or invalid',
  then: 'keep what runs, deploy nothing new, say what is wrong',
  decide: (situation) => {
    const { observation, record, project } = situation;
    if (observation.config.kind !== 'invalid') return undefined;
    return {
      reason: isLive(record)
        ? `${project?.configPath} of the newest commit cannot be used; ${record.source.sha.slice(0, 7)} stays deployed`
        : `${project?.configPath} cannot be used; nothing is deployed`,
      outcome: asItIs(situation),
      status: isLive(record) ? 'deploying' : 'failed',
      problems: observation.config.problems,
    };
  },
};

const onDemand: Rule = {
  name: 'on-demand',
  when: '`k8s-ee.yaml` says `trigger: on-demand`, and the label that asks for a preview is not set',
  then: 'destroy what runs, begin nothing',
  decide: (situation) => {
    const { record, project, observation, now } = situation;
    const pullRequest = found(situation);
    if (!project || !pullRequest || observation.config.kind !== 'valid') return undefined;
    const reason = deniedByConfig(pullRequest, project, observation.config.config);
    if (reason === undefined) return undefined;
    return isLive(record)
      ? destroy(record, { reason: 'denied', by: 'github', now }, reason)
      : { reason, outcome: notBegun(record), status: 'skipped', quiet: true };
  },
};

const asleep: Rule = {
  name: 'asleep',
  when: 'the record says `state: sleeping`, and nothing was pushed since',
  then: 'keep its data and run nothing, until a visit, a push, `/preview wake` or `state: active` in the record',
  decide: (situation) => {
    const { record } = situation;
    if (record?.state !== 'sleeping') return undefined;
    if (found(situation)?.head.sha !== record.source.sha) return undefined;
    return {
      reason: 'the environment sleeps; a visit, a push or "/preview wake" wakes it',
      outcome: asItIs(situation),
      status: 'sleeping',
    };
  },
};

const idle: Rule = {
  name: 'idle',
  when: 'nobody asked for it for as long as `sleepAfter` says, and nothing was pushed',
  then: 'sleep: keep its data and run nothing',
  decide: (situation) => {
    const { record, project, observation, now } = situation;
    if (record?.state !== 'active' || !project || observation.traffic.kind !== 'quiet') {
      return undefined;
    }
    if (found(situation)?.head.sha !== record.source.sha) return undefined;
    const { forMs } = observation.traffic;
    // Asked before the record was read: somebody may have woken it meanwhile.
    if ((awakeFor(record, project, now) ?? 0) < forMs) return undefined;
    const early = forMs < parseDuration(sleepAfterOf(record, project));
    const time = early
      ? `${forMs / 60_000}m and others wait for a place`
      : sleepAfterOf(record, project);
    return {
      reason: `nobody asked for the environment for ${time}, so it sleeps; a visit, a push or "/preview wake" wakes it`,
      outcome: {
        kind: 'write',
        record: keptRecord({ ...record, state: 'sleeping' }, project, now),
      },
      status: 'sleeping',
    };
  },
};

const deploy: Rule = {
  name: 'deploy',
  when: 'the pull request is open, admitted or already live, and its config is valid',
  then: 'deploy the head',
  decide: (situation) => {
    const { key, observation, record, project, now } = situation;
    const pullRequest = found(situation);
    if (!project || !pullRequest || observation.config.kind !== 'valid') return undefined;
    const { config } = observation.config;
    const images = imagesIn(observation);
    if (images === 'missing') return undefined;
    const next = liveRecord({ key, project, pullRequest, config, images, now }, record);
    const head = pullRequest.head.sha.slice(0, 7);
    return {
      reason: record ? `follows the pull request at ${head}` : `opened at ${head}`,
      outcome: { kind: 'write', record: keptRecord(next, project, now) },
      status: 'deploying',
    };
  },
};

function originOf({ fork, author }: PullRequest): string {
  return fork ? 'comes from a fork' : `is by ${author.login}, who may not push to this repository`;
}

/** What waits for an image or a place and is not wanted any more waits no longer. */
function notBegun(record: EnvironmentRecord | undefined): Verdict['outcome'] {
  return record && isWaiting(record) ? { kind: 'remove' } : takenBack(record);
}

/** Brought back by its state, and policy does not give it: it stays ended as it was. */
function takenBack(record: EnvironmentRecord | undefined): Verdict['outcome'] {
  if (!record || !isLive(record) || record.cause === undefined) return nothing;
  const ended: EnvironmentRecord = record;
  return { kind: 'write', record: { ...ended, state: 'pending', keep: 'open' } };
}

function shownAs({ state }: EnvironmentRecord): Verdict['status'] {
  return state === 'sleeping' ? 'sleeping' : 'deploying';
}

/** The record unchanged: rendered again, so that a new template reaches what runs. */
function asItIs({ record, project, now }: Judged) {
  return isLive(record) && project
    ? { kind: 'write' as const, record: keptRecord(record, project, now) }
    : nothing;
}

/** The pull request is open and wanted: what of it is deployed. */
export const deploymentRules: readonly Rule[] = [
  held,
  pinned,
  notAdmittedRule,
  unapproved,
  configUnknown,
  configInvalid,
  onDemand,
  asleep,
  idle,
  imageMissing,
  deploy,
];
