import type { EnvironmentConfig } from '../../apps/environment/config.ts';
import type { Project } from '../../apps/platform/config.ts';
import { matchesBranch } from '../../apps/platform/branches.ts';
import type { PullRequest } from '../github/client.ts';
import type { Consent } from './decision.ts';

/**
 * Why the labels of a pull request rule a preview out, whatever else is true. `undefined`: they do not.
 * Unlike admission this also takes down what runs: a label is somebody's explicit wish.
 */
export function deniedByLabel(pullRequest: PullRequest, project: Project): string | undefined {
  const { policy } = project;
  if (pullRequest.labels.includes(policy.noPreviewLabel)) {
    return `the label "${policy.noPreviewLabel}" is set; remove it to get a preview`;
  }
  if (policy.trigger === 'label' && !pullRequest.labels.includes(policy.label)) {
    return `previews of ${project.id} are made for pull requests with the label "${policy.label}"; add it to get one`;
  }
  return undefined;
}

/** Why the app's own file rules a preview out: it may ask for the label where the platform does not. */
export function deniedByConfig(
  pullRequest: PullRequest,
  project: Project,
  { trigger }: Pick<EnvironmentConfig, 'trigger'>,
): string | undefined {
  const { label } = project.policy;
  if (trigger !== 'on-demand' || pullRequest.labels.includes(label)) return undefined;
  return `${project.configPath} says "trigger: on-demand"; add the label "${label}" to get a preview`;
}

/** The line that lets one commit of a fork run. */
export function approvalLine(pullRequest: PullRequest): string {
  return `/preview approve ${pullRequest.head.sha}`;
}

/** Whether nobody has said yet that this commit of a fork, or of somebody who may not push, may run. */
export function lacksApproval(
  { fork, outsider = false, head }: PullRequest,
  { policy }: Project,
  { approvedSha }: Consent,
): boolean {
  if (!(fork || outsider) || policy.forks === 'deploy') return false;
  return policy.forks === 'deny' || approvedSha !== head.sha;
}

/** Why no new environment begins, whatever the reason: labels, policy, no request, no approval. */
export function notToBegin(
  pullRequest: PullRequest,
  project: Project,
  consent: Consent,
): string | undefined {
  return (
    deniedByLabel(pullRequest, project) ??
    notAdmitted(pullRequest, project)?.reason ??
    notRequested(project, consent)?.reason ??
    (lacksApproval(pullRequest, project, consent) ? 'it is not approved' : undefined)
  );
}

/** Why there is no preview; `quiet` where nobody expects one, and a comment would only be noise. */
export type Refusal = { readonly reason: string; readonly quiet: boolean };

/**
 * Why policy does not let a new environment begin. `undefined`: admitted.
 * Conditions of admission only: an environment that already lives keeps running and follows pushes.
 */
export function notAdmitted(pullRequest: PullRequest, project: Project): Refusal | undefined {
  const { policy } = project;
  const { author, base } = pullRequest;
  if (author.bot && policy.bots === 'skip') {
    return { reason: 'pull requests of bots get no preview', quiet: true };
  }
  if (!matchesBranch(policy.baseBranches, base.branch)) {
    return {
      reason: `previews are made for pull requests into ${policy.baseBranches.join(', ')} only`,
      quiet: true,
    };
  }
  if (pullRequest.fork && policy.forks === 'deny') {
    return {
      reason:
        'the pull request comes from a fork, and forks are not deployed; push the branch to this repository to get a preview',
      quiet: false,
    };
  }
  if (pullRequest.draft && policy.drafts === 'skip') {
    return {
      reason: 'drafts get no preview; mark the pull request as ready for review to get one',
      quiet: false,
    };
  }
  return undefined;
}

/** Where previews are made on command: whether nobody asked for one, or it was taken back. */
export function notRequested(project: Project, { requestedBy }: Consent): Refusal | undefined {
  if (project.policy.trigger !== 'command' || requestedBy !== undefined) return undefined;
  return {
    reason: `previews of ${project.id} are made on request; comment "/preview up" to get one`,
    quiet: true,
  };
}
