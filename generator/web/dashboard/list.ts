import { parseCpu } from '../../../constructs/quantity.ts';
import { VIEW_STATES, type View, type ViewState } from '../../feedback/view.ts';
import { BY_URGENCY } from '../state-look.ts';
import type { ListQuery, SortKey } from './list-query.ts';

/** Rows a page: with every row as long as it may get, a page stays below 200 KB. */
export const PAGE_ROWS = 100;

/** One page of the environments that a query asks for. */
export type List = {
  readonly rows: readonly View[];
  /** Of the query, on all pages. */
  readonly found: number;
  readonly page: number;
  readonly pages: number;
  /** Of the query without its state. */
  readonly byState: ReadonlyMap<ViewState, number>;
};

/** Picks, sorts and pages. A page beyond the last is the last. */
export function listOf(views: readonly View[], query: ListQuery): List {
  const needle = query.text.toLowerCase();
  const inAnyState = views.filter(
    (view) =>
      (query.project === undefined || view.key.project === query.project) &&
      (needle === '' || textOf(view).includes(needle)),
  );
  const found = inAnyState.filter(
    (view) => query.state === undefined || view.state === query.state,
  );
  const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS));
  const page = Math.min(query.page, pages);
  const sign = query.descending ? -1 : 1;
  const order = ORDERS[query.sort];
  found.sort((a, b) => sign * order(a, b) || byEnvironment(a, b));
  return {
    rows: found.slice((page - 1) * PAGE_ROWS, page * PAGE_ROWS),
    found: found.length,
    page,
    pages,
    byState: count(inAnyState),
  };
}

function textOf({ id, pullRequest, reason }: View): string {
  const { title, author, branch } = pullRequest;
  return [id, title, author, branch, reason].join('\n').toLowerCase();
}

/** Every state that occurs, the most urgent first. */
function count(views: readonly View[]): ReadonlyMap<ViewState, number> {
  const counts = new Map(BY_URGENCY.map((state) => [state, 0]));
  for (const { state } of views) counts.set(state, (counts.get(state) ?? 0) + 1);
  for (const state of VIEW_STATES) if (counts.get(state) === 0) counts.delete(state);
  return counts;
}

type Order = (a: View, b: View) => number;

const ORDERS: Readonly<Record<SortKey, Order>> = {
  state: (a, b) =>
    BY_URGENCY.indexOf(a.state) - BY_URGENCY.indexOf(b.state) ||
    (a.position ?? 0) - (b.position ?? 0) ||
    time(b.since) - time(a.since),
  environment: byEnvironment,
  author: (a, b) => compare(a.pullRequest.author ?? '', b.pullRequest.author ?? ''),
  requests: (a, b) => cpuOf(a) - cpuOf(b),
  // The youngest first: the age grows from there.
  age: (a, b) => time(b.createdAt) - time(a.createdAt),
  expiry: (a, b) => time(endOf(a), Infinity) - time(endOf(b), Infinity) || 0,
};

function byEnvironment(a: View, b: View): number {
  return compare(a.key.project, b.key.project) || Number(a.key.number) - Number(b.key.number);
}

/** When it is removed as things are. */
export function endOf({ expiresAt, preservedUntil }: View): string | undefined {
  return preservedUntil ?? expiresAt;
}

function time(text: string | undefined, missing = 0): number {
  const ms = text === undefined ? missing : Date.parse(text);
  return Number.isNaN(ms) ? missing : ms;
}

/** People edit records: what is no quantity counts as nothing. */
function cpuOf({ requests }: View): number {
  try {
    return requests ? parseCpu(requests.cpu) : 0;
  } catch {
    return 0;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
