import { EnvironmentRow } from './environment-row.tsx';
import type { List } from './list.ts';
import { listSearch, type ListQuery, type SortKey } from './list-query.ts';

type Column = {
  readonly name: string;
  /** What its head sorts by. @default - it sorts nothing */
  readonly by?: SortKey;
  /** Only there where the window is wide. @default false */
  readonly wide?: boolean;
};

const COLUMNS: readonly Column[] = [
  { name: 'Environment', by: 'environment' },
  { name: 'State', by: 'state' },
  { name: 'Author', by: 'author', wide: true },
  { name: 'Commit', wide: true },
  { name: 'Requests', by: 'requests', wide: true },
  { name: 'Age', by: 'age' },
  { name: 'Ends in', by: 'expiry' },
];

/** The environments of one page; the heads of the columns are links that sort. */
export function EnvironmentTable(props: { list: List; query: ListQuery; now: Date }) {
  const { list, query, now } = props;
  return (
    <table class="environments">
      <caption class="unseen">Environments</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <Head key={column.name} column={column} query={query} />
          ))}
        </tr>
      </thead>
      <tbody id="rows" data-live="" data-keyed="">
        {list.rows.map((view) => (
          <EnvironmentRow key={view.id} view={view} now={now} />
        ))}
        {list.rows.length === 0 ? (
          <tr id="no-row">
            <td colSpan={COLUMNS.length} class="none">
              {emptyWords(list, query)}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function emptyWords({ byState }: List, { text, project }: ListQuery): string {
  return byState.size === 0 && text === '' && project === undefined
    ? 'There is no environment yet. Open a pull request in a registered repository to get one.'
    : 'No environment is like this. Show all, or search for less.';
}

function Head({ column, query }: { column: Column; query: ListQuery }) {
  const { name, by, wide } = column;
  const style = wide ? 'wide' : undefined;
  if (by === undefined) {
    return (
      <th scope="col" class={style}>
        {name}
      </th>
    );
  }
  const current = query.sort === by;
  const descending = current && !query.descending;
  const order = query.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={style} aria-sort={current ? order : undefined}>
      <a href={`/${listSearch(query, { sort: by, descending })}`}>
        {name}
        {current ? <span aria-hidden="true">{query.descending ? ' ▾' : ' ▴'}</span> : null}
      </a>
    </th>
  );
}
