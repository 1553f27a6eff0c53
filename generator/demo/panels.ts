import { environmentDirectory } from '../../apps/environment/record.ts';
import type { BareRepository } from './bare-repository.ts';
import { html } from './github/page/html.ts';
import type { Panel } from './github/page/pull-request.ts';

/** What the generator made of a pull request, to look at: its files, and the commits that brought them. */
export async function environmentPanels(
  repository: BareRepository,
  key: { readonly project: string; readonly number: string },
): Promise<Panel[]> {
  const directory = environmentDirectory(key);
  const [files, log] = await Promise.all([
    repository.files('environments', directory),
    repository.log('environments', directory),
  ]);
  if (files.length === 0 && log === '') {
    return [{ title: 'GitOps repository', text: 'Nothing is committed for this pull request.' }];
  }
  const details = files
    .filter(({ path }) => !path.endsWith('/.keep'))
    .map(({ path, content }) => {
      const name = path.slice(directory.length + 1);
      return html`<details>
        <summary>${name}</summary>
        <pre tabindex="0"><code>${content}</code></pre>
      </details>`;
    });
  const empty = html`<p>The manifests are empty: Argo CD removes everything they held.</p>`;
  const live = files.some(({ path }) => path.endsWith('.yaml') && path.includes('/manifests/'));
  const { html: shown } = html`${details}${live ? undefined : empty}`;
  return [
    { title: `Rendered files in ${directory}`, html: shown },
    { title: 'Git log', text: log.trim() },
  ];
}
