import { frozenNotes } from '../../apps/environment/frozen-data.ts';
import { addressOf, urlOf } from '../../apps/environment/hosts.ts';
import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { servicesOf } from '../../apps/environment/services.ts';
import { applicationUrl, grafanaUrl, pullRequestUrl } from '../../apps/platform/links.ts';
import { findProject, type Platform } from '../../apps/platform/config.ts';
import { environmentHost, environmentId } from '../../constructs/names.ts';
import type { EnvironmentKey } from '../reconcile/wake.ts';
import { runStateOf } from './run-state.ts';
import { seenOf, type Seen } from './seen.ts';
import type { Told } from './told.ts';
import type { View, ViewState } from './view.ts';

/** All that a view is made of. */
export type ViewInput = {
  readonly key: EnvironmentKey;
  readonly told: Told;
  readonly record: EnvironmentRecord | undefined;
  readonly seen: Seen;
  readonly platform: Platform;
  /** Since when it is in the state it had. */
  readonly before: { readonly state: ViewState; readonly since: string } | undefined;
  readonly now: Date;
};

/** What every surface shows. `undefined`: the project is not known. */
export function viewOf(input: ViewInput): View | undefined {
  const { key, told, record, platform, before, now } = input;
  const project = findProject(platform, key.project);
  if (!project) return undefined;
  const id = environmentId(key.project, key.number);
  const running = isRunning(told, record) ? record : undefined;
  const seen = running ? seenOf(running, input.seen) : input.seen;
  const { state, reason } = running ? whileRunning(told, running, seen) : asTold(told);
  const { problems, position, copy, quiet, finalOf } = told;
  return {
    ...{ id, key, state, reason, problems, position, copy, quiet, finalOf },
    repository: project.repository,
    url: `https://${environmentHost(id, platform.domain)}`,
    pullRequest: {
      url: pullRequestUrl(platform, project.repository, key.number),
      title: told.title,
      author: told.author ?? record?.source.author,
      branch: told.branch ?? record?.source.branch,
    },
    since: before?.state === state ? before.since : now.toISOString(),
    argocdUrl: applicationUrl(platform, id),
    grafanaUrl: grafanaUrl(platform, key),
    ...timesOf(record),
    observed: seen.run.kind !== 'off',
    ...(running ? ofRunning(running, { ...input, seen }, state) : NOTHING_RUNS),
    waitingSha: told.head === running?.source.sha ? undefined : told.head,
  };
}

type Times = Pick<View, 'createdAt' | 'pushedAt' | 'preservedUntil' | 'requests'>;

function timesOf(record: EnvironmentRecord | undefined): Times {
  const { createdAt, pushedAt, preservedUntil } = record?.lifecycle ?? {};
  return {
    ...{ createdAt, pushedAt, requests: record?.requests },
    preservedUntil: record?.keep === 'preserved' ? preservedUntil : undefined,
  };
}

type OfRunning = Pick<
  View,
  'changes' | 'sha' | 'runningSha' | 'services' | 'expiresAt' | 'findings' | 'notes'
>;

const NOTHING_RUNS: OfRunning = {
  ...{ sha: undefined, runningSha: undefined, expiresAt: undefined },
  ...{ services: [], findings: [], notes: [], changes: [] },
};

function ofRunning(
  record: EnvironmentRecord,
  { told, seen, platform, now }: ViewInput,
  state: ViewState,
): OfRunning {
  return {
    sha: record.source.sha,
    changes: told.changes ?? [],
    runningSha: seen.runningSha,
    services: servicesIn(record, platform.domain),
    expiresAt: endOf(record),
    findings: state === 'ready' || state === 'preserved' ? [] : seen.findings,
    notes: [...frozenNotes(record), ...endNotes(record, now)],
  };
}

const RUNNING: readonly Told['status'][] = ['deploying', 'sleeping', 'preserved'];

function isRunning(told: Told, record: EnvironmentRecord | undefined): record is EnvironmentRecord {
  return record !== undefined && isLive(record) && RUNNING.includes(told.status);
}

function asTold({ status, reason }: Told): Pick<View, 'state' | 'reason'> {
  return { state: status, reason };
}

function whileRunning(
  told: Told,
  record: EnvironmentRecord,
  seen: Seen,
): Pick<View, 'state' | 'reason'> {
  if (told.status === 'sleeping') return asTold(told);
  const { state, phase } = runStateOf(record.source.sha, seen);
  const kept = record.keep === 'preserved' && (state === 'ready' || seen.run.kind === 'off');
  // Why the newest commit is not what runs stays the first thing to know.
  const held = told.problems.length > 0 || (told.head ?? record.source.sha) !== record.source.sha;
  const reason = state === 'ready' && !held && !kept ? phase : `${told.reason}; ${phase}`;
  return { state: kept ? 'preserved' : state, reason };
}

function servicesIn(record: EnvironmentRecord, domain: string): View['services'] {
  return servicesOf(record.config).flatMap((service) => {
    const address = addressOf(service, record.id, domain);
    return address ? [{ name: service.name, url: urlOf(address) }] : [];
  });
}

/** A preserved one has another end. */
function endOf(record: EnvironmentRecord): string | undefined {
  return record.keep === 'open' ? record.lifecycle.expiresAt : undefined;
}

const WARNED_MS = 24 * 3_600_000;

/** Told a day before the end, or when a quarter of its life is left. */
function endNotes(record: EnvironmentRecord, now: Date): string[] {
  const end = endOf(record);
  if (end === undefined) return [];
  const life = Date.parse(end) - Date.parse(record.lifecycle.pushedAt);
  const left = Date.parse(end) - now.getTime();
  if (left > Math.min(WARNED_MS, life / 4)) return [];
  return ['it ends soon; push, or comment "/preview extend 24h", to keep it'];
}
