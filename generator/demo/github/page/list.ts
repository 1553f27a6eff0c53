import type { PullRequest, Repository } from '../world.ts';
import { html, type Html } from './html.ts';

export function stateBadge(pull: PullRequest): Html {
  if (pull.merged) return html`<span class="state merged">Merged</span>`;
  if (pull.state === 'closed') return html`<span class="state closed">Closed</span>`;
  if (pull.draft) return html`<span class="state draft">Draft</span>`;
  return html`<span class="state open">Open</span>`;
}

export function pullPath(repository: Repository, pull: PullRequest): string {
  return `/${repository.fullName}/pull/${pull.number}`;
}

/** What a head commit holds. */
export function commitFields(): Html {
  return html`
    <label>
      The app
      <select name="app">
        <option value="runs">runs</option>
        <option value="crashes">crashes when it starts</option>
        <option value="unbuilt">has no image, as its build failed</option>
      </select>
    </label>
    <label>
      k8s-ee.yaml
      <select name="config">
        <option value="valid">valid</option>
        <option value="invalid">invalid (port: eighty)</option>
        <option value="missing">missing</option>
      </select>
    </label>
    <label class="check"><input type="checkbox" name="postgresql" checked /> with PostgreSQL</label>
    <details>
      <summary>Write your own k8s-ee.yaml</summary>
      <label
        >In place of the one above
        <textarea name="text" maxlength="20000" placeholder="projectId: shop"></textarea>
      </label>
    </details>
  `;
}

/** The front page: what to do first, every pull request of every repository, and the form that opens another. */
export function listBody(repositories: readonly Repository[], guide: Html | undefined): Html {
  return html`
    ${guide}
    <h1>Pull requests</h1>
    <div class="columns">
      <div data-live="pulls">${repositories.map(repositorySection)}</div>
      <aside class="card">${openForm(repositories)}</aside>
    </div>
  `;
}

function repositorySection(repository: Repository): Html {
  const pulls = [...repository.pullRequests.values()].sort((a, b) => b.number - a.number);
  if (pulls.length === 0) {
    return html`<section class="card">
      <h2>${repository.fullName}</h2>
      <p class="quiet">
        No pull request yet. Open one: its preview environment follows within seconds.
      </p>
    </section>`;
  }
  return html`<section class="card">
    <h2>${repository.fullName}</h2>
    <div class="scroll">
      <table class="pulls">
        <thead>
          <tr>
            <th scope="col">Pull request</th>
            <th scope="col">State</th>
            <th scope="col">Head</th>
            <th scope="col">Author</th>
          </tr>
        </thead>
        <tbody>
          ${pulls.map((pull) => row(repository, pull))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function row(repository: Repository, pull: PullRequest): Html {
  const fork =
    pull.head.repository.kind === 'own' ? undefined : html` <span class="label">fork</span>`;
  return html`<tr>
    <td class="title">
      <a href="${pullPath(repository, pull)}">#${pull.number} ${pull.title}</a>${fork}
      ${pull.labels.map((label) => html` <span class="label">${label}</span>`)}
    </td>
    <td>${stateBadge(pull)}</td>
    <td class="head">
      <code>${pull.head.sha.slice(0, 7)}</code><br /><span class="quiet">${pull.head.branch}</span>
    </td>
    <td>${pull.author.login}</td>
  </tr>`;
}

function openForm(repositories: readonly Repository[]): Html {
  const names = repositories.map(({ fullName }) => fullName);
  return html`
    <h2>Open a pull request</h2>
    <form class="stack" method="post" action="/open">
      <label>
        Repository
        <select name="repository">
          ${names.map((name) => html`<option>${name}</option>`)}
        </select>
      </label>
      <label>Title <input type="text" name="title" placeholder="A change" maxlength="200" /></label>
      <label
        >Branch <input type="text" name="branch" placeholder="change-N" maxlength="200"
      /></label>
      <label>
        Author
        <select name="author">
          <option>alice</option>
          <option>mallory</option>
          <option>renovate[bot]</option>
        </select>
      </label>
      ${commitFields()}
      <label class="check"><input type="checkbox" name="fork" /> from a fork</label>
      <label class="check"><input type="checkbox" name="draft" /> as a draft</label>
      <button class="main">Open pull request</button>
    </form>
  `;
}
