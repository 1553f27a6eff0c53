import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { labels } from '../../constructs/labels.ts';
import { environmentHost, environmentId } from '../../constructs/names.ts';
import { AppProject } from '../../constructs/platform/app-project.ts';
import { ApplicationSet } from '../../constructs/platform/application-set.ts';
import type { PullRequestSource } from '../../constructs/platform/application-set.ts';
import { ENVIRONMENT_KINDS } from '../../constructs/platform/environment-kinds.ts';
import { RootApplication } from '../../constructs/platform/root-application.ts';
import { environmentDirectory } from '../environment/record.ts';
import { grafanaUrl, pullRequestUrl } from './links.ts';
import { addComponents } from './components/render.ts';
import { CHARTS } from './components/charts.ts';
import { PLATFORM_NAMESPACES } from './components/namespaces.ts';
import { SECRET_NAMESPACES } from './components/secret-stores.ts';
import { COMPONENTS_NAME, PLATFORM_DIRECTORY, ROOT_NAME } from './names.ts';
import type { Platform, Project } from './platform.ts';

const pullRequestNumber = '{{ .number }}';

/** What Argo CD needs of one project: what it may touch, and which Applications there are. */
export function projectChart(scope: Construct, platform: Platform, project: Project): Chart {
  const chart = new Chart(scope, project.id, { disableResourceNameHashes: true });
  const { namespace } = platform.argocd;
  const objectLabels = { [labels.projectId]: project.id };
  new AppProject(chart, 'app-project', {
    name: project.id,
    namespace,
    description: `Environments of ${project.repository}`,
    labels: objectLabels,
    sourceRepositories: [platform.gitops.url],
    destinationNamespaces: [environmentId(project.id, '*')],
    namespacedKinds: ENVIRONMENT_KINDS,
    clusterKinds: [{ group: '', kind: 'Namespace', name: environmentId(project.id, '*') }],
  });
  new ApplicationSet(chart, 'application-set', {
    name: project.id,
    namespace,
    project: project.id,
    labels: objectLabels,
    source: { url: platform.gitops.url, branch: platform.gitops.environmentsBranch },
    records: `${environmentDirectory({ project: project.id, number: '*' })}/environment.yaml`,
    manifests: `${environmentDirectory({ project: project.id, number: pullRequestNumber })}/manifests`,
    pullRequests: pullRequestSource(platform, project),
    applicationLabels: {
      [labels.type]: 'ephemeral',
      [labels.projectId]: project.id,
      [labels.prNumber]: pullRequestNumber,
    },
    links: {
      ...linkToLogs(platform, project.id),
      preview: `https://${environmentHost('{{ .id }}', platform.domain)}`,
      'pull-request': pullRequestUrl(platform, project.repository, pullRequestNumber),
    },
  });
  return chart;
}

/** From an Application to what Grafana shows of its environment. */
function linkToLogs(platform: Platform, id: string): Record<string, string> {
  const url = grafanaUrl(platform, { project: id, number: '' });
  return url === undefined ? {} : { logs: url + pullRequestNumber };
}

/** What is applied once by hand: the Application that syncs all projects, and what it may touch. */
export function rootChart(scope: Construct, platform: Platform): Chart {
  const chart = new Chart(scope, ROOT_NAME, { disableResourceNameHashes: true });
  const { argocd, components, gitops } = platform;
  new AppProject(chart, 'app-project', {
    name: ROOT_NAME,
    namespace: argocd.namespace,
    description: 'The projects and their ApplicationSets',
    sourceRepositories: [gitops.url],
    destinationNamespaces: [argocd.namespace],
    namespacedKinds: [
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: 'argoproj.io', kind: 'ApplicationSet' },
      ...(components ? [{ group: 'argoproj.io', kind: 'Application' }] : []),
    ],
    clusterKinds: components
      ? PLATFORM_NAMESPACES.map(({ name }) => ({ group: '', kind: 'Namespace', name }))
      : [],
  });
  new RootApplication(chart, 'application', {
    name: ROOT_NAME,
    namespace: argocd.namespace,
    project: ROOT_NAME,
    source: { url: gitops.url, branch: gitops.branch, path: PLATFORM_DIRECTORY },
  });
  return chart;
}

/**
 * The components around the previews: what they may come from and touch, their namespaces, and one Application for
 * each. Like the root Application they are as mighty as whoever can write `main`.
 */
export function componentsChart(scope: Construct, platform: Platform): Chart {
  const chart = new Chart(scope, COMPONENTS_NAME, { disableResourceNameHashes: true });
  new AppProject(chart, 'app-project', {
    name: COMPONENTS_NAME,
    namespace: platform.argocd.namespace,
    description: 'The components around the previews',
    sourceRepositories: [
      platform.gitops.url,
      ...new Set(Object.values(CHARTS).map(({ repository }) => repository)),
    ],
    destinationNamespaces: [
      'kube-system',
      platform.argocd.namespace,
      ...PLATFORM_NAMESPACES.map(({ name }) => name),
      SECRET_NAMESPACES,
    ],
    namespacedKinds: [{ group: '*', kind: '*' }],
    clusterKinds: [{ group: '*', kind: '*' }],
  });
  addComponents(chart, platform);
  return chart;
}

function pullRequestSource(platform: Platform, project: Project): PullRequestSource {
  const [owner = '', repository = ''] = project.repository.split('/');
  const api = gitHubServer(platform);
  return {
    owner,
    repository,
    ...(api !== undefined && { api }),
    ...platform.argocd.github,
  };
}

/**
 * The GitHub server as the pull-request generator wants it; absent for github.com.
 *
 * Argo CD adds `/api/v3` itself and matches webhooks only with an address that has no path. A
 * GitHub App on a server of one's own is the exception: Argo CD asks for its tokens below the
 * address as it is, so there the path stays and polling takes the place of webhooks.
 */
function gitHubServer({ argocd, github }: Platform): string | undefined {
  if (github.apiUrl === 'https://api.github.com') return undefined;
  if (argocd.github.appSecretName !== undefined) return github.apiUrl;
  return github.apiUrl.replace(/\/api\/v3$/, '');
}
