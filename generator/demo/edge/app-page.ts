import { labels } from '../../../constructs/labels.ts';
import type { Pod } from '../cluster/pod.ts';
import { html } from '../github/page/html.ts';

const style = `
:root { color-scheme: light dark; --accent: #176b34; --page: #ffffff; --text: #1f2328; }
@media (prefers-color-scheme: dark) { :root { --accent: #62cf86; --page: #0d1117; --text: #e6edf3; } }
body { background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1.2rem; }
h1 { margin: 0; font-size: 2rem; overflow-wrap: anywhere; }
.commit { color: var(--accent); font-weight: 600; font-size: 1.2rem; margin: .2rem 0 1.5rem; }
code { font-family: ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
th code { overflow-wrap: normal; }
th { text-align: left; white-space: nowrap; font-weight: 600; padding: .15rem 1.2rem .15rem 0; vertical-align: top; }
td { padding: .15rem 0; }
`;

/** What stands for the app itself: which environment it is, which commit, and what its container was given. */
export function appPage(
  pod: Pod,
  about: { readonly path: string; readonly databases: readonly string[] },
): string {
  const [container] = pod.template.spec.containers;
  const sha = pod.template.metadata.labels[labels.commitSha] ?? '';
  const variables = (container?.env ?? []).filter(({ value }) => value !== '');
  const { html: text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${pod.namespace} at ${sha.slice(0, 7)}</title>
        <link rel="icon" href="data:," />
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body>
        <main>
          <h1>${pod.namespace}</h1>
          <p class="commit">runs commit <code>${sha.slice(0, 7)}</code></p>
          <p>
            This is the preview. In the demo this page stands in for your app: it answers from the
            pod <code>${pod.name}</code>, and shows what that was given. Push to the pull request
            and load it again: the commit above changes.
          </p>
          <table>
            <tbody>
              <tr>
                <th scope="row">Service</th>
                <td>${container?.name}, at <code>${about.path}</code></td>
              </tr>
              <tr>
                <th scope="row">Databases</th>
                <td>${about.databases.length > 0 ? about.databases.join(', ') : 'none'}</td>
              </tr>
              <tr>
                <th scope="row">Image</th>
                <td><code>${container?.image}</code></td>
              </tr>
              ${variables.map(
                ({ name, value }) =>
                  html`<tr>
                    <th scope="row"><code>${name}</code></th>
                    <td><code>${value}</code></td>
                  </tr>`,
              )}
            </tbody>
          </table>
        </main>
      </body>
    </html>`;
  return text;
}
