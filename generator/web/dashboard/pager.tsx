import { PAGE_ROWS, type List } from './list.ts';
import { listSearch, type ListQuery } from './list-query.ts';

/** Which rows of how many are shown, with the ways to the others. */
export function Pager({ list, query }: { list: List; query: ListQuery }) {
  const { page, pages, found, rows } = list;
  const first = (page - 1) * PAGE_ROWS + 1;
  const to = (target: number) => `/${listSearch(query, { page: target })}`;
  return (
    <nav class="pager" aria-label="Pages" id="pager" data-live="">
      <span>
        {rows.length === 0 ? '0' : `${first}–${first + rows.length - 1} of ${found}`} environments
      </span>
      {page > 1 ? (
        <a href={to(page - 1)} rel="prev">
          Previous
        </a>
      ) : null}
      {page < pages ? (
        <a href={to(page + 1)} rel="next">
          Next
        </a>
      ) : null}
      {pages > 1 ? (
        <span class="quiet">
          page {page} of {pages}
        </span>
      ) : null}
    </nav>
  );
}
