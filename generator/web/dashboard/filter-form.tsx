import type { ListQuery } from './list-query.ts';

/** A form that only changes the query string, so that it works without any script. */
export function FilterForm({ query, projects }: { query: ListQuery; projects: readonly string[] }) {
  const sort = `${query.descending ? '-' : ''}${query.sort}`;
  return (
    <form class="filter" action="/" method="get" role="search" aria-label="Environments">
      <label>
        Project
        <select name="project">
          <option value="">all</option>
          {projects.map((project) => (
            <option key={project} value={project} selected={project === query.project}>
              {project}
            </option>
          ))}
        </select>
      </label>
      <label>
        Search
        <input
          type="search"
          name="q"
          value={query.text}
          maxLength={100}
          placeholder="title, author, branch, reason"
        />
      </label>
      {query.state ? <input type="hidden" name="state" value={query.state} /> : null}
      {sort === 'state' ? null : <input type="hidden" name="sort" value={sort} />}
      <button type="submit">Show</button>
      {query.project !== undefined || query.text !== '' || query.state !== undefined ? (
        <a href="/">Show all</a>
      ) : null}
    </form>
  );
}
