import { environmentDirectory } from '../../apps/environment/record.ts';
import { environmentId } from '../../constructs/names.ts';
import type { BareRepository } from './bare-repository.ts';
import type { ClusterStandIn } from './cluster/stand-in.ts';
import { itemsOf } from './cluster/namespace-objects.ts';
import { html } from './github/page/html.ts';
import type { Panel } from './github/page/pull-request.ts';

type Key = { readonly project: string; readonly number: string };

/** What came of a pull request, to look at: what runs, the files, and the commits that brought them. */
export async function environmentPanels(
  repository: BareRepository,
  cluster: ClusterStandIn | undefined,
  key: Key,
): Promise<Panel[]> {
  const directory = environmentDirectory(key);
  const [files, log] = await Promise.all([
    repository.files('environments', directory),
    repository.log('environments', directory),
  ]);
  const inCluster = cluster ? clusterPanel(cluster, environmentId(key.project, key.number)) : [];
  if (files.length === 0 && log === '') {
    const text = 'Nothing is committed for this pull request.';
    return [...inCluster, { title: 'GitOps repository', text }];
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
    ...inCluster,
    { title: `Rendered files in ${directory}`, html: shown },
    { title: 'Git log', text: log.trim() },
  ];
}

type PodItem = {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses: readonly {
      readonly restartCount: number;
      readonly ready: boolean;
      readonly state: { readonly waiting?: { readonly reason: string } };
    }[];
  };
};

/** The pods as `kubectl get pods` would list them, and what happened when. */
function clusterPanel(cluster: ClusterStandIn, id: string): Panel[] {
  const steps = cluster.history(id).slice(-12);
  if (steps.length === 0) return [];
  const namespace = cluster.namespaces.get(id);
  const pods = namespace ? (itemsOf('pods', namespace, Date.now()) as PodItem[]) : [];
  const lines = pods.map(({ metadata, status }) => {
    const [container] = status.containerStatuses;
    const state = container?.state.waiting?.reason ?? status.phase;
    const restarts =
      container && container.restartCount > 0 ? `${container.restartCount} restarts` : '';
    return `${metadata.name.padEnd(30)} ${state.padEnd(18)} ${restarts}`.trimEnd();
  });
  const state = namespace?.terminating ? 'is being removed' : 'is there';
  return [
    {
      title: 'In the cluster (a stand-in)',
      text: [
        `namespace ${id} ${namespace ? state : 'does not exist'}`,
        ...lines,
        '',
        ...steps.map(({ at, text }) => `${at.toISOString().slice(11, 19)}  ${text}`),
      ].join('\n'),
    },
  ];
}
