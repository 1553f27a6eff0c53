import { findProject, type Platform } from '../../apps/platform/config.ts';
import { formatProblem } from '../../apps/problems.ts';
import { environmentId } from '../../constructs/names.ts';
import type { Acknowledger } from '../feedback/acknowledger.ts';
import type { BoardWriter } from '../feedback/board.ts';
import type { PushAnnouncer } from '../gitops/announce.ts';
import type { RecordIndex } from '../gitops/records.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { retryDelay } from './backoff.ts';
import type { Decided } from './decision.ts';
import type { Queue } from './queue.ts';
import type { RoundResult } from './round.ts';
import type { Wake } from './wake.ts';
import type { ReadyEntry } from './writer.ts';

type Deps = {
  readonly announcer: PushAnnouncer;
  readonly board: Pick<BoardWriter, 'decided'>;
  readonly acknowledger: Pick<Acknowledger, 'answer'>;
  readonly queue: Pick<Queue, 'add' | 'addLater'>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly platform: () => Platform | undefined;
  readonly now: () => Date;
};

type Aftermath = (result: RoundResult, ready: ReadonlyMap<string, ReadyEntry>) => void;

/** What follows from a round: Argo CD and people are told, what is open is asked again. Undoes nothing. */
export function createAftermath(deps: Deps): Aftermath {
  const alarms = new Map<string, string>();
  return (result, ready) => {
    const platform = deps.platform();
    const unknown = new Set(result.decided.filter(isUnknown).map(idOf));
    if (platform) {
      // A "closed" nobody could look at yet waits: a preserve given just before must not be lost.
      const forward = [...ready]
        .filter(([id]) => !unknown.has(id))
        .flatMap(([, { wake }]) => wake.forward ?? []);
      void deps.announcer.announce(platform, result.index.head, forward);
      for (const decided of result.decided) {
        answer(decided, platform, deps);
      }
      deps.board.decided(result.decided, result.index.records);
    }
    askAgain(result, ready, deps);
    count(result, deps);
    countAlarms(result, alarms, deps.metrics);
    countRecords(result.index, deps.metrics, platform);
  };
}

function answer(
  { key, observation, decision: { answers = [] } }: Decided,
  platform: Platform,
  { acknowledger, metrics }: Deps,
): void {
  const project = findProject(platform, key.project);
  if (!project || answers.length === 0) return;
  for (const { verb, result } of answers) metrics.commands.inc({ verb, result });
  const fact = observation.pullRequest;
  const pull = fact.kind === 'found' ? fact.pullRequest : undefined;
  acknowledger.answer(
    {
      repository: project.repository,
      number: Number(key.number),
      id: environmentId(key.project, key.number),
      publicly: pull?.confidential !== true || pull.fork || pull.outsider === true,
    },
    answers,
  );
}

function idOf({ key }: Decided): string {
  return environmentId(key.project, key.number);
}

function isUnknown({ decision }: Decided): boolean {
  return decision.again === 'unknown';
}

function askAgain(
  { decided, foreign }: RoundResult,
  ready: ReadonlyMap<string, ReadyEntry>,
  { queue, now }: Deps,
): void {
  for (const one of decided) {
    const { key, decision } = one;
    const wake = ready.get(idOf(one))?.wake;
    const removed = decision.outcome.kind === 'remove';
    // What was removed may be wanted anew: a draft that became ready while its tombstone stood.
    if (removed || (!wake && foreign.includes(idOf(one)))) queue.add(key);
    else if (decision.again) {
      queue.addLater(retryOf(one, wake), retryDelay(decision.again, wake?.tries ?? 0));
    } else if (decision.dueAt !== undefined) {
      queue.addLater(key, Math.max(0, Date.parse(decision.dueAt) - now().getTime()));
    }
  }
}

/** What nobody could look at keeps what led to it. */
function retryOf(decided: Decided, wake: Wake | undefined): Wake {
  const { tries = 0, forward, visited } = wake ?? {};
  const kept = isUnknown(decided) && { ...(forward && { forward }), ...(visited && { visited }) };
  return { ...decided.key, tries: tries + 1, ...kept };
}

function count(
  { commit, decided, rejections, repairs }: RoundResult,
  { log, metrics }: Deps,
): void {
  metrics.rounds.inc({ result: commit ? 'pushed' : 'unchanged' });
  metrics.rejections.inc(rejections);
  metrics.repairs.inc(repairs.length);
  for (const { id, reason } of repairs) log.error({ environment: id, reason }, 'record repaired');
  for (const one of decided) {
    metrics.decisions.inc({ rule: one.decision.rule });
    logDecision(one, log);
  }
  if (commit) log.info({ commit, environments: decided.length, rejections }, 'round pushed');
}

/** An alarm stands until its environment is decided on without one. */
function countAlarms(
  { decided }: RoundResult,
  alarms: Map<string, string>,
  metrics: Metrics,
): void {
  for (const one of decided) {
    if (one.decision.alarm) alarms.set(idOf(one), one.decision.rule);
    else alarms.delete(idOf(one));
  }
  metrics.alarms.reset();
  for (const rule of alarms.values()) metrics.alarms.inc({ rule });
}

function logDecision(decided: Decided, log: Log): void {
  const { rule, reason, outcome, alarm, problems = [] } = decided.decision;
  const entry = { environment: idOf(decided), rule, outcome: outcome.kind };
  if (alarm) {
    log.error({ ...entry, reason, problems: problems.map(formatProblem) }, 'a person is needed');
  } else log.info({ ...entry, reason }, 'decided');
}

function countRecords(
  index: RecordIndex,
  { environments }: Metrics,
  platform: Platform | undefined,
): void {
  environments.reset();
  for (const { project, state } of index.records.values()) {
    const known = platform && findProject(platform, project) ? project : 'unknown';
    environments.inc({ project: known, state });
  }
}
