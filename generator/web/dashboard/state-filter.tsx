import type { ViewState } from '../../feedback/view.ts';
import { STATE_LOOKS } from '../state-look.ts';
import type { List } from './list.ts';
import { listSearch, type ListQuery } from './list-query.ts';

/** How many there are in each state, as links that show only those. */
export function StateFilter({ list, query }: { list: List; query: ListQuery }) {
  const all = [...list.byState.values()].reduce((sum, one) => sum + one, 0);
  return (
    <nav class="states" aria-label="By state" id="states" data-live="">
      <Choice query={query} state={undefined} words="all" count={all} />
      {[...list.byState].map(([state, count]) => (
        <Choice
          key={state}
          query={query}
          state={state}
          words={STATE_LOOKS[state].word}
          count={count}
        />
      ))}
    </nav>
  );
}

function Choice(props: {
  query: ListQuery;
  state: ViewState | undefined;
  words: string;
  count: number;
}) {
  const { query, state, words, count } = props;
  const look = state && STATE_LOOKS[state];
  return (
    <a
      class={`choice ${look?.tone ?? ''}`}
      href={`/${listSearch(query, { state })}`}
      aria-current={query.state === state ? 'true' : undefined}
    >
      {look ? <span aria-hidden="true">{look.glyph} </span> : null}
      {words} <b>{count}</b>
    </a>
  );
}
