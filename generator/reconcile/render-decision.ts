import { isDeepStrictEqual } from 'node:util';
import { configChanges } from '../../apps/diff/config-changes.ts';
import { formatViolation, type Check, type Violation } from '../../apps/environment/check/check.ts';
import {
  environmentDirectory,
  isLive,
  type EnvironmentRecord,
} from '../../apps/environment/record.ts';
import type { renderEnvironment } from '../../apps/environment/render.ts';
import { templateOf } from '../../apps/environment/template.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import { parseCpu, parseMemory } from '../../constructs/quantity.ts';
import type { TreeChange } from '../gitops/repository.ts';
import { lackedKinds, type AllowedKinds } from './allowed-kinds.ts';
import { refusedAnswers } from './answers.ts';
import type { Decided, Outcome } from './decision.ts';
import { UPGRADE } from './upgrades.ts';

/** One mistake in the template may stand in every object. */
const MOST_VIOLATIONS = 5;

type Means = {
  readonly allowedKinds: AllowedKinds;
  readonly check: Check;
  readonly render: typeof renderEnvironment;
  /** Of this release. */
  readonly version: string;
};

/**
 * What a decision changes in Git. A record that cannot be rendered, asks for more than one environment may
 * have, does not pass the check, or needs a kind the AppProject lacks, changes nothing: the decision is
 * replaced by one that says so.
 */
export function renderDecision(
  decided: Decided,
  platform: Platform,
  { allowedKinds, check, render, version }: Means,
): { readonly decided: Decided; readonly changes: readonly TreeChange[] } {
  const outcome = stamped(decided, templateOf(version, platform, decided.key.project));
  const directory = environmentDirectory(decided.key);
  if (outcome.kind === 'none') return { decided, changes: [] };
  if (outcome.kind === 'remove') return { decided, changes: [{ directory, files: [] }] };
  if (isOnlyTemplate(decided, outcome.record)) return { decided, changes: [] };
  try {
    const { files, requests, objects } = render(outcome.record, platform);
    const problem = aboveLimits(requests, outcome.record, platform);
    if (problem) return { decided: failed(decided, problem), changes: [] };
    const violations = check(objects, { record: outcome.record, platform });
    if (violations.length > 0) return { decided: mustNot(decided, violations), changes: [] };
    const lacked = lackedKinds(files, allowedKinds);
    if (lacked.length > 0) return { decided: notAllowed(decided, lacked), changes: [] };
    const changes = changesIn(decided.before, outcome.record, platform);
    const decision = { ...decided.decision, outcome, ...(changes.length > 0 && { changes }) };
    return { decided: { ...decided, decision }, changes: [{ directory, files }] };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { decided: failed(decided, `it cannot be rendered: ${message}`), changes: [] };
  }
}

/** Of another file only: the same file renders the same but for the commit. */
function changesIn(
  before: EnvironmentRecord | undefined,
  after: EnvironmentRecord,
  platform: Platform,
): string[] {
  if (!isLive(before) || !isLive(after) || before.source.sha === after.source.sha) return [];
  return isDeepStrictEqual(before.config, after.config)
    ? []
    : configChanges(before, after, platform);
}

/** With what renders it. */
function stamped({ decision: { outcome } }: Decided, template: string): Outcome {
  if (outcome.kind !== 'write' || !isLive(outcome.record)) return outcome;
  return { kind: 'write', record: { ...outcome.record, template } };
}

/** Nothing is new but the release: its turn comes in the batches of the upgrade. */
function isOnlyTemplate({ before, decision }: Decided, record: EnvironmentRecord): boolean {
  if (decision.rule === UPGRADE || !isLive(before) || before.template === record.template) {
    return false;
  }
  const content = ({ template: _by, requests: _sum, ...rest }: EnvironmentRecord) => rest;
  return isDeepStrictEqual(content(before), content(record));
}

function failed(decided: Decided, ...problems: readonly string[]): Decided {
  const runs = isLive(decided.before);
  return {
    ...decided,
    decision: {
      rule: 'not-rendered',
      reason: runs
        ? `the newest commit cannot be deployed; ${decided.before?.source.sha.slice(0, 7)} stays deployed`
        : 'the environment cannot be deployed',
      outcome: { kind: 'none' },
      status: runs ? 'deploying' : 'failed',
      ...refusedAnswers(decided.decision.answers, problems[0] ?? 'it cannot be rendered'),
      problems: problems.map((message) => ({ path: 'environment', message })),
    },
  };
}

/** Not the pull request's fault: somebody who runs the platform has to act. */
function platformFault(decided: Decided, rule: string, ...problems: readonly string[]): Decided {
  const refused = failed(decided, ...problems);
  return { ...refused, decision: { ...refused.decision, rule, alarm: true } };
}

function notAllowed(decided: Decided, kinds: readonly string[]): Decided {
  const { project } = decided.key;
  const message = `platform/${project}.yaml does not let Argo CD make ${kinds.join(', ')}; whoever runs the platform has to run "npm run synth" with this release and push the result`;
  return platformFault(decided, 'kinds-not-allowed', message);
}

/** The template's fault: what is wrong with an app's file is found when it is read. */
function mustNot(decided: Decided, violations: readonly Violation[]): Decided {
  const message =
    'the template renders what must not be committed; whoever runs the platform has to mend it';
  const first = violations.slice(0, MOST_VIOLATIONS).map(formatViolation);
  return platformFault(decided, 'check-failed', message, ...first);
}

type Requests = { readonly cpu: string; readonly memory: string; readonly storage: string };

function aboveLimits(
  requests: Requests,
  record: EnvironmentRecord,
  platform: Platform,
): string | undefined {
  const limits = findProject(platform, record.project)?.policy.limits;
  if (!limits || !isLive(record)) return undefined;
  const above = [
    parseCpu(requests.cpu) > parseCpu(limits.cpu) && `cpu ${requests.cpu} (at most ${limits.cpu})`,
    parseMemory(requests.memory) > parseMemory(limits.memory) &&
      `memory ${requests.memory} (at most ${limits.memory})`,
    parseMemory(requests.storage) > parseMemory(limits.storage) &&
      `storage ${requests.storage} (at most ${limits.storage})`,
  ].filter((entry) => entry !== false);
  return above.length > 0
    ? `it requests more than policy.limits of platform.yaml allows: ${above.join(', ')}`
    : undefined;
}
