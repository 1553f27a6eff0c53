import type { CheckRun, CommitStatus, Deployment, PullRequest, Repository } from '../world.ts';
import { html, type Html } from './html.ts';
import { markdown } from './markdown.ts';

/** An address of a preview, anywhere in a text, as one that browsers open. */
type Openable = (text: string) => string;

/** What GitHub shows beside a pull request of its Deployments and checks; of its newest commit first. */
export function surfaceCards(repository: Repository, pull: PullRequest, openable: Openable): Html {
  const deployments = ofCommits(repository.deployments, pull);
  const runs = ofCommits(repository.checkRuns, pull);
  const statuses = ofCommits(repository.statuses, pull).filter(isNewestOfContext);
  return html`
    <section>
      <h2>Deployments</h2>
      ${list(deployments.map((one) => deploymentItem(one, openable)))}
    </section>
    <section>
      <h2>Checks</h2>
      ${list([
        ...runs.map((one) => runItem(one, openable)),
        ...statuses.map((one) => statusItem(one, openable)),
      ])}
    </section>
  `;
}

function ofCommits<T extends { readonly id: number; readonly sha: string }>(
  items: readonly T[],
  { heads }: PullRequest,
): T[] {
  const of = (item: T) => heads.indexOf(item.sha);
  return items.filter((item) => of(item) >= 0).sort((a, b) => of(b) - of(a) || b.id - a.id);
}

/** Each commit status is new; the newest comes first. */
function isNewestOfContext(status: CommitStatus, index: number, all: readonly CommitStatus[]) {
  const same = (one: CommitStatus) => one.sha === status.sha && one.context === status.context;
  return all.findIndex(same) === index;
}

function list(items: readonly Html[]): Html {
  if (items.length === 0) return html`<p class="quiet">None yet.</p>`;
  return html`<ul class="surfaces">
    ${items}
  </ul>`;
}

type Shown = {
  readonly name: string;
  readonly sha: string;
  readonly state: string;
  readonly text: string | undefined;
  readonly link: { readonly url: string | null | undefined; readonly title: string };
};

function item({ name, sha, state, text, link }: Shown, openable: Openable, more?: Html): Html {
  // Whoever may write to GitHub may write any address: only one of the web becomes a link.
  const anchor =
    link.url && /^https?:\/\//.test(link.url)
      ? html` <a href="${openable(link.url)}" rel="noreferrer">${link.title}</a>`
      : undefined;
  return html`<li>
    <span class="state ${classOf(state)}">${state}</span> ${name} at
    <code>${sha.slice(0, 7)}</code>${anchor}
    ${text ? html`<br /><span class="quiet">${text}</span>` : undefined} ${more}
  </li>`;
}

const CLASSES: Readonly<Record<string, string>> = {
  success: 'open',
  failure: 'closed',
  error: 'closed',
  in_progress: 'merged',
  queued: 'merged',
  pending: 'merged',
};

function classOf(state: string): string {
  return CLASSES[state] ?? 'draft';
}

function deploymentItem(
  { environment, sha, transient, statuses }: Deployment,
  openable: Openable,
): Html {
  const last = statuses.at(-1);
  const ended = last?.state === 'inactive' && transient;
  const shown = {
    ...{ name: environment, sha },
    // As GitHub's pages call it.
    state: ended ? 'destroyed' : (last?.state ?? 'created'),
    text: last?.description,
    link: { url: ended ? undefined : last?.environmentUrl, title: 'View deployment' },
  };
  return item(shown, openable);
}

function runItem(
  { name, sha, status, conclusion, title, summary, detailsUrl }: CheckRun,
  openable: Openable,
): Html {
  const more = summary
    ? html`<details>
        <summary>Details</summary>
        <div class="body">${markdown(openable(summary))}</div>
      </details>`
    : undefined;
  const link = { url: detailsUrl, title: 'Details' };
  const state = conclusion ?? status;
  return item({ name, sha, state, text: title ?? undefined, link }, openable, more);
}

function statusItem(
  { context, sha, state, description, targetUrl }: CommitStatus,
  openable: Openable,
): Html {
  const link = { url: targetUrl, title: 'Details' };
  return item({ name: context, sha, state, text: description ?? undefined, link }, openable);
}
