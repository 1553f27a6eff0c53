import type { Delivery } from '../deliveries.ts';
import type { Comment, PullRequest, Repository } from '../world.ts';
import { html, trusted, type Html } from './html.ts';
import { commitFields, pullPath, stateBadge } from './list.ts';
import { markdown } from './markdown.ts';
import { surfaceCards } from './surfaces.ts';

/** What the demo shows beside a pull request: `text` as it is, `html` taken over unescaped. */
export type Panel = { readonly title: string; readonly html?: string; readonly text?: string };

export type PullRequestPage = {
  readonly repository: Repository;
  readonly pull: PullRequest;
  readonly panels: readonly Panel[];
  readonly deliveries: readonly Delivery[];
  /** What the demo says of its preview. @default - nothing */
  readonly preview?: Html | undefined;
  /** An address of a preview as one that browsers open here. */
  readonly openable: (text: string) => string;
};

/** One pull request: its comments, what people do with it, and the demo's panels. */
export function pullRequestBody(page: PullRequestPage): Html {
  const { repository, pull, panels, deliveries, preview, openable } = page;
  return html`
    <h1>${pull.title} <span class="number">#${pull.number}</span></h1>
    <p class="facts" data-live="facts">
      ${stateBadge(pull)}
      <span>
        ${pull.author.login} wants to merge <code>${headLabel(pull)}</code> at
        <code>${pull.head.sha.slice(0, 7)}</code> into <code>${pull.base.branch}</code> of
        ${repository.fullName}
      </span>
      ${pull.labels.map((label) => html`<span class="label">${label}</span>`)}
    </p>
    <div class="columns">
      <div>
        <div data-live="preview">${preview}</div>
        <section>
          <h2>Comments</h2>
          <div data-live="comments">${pull.comments.map((one) => comment(one, openable))}</div>
          ${commentForm(pullPath(repository, pull))}
        </section>
        <div data-live="panels">${panels.map(panelCard)}</div>
      </div>
      <aside class="card side">
        ${actions(repository, pull)}
        <div data-live="surfaces">
          ${surfaceCards(repository, pull, openable)}
          <section>
            <h2>Webhooks sent</h2>
            ${deliveryList(deliveries)}
          </section>
        </div>
      </aside>
    </div>
  `;
}

function headLabel({ head, author }: PullRequest): string {
  if (head.repository.kind === 'own') return head.branch;
  return head.repository.kind === 'fork' ? `${author.login}:${head.branch}` : 'unknown repository';
}

function comment(
  { author, body, updatedAt, createdAt }: Comment,
  openable: (text: string) => string,
): Html {
  const edited = updatedAt > createdAt ? ' · edited' : '';
  const time = updatedAt.toISOString();
  return html`<article class="comment">
    <header>
      <h3>${author.login}</h3>
      <span class="quiet"><time datetime="${time}">${time.slice(11, 19)} UTC</time>${edited}</span>
    </header>
    <div class="body">${markdown(openable(body))}</div>
  </article>`;
}

function commentForm(path: string): Html {
  return html`<form class="card stack" method="post" action="${path}/comment">
    <label>Comment <textarea name="body" required maxlength="65000"></textarea></label>
    <div class="buttons"><button class="main">Comment</button></div>
  </form>`;
}

function button(path: string, action: string, text: string): Html {
  return html`<form class="inline" method="post" action="${path}/${action}">
    <button>${text}</button>
  </form>`;
}

function actions(repository: Repository, pull: PullRequest): Html {
  const path = pullPath(repository, pull);
  const stateButtons =
    pull.state === 'open'
      ? [
          button(path, 'close', 'Close'),
          button(path, 'merge', 'Merge'),
          pull.draft
            ? button(path, 'ready', 'Ready for review')
            : button(path, 'draft', 'To draft'),
        ]
      : pull.merged
        ? html`<span class="quiet">Merged: it cannot be reopened.</span>`
        : button(path, 'reopen', 'Reopen');
  return html`<section>
      <h2>State</h2>
      <div class="buttons">${stateButtons}</div>
    </section>
    <section>
      <h2>Push a commit</h2>
      <form class="stack" method="post" action="${path}/push">
        ${commitFields()}
        <div class="buttons"><button>Push</button></div>
      </form>
    </section>
    <section>
      <h2>Labels</h2>
      <div class="buttons">${pull.labels.map((label) => removableLabel(path, label))}</div>
      <form class="row" method="post" action="${path}/label">
        <label
          >Add a label <input type="text" name="label" value="preview" required maxlength="50"
        /></label>
        <button>Add</button>
      </form>
    </section>`;
}

function removableLabel(path: string, label: string): Html {
  return html`<form class="inline label" method="post" action="${path}/unlabel">
    ${label}<input type="hidden" name="label" value="${label}" />
    <button class="mini" aria-label="Remove label ${label}">✕</button>
  </form>`;
}

function deliveryList(deliveries: readonly Delivery[]): Html {
  if (deliveries.length === 0) return html`<p class="quiet">None yet.</p>`;
  return html`<ul class="deliveries">
    ${deliveries.map(
      ({ event, action, status, error }) =>
        html`<li>${event} ${action} → ${status ?? error ?? 'withheld'}</li>`,
    )}
  </ul>`;
}

function panelCard({ title, html: markup, text }: Panel): Html {
  return html`<section class="card">
    <h2>${title}</h2>
    ${markup === undefined ? undefined : trusted(markup)}
    ${text === undefined ? undefined : html`<pre tabindex="0"><code>${text}</code></pre>`}
  </section>`;
}
