import { isLive, type EnvironmentRecord } from '../../apps/environment/record.ts';
import { COMMENT_MARKER } from '../../generator/feedback/comment.ts';
import { lacking, plus, ZERO, type Amount } from '../../generator/reconcile/capacity/amount.ts';
import type { Needs } from '../../generator/reconcile/capacity/need.ts';
import { isQueued } from '../../generator/reconcile/pending.ts';
import type { SimulatedArgoCD } from './argocd.ts';
import { VALID } from './files.ts';
import { WRITERS, type SimulatedGitHub, type SimulatedPull } from './github.ts';

/** What is known of the world once nothing happens any more. */
export type QuietWorld = {
  readonly github: SimulatedGitHub;
  readonly built: ReadonlySet<string>;
  /** Environments whose record a person wrote. */
  readonly byHand: ReadonlySet<string>;
  readonly records: ReadonlyMap<string, EnvironmentRecord>;
  readonly needs: Needs;
  readonly argocd: Pick<SimulatedArgoCD, 'isSynced'>;
  /** Policy makes previews for those who ask only. */
  readonly byCommand: boolean;
  readonly whole: Amount;
  readonly now: Date;
};

type Found = readonly [invariant: string, detail: string];

/** What is not as it must be with one pull request when all is quiet. */
export function quietViolations(pull: SimulatedPull, world: QuietWorld): Found[] {
  const record = world.records.get(`shop-pr-${pull.number}`);
  return [
    ...commentViolations(pull),
    ...endViolations(pull, record, world.now),
    ...(isPlain(pull, world) ? wishViolations(pull, record, world) : []),
  ];
}

function commentViolations(pull: SimulatedPull): Found[] {
  const { length } = stickyOf(pull);
  return length > 1 ? [['one comment', `${length} on #${pull.number}`]] : [];
}

function endViolations(
  { number, state, labels }: SimulatedPull,
  record: EnvironmentRecord | undefined,
  now: Date,
): Found[] {
  if (!record) return [];
  const { keep, lifecycle } = record;
  const over = (time: string | undefined, graceMs = 0) =>
    time !== undefined && Date.parse(time) < now.getTime() - graceMs;
  const found: Found[] = [];
  if (state === 'closed' && (keep !== 'preserved' || over(lifecycle.preservedUntil))) {
    found.push(['no lost close', `#${number} is closed and its record says ${record.state}`]);
  }
  if (state === 'open' && labels.includes('no-preview') && isLive(record)) {
    found.push(['a label ends', `#${number} has no-preview and its record says ${record.state}`]);
  }
  // A push that cannot be deployed keeps it for an hour.
  if (isLive(record) && keep === 'open' && over(lifecycle.expiresAt, 70 * 60_000)) {
    found.push(['expiry is kept', `${record.id} should have ended at ${lifecycle.expiresAt}`]);
  }
  return found;
}

/** Nothing but GitHub and a build says what becomes of it. */
function isPlain(pull: SimulatedPull, { built, byHand, github, byCommand }: QuietWorld): boolean {
  const { state, draft, fork, labels, sha, comments, number } = pull;
  // What only lets it run asks for nothing else.
  const letsRun = byCommand ? /^\/preview (approve|up$)/ : /^\/preview approve/;
  const commanded = comments.some(
    ({ body, own }) => !own && body.startsWith('/preview') && !letsRun.test(body),
  );
  const asked = !byCommand || saidBy(pull, '/preview up');
  const may = asked && (!fork || isApproved(pull, sha));
  const admitted = state === 'open' && !draft && may && labels.length === 0;
  const deployable = built.has(sha) && github.files.get(sha) === VALID;
  return admitted && deployable && !commanded && !byHand.has(`shop-pr-${number}`);
}

function wishViolations(
  pull: SimulatedPull,
  record: EnvironmentRecord | undefined,
  world: QuietWorld,
): Found[] {
  const { number, sha } = pull;
  if (record && isQueued(record)) {
    return isWronglyQueued(record, world)
      ? [['nobody waits for ever', `${record.id} waits and there is room`]]
      : [];
  }
  if (record?.state !== 'active' || record.source.sha !== sha) {
    const is = `${record?.state} ${record?.source.sha} ${record?.cause?.reason ?? ''}`;
    return [['what is wanted runs', `#${number} is open at ${sha} and its record says ${is}`]];
  }
  return runningViolations(pull, record, world);
}

function runningViolations(
  pull: SimulatedPull,
  { id }: EnvironmentRecord,
  { argocd }: QuietWorld,
): Found[] {
  if (!argocd.isSynced(id)) return [['what is wanted runs', `${id} is not synced`]];
  const said = stickyOf(pull)[0]?.body ?? 'nothing';
  if (said.includes('Preview ready')) return [];
  return [['people are told', `#${pull.number}: ${said.slice(0, 80)}`]];
}

/** Whether a pull request that nothing else holds up waits although there is room. */
export function isWronglyQueued(record: EnvironmentRecord, world: QuietWorld): boolean {
  const pull = world.github.pulls.get(Number(record.number));
  return isQueued(record) && pull !== undefined && isPlain(pull, world) && hasRoom(world);
}

/** Those who wait and are held up by something else may be before it: there must be room for all. */
function hasRoom({ records, needs, whole }: QuietWorld): boolean {
  const all = [...records.values()];
  const used = [...all.map(needs.held), ...all.filter(isQueued).map(needs.running)];
  return lacking(used.reduce(plus, ZERO), whole).length === 0;
}

function stickyOf({ comments }: SimulatedPull) {
  return comments.filter(({ own, body }) => own && body.startsWith(COMMENT_MARKER));
}

export function saidBy({ comments }: SimulatedPull, command: string): boolean {
  return comments.some(({ author, body }) => WRITERS.includes(author.login) && body === command);
}

export function isApproved(pull: SimulatedPull, sha: string): boolean {
  return saidBy(pull, `/preview approve ${sha}`);
}
