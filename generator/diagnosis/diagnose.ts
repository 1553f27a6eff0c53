import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import type { Case, Found, Situation } from './cases/case.ts';
import { crash } from './cases/crash.ts';
import { login, wait } from './cases/database.ts';
import { architecture, disk, memory, notFound, permission, readOnly } from './cases/ending.ts';
import { image } from './cases/image.ts';
import { clusterFault, evicted, refusedPod, unschedulable } from './cases/placement.ts';
import { probe } from './cases/probe.ts';
import { seedJob } from './cases/seed.ts';
import { command, root, secret } from './cases/start.ts';
import { ofEnvironment } from './environment-findings.ts';
import type { Evidence } from './evidence.ts';
import type { Finding } from './finding.ts';
import { makesPodsOf, partsOf, type Part } from './part.ts';
import { isWell, newestPod, troubleOf, waitsFor } from './pods.ts';
import { redactLog } from './redact.ts';

/** Every way in which a pod can be wrong, in the order in which they are looked for: the first that fits counts. */
export const CASES: readonly Case[] = [
  ...[unschedulable, evicted],
  ...[image, secret, root, command],
  ...[memory, architecture],
  ...[probe, login, wait],
  ...[notFound, readOnly, permission, disk],
  ...[crash, clusterFault],
];

/**
 * What is wrong with an environment, the likeliest cause first and each part once. Empty: nothing is seen to be
 * wrong; then it runs, or it needs more time.
 */
export function diagnose(evidence: Evidence, record: EnvironmentRecord): Finding[] {
  if (record.state !== 'active') return ofEnvironment(evidence, record, []).filter(isSync);
  const findings: Finding[] = [];
  const sick = new Set<string>();
  // In the order in which one waits for the other.
  for (const part of partsOf(record)) {
    const found = ofPart(part, { evidence, record, sick });
    if (!found) continue;
    sick.add(part.name);
    findings.push(found);
  }
  return ofEnvironment(evidence, record, findings);
}

const isSync = ({ kind }: Finding) => kind === 'sync-failed';

type Known = {
  readonly evidence: Evidence;
  readonly record: EnvironmentRecord;
  /** Names of parts with a finding. */
  readonly sick: ReadonlySet<string>;
};

function ofPart(part: Part, known: Known): Finding | undefined {
  const { evidence, record, sick } = known;
  const pod = newestPod(evidence, part.name);
  const refusal = evidence.events
    .filter(({ reason, about }) => reason === 'FailedCreate' && makesPodsOf(part, about))
    // In the second in which a pod is made, what kept it back has just gone.
    .filter(({ at }) => at > (pod?.metadata.creationTimestamp ?? ''))
    .sort(newestFirst)[0];
  if (refusal) return told(part, refusedPod(refusal.message, { part }), []);
  const situation = pod && situationOf(part, pod, known);
  const failed = part.kind === 'seed' ? seedJob(evidence, record) : undefined;
  if (failed === 'succeeded') return undefined;
  if (situation) {
    const cause = situation.trouble && waitsFor(situation.trouble);
    if (cause === undefined || !sick.has(cause)) {
      const found = CASES.map((one) => one.find(situation)).find((one) => one !== undefined);
      if (found) return told(part, found, situation.log);
    }
  }
  return failed && told(part, failed, situation?.log ?? []);
}

function situationOf(
  part: Part,
  pod: Situation['pod'],
  { evidence, record }: Known,
): Situation | undefined {
  if (isWell(pod)) return undefined;
  const trouble = troubleOf(pod);
  const { name } = pod.metadata;
  const place = trouble && `{${trouble.container}}`;
  const events = evidence.events
    .filter(({ about }) => about.kind === 'Pod' && about.name === name)
    .filter(({ about }) => !about.fieldPath?.endsWith('}') || about.fieldPath.endsWith(place ?? ''))
    .sort(newestFirst);
  const log = evidence.logs.find((one) => one.pod === name && one.container === trouble?.container);
  return { part, record, evidence, pod, trouble, events, log: log?.lines ?? [] };
}

function newestFirst(a: { readonly at: string }, b: { readonly at: string }): number {
  return a.at < b.at ? 1 : a.at > b.at ? -1 : 0;
}

function told({ title }: Part, found: Found, lines: readonly string[]): Finding {
  const { kind, summary, fix, withLog = false } = found;
  const log = withLog ? redactLog(lines) : [];
  return { kind, part: title, summary, fix, ...(log.length > 0 && { log }) };
}
