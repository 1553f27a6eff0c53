import { environmentId } from '../../constructs/names.ts';
import type { ClusterStandIn } from './cluster/stand-in.ts';
import { html, type Html } from './github/page/html.ts';

export type Addresses = {
  readonly domain: string;
  readonly dashboard: string;
  /** Of plain http, at which previews answer. */
  readonly edgePort: number;
  readonly gitops: string;
};

/** The address at which a preview is opened in a browser on this machine. */
export function previewUrl(id: string, { domain, edgePort }: Addresses): string {
  return `http://${id}.${domain}:${edgePort}`;
}

/** What a newcomer does first, and what is seen then; `simulated`: without a cluster of one's own. */
export function guide(addresses: Addresses, simulated: boolean): Html {
  const first = previewUrl('shop-pr-1', addresses);
  const { dashboard, gitops } = addresses;
  const time = (text: string) =>
    simulated ? html` <span class="quiet">(${text})</span>` : undefined;
  return html`<section class="card guide" aria-label="Start here">
    <h2>Start here</h2>
    <p class="addresses">
      <span>Preview: <a href="${first}">${first}</a></span>
      <span>Dashboard: <a href="${dashboard}">${dashboard}</a></span>
    </p>
    <ol>
      <li>
        Open <a href="/acme/shop/pull/1">pull request 1</a>. The demo opened it; the comment on it
        says what its preview does.${time('ready 5 to 10 seconds after the start')}
      </li>
      <li>
        Open <a href="${first}">its preview</a>. Until the app answers, the status page is there.
      </li>
      <li>
        On the pull request, push a commit, and load the preview again: another commit
        answers.${time('about 6 seconds; the old one answers until then')}
      </li>
      <li>
        Push one whose app crashes: the comment says so, and the dashboard has the last lines of its
        log.${time('about 15 seconds')} The commit before keeps answering.
      </li>
      <li>
        Push one that runs. Comment <code>/preview sleep</code>; a few seconds later the preview is
        asleep, and a visit wakes it.${time('about 6 seconds')}
      </li>
      <li>
        Close the pull request: its namespace goes, and the status page says
        so.${time('about 5 seconds')}
      </li>
    </ol>
    <p class="quiet">
      ${
        simulated
          ? 'A stand-in plays the cluster: it runs nothing of a pull request, and takes the seconds that a small cluster takes. Generator, Git and webhooks are the real ones. '
          : 'The cluster of KUBECONFIG is asked; let it follow along as the terminal says, or start the demo without KUBECONFIG to see a stand-in. '
      }
      Addresses of previews are https in what the generator writes; these pages show them as plain
      http at port ${addresses.edgePort}, because no browser trusts a certificate for localhost. All
      that is committed: <code>git clone -b environments ${gitops}</code>
    </p>
  </section>`;
}

/** Where the preview of a pull request is, and what the cluster has of it. */
export function previewCard(
  number: number,
  addresses: Addresses,
  cluster: ClusterStandIn | undefined,
): Html {
  const id = environmentId('shop', String(number));
  const url = previewUrl(id, addresses);
  const pod = cluster?.namespaces.podFor(`${id}.${addresses.domain}`, '/');
  return html`<p class="note">
    Preview: <a href="${url}">${url}</a>
    ${cluster && (pod ? '· the app answers' : '· the status page answers')} ·
    <a href="${addresses.dashboard}/environments/${id}">on the dashboard</a>
  </p>`;
}
