import { VIEW_STATES, type ViewState } from '../../feedback/view.ts';
import { shown } from '../text.ts';

export const SORT_KEYS = ['state', 'environment', 'author', 'requests', 'age', 'expiry'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** What of all environments is to be seen, as the query string says it. */
export type ListQuery = {
  /** @default - of all projects */
  readonly project?: string | undefined;
  /** @default - in any state */
  readonly state?: ViewState | undefined;
  /** What id, title, author, branch or reason hold; empty: anything. */
  readonly text: string;
  readonly sort: SortKey;
  readonly descending: boolean;
  /** From 1 on. */
  readonly page: number;
};

/** Reads `?project=shop&state=failed&q=cart&sort=-age&page=2`. What it does not know it leaves at its default. */
export function readListQuery(parameters: URLSearchParams): ListQuery {
  const sort = parameters.get('sort') ?? '';
  const page = parameters.get('page') ?? '';
  return {
    project: shown(parameters.get('project') ?? '', 30) || undefined,
    state: VIEW_STATES.find((state) => state === parameters.get('state')),
    text: shown(parameters.get('q') ?? '', 100),
    sort: SORT_KEYS.find((key) => key === sort.replace(/^-/, '')) ?? 'state',
    descending: sort.startsWith('-'),
    page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  };
}

/** The query string of a list like this one with something changed, from its first page on. */
export function listSearch(query: ListQuery, change: Partial<ListQuery> = {}): string {
  const { project, state, text, sort, descending, page } = { ...query, page: 1, ...change };
  const parameters = new URLSearchParams();
  if (project !== undefined) parameters.set('project', project);
  if (state !== undefined) parameters.set('state', state);
  if (text !== '') parameters.set('q', text);
  if (sort !== 'state' || descending) parameters.set('sort', `${descending ? '-' : ''}${sort}`);
  if (page > 1) parameters.set('page', String(page));
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
