import { COMPONENTS_NAME, ROOT_NAME } from '../../names.ts';
import { jobs } from '../monitors.ts';
import { namespaces } from '../namespaces.ts';
import { promql, type Alert } from './alert.ts';

const parts = {
  'application-controller': jobs.argocdController,
  'applicationset-controller': jobs.argocdApplicationSets,
  'repo-server': jobs.argocdRepository,
};
const syncs = 'increase(argocd_app_sync_total[30m])';
const failedSyncs = 'increase(argocd_app_sync_total{phase=~"Error|Failed"}[30m])';
const component = (matchers: string) =>
  `argocd_app_info{project=~"${ROOT_NAME}|${COMPONENTS_NAME}",${matchers}}`;

/** Argo CD, which puts into the cluster what is in Git. */
export const argocdAlerts: readonly Alert[] = [
  {
    name: 'ArgoCdDown',
    severity: 'critical',
    expr: Object.entries(parts)
      .map(
        ([part, job]) => `label_replace(absent(up{job="${job}"} == 1), "part", "${part}", "", "")`,
      )
      .join(' or '),
    for: '5m',
    summary: 'Argo CD’s {{ $labels.part }} does not answer',
    description:
      'What is committed is not deployed, or what is closed not removed. What runs keeps running.',
    meaning:
      'Without application-controller and repo-server nothing is synced; without applicationset-controller no environment begins or ends.',
    steps: [
      '`kubectl -n argocd get pods`; ended for memory: raise its limit in `argocd/values.yaml`.',
      'It runs: `kubectl -n argocd get services`: Prometheus reads those whose name ends in `-metrics`; its values need `metrics.enabled`.',
    ],
  },
  {
    name: 'ArgoCdSyncsFailing',
    severity: 'critical',
    expr: promql`
      count(sum by (name) (${failedSyncs}) > 0) >= 3
      and sum(${failedSyncs}) > 0.5 * sum(${syncs})`,
    for: '5m',
    summary: 'Argo CD fails to sync {{ $value }} Applications, more often than not',
    description:
      'That many at once have one cause: an admission policy, the API server, the AppProjects, or Git.',
    meaning: 'One failing environment is its own matter; several at once are the platform’s.',
    steps: [
      'Open any of them in Argo CD: the message of the last sync is the same everywhere.',
      'After a change of `admission` or of the template: revert it on `main`.',
    ],
  },
  {
    name: 'ApplicationSetFailing',
    severity: 'critical',
    expr: 'max by (name) (argocd_appset_info{resource_update_status!="ApplicationSetUpToDate"}) == 1',
    for: '15m',
    summary: 'The ApplicationSet {{ $labels.name }} does not work',
    description:
      'No environment of this project begins or ends. kubectl -n argocd describe applicationset {{ $labels.name }} says why.',
    meaning:
      'It could not ask GitHub or Git, so it leaves its Applications as they are: nothing is deleted by mistake, and nothing new is made. After an error it heeds no webhook for up to three minutes.',
    steps: [
      '401, 403 or 404 of GitHub: `argocd.github` in `platform.yaml` and its Secret, which needs the label of `argocd/README.md`.',
      'A limit: [GitHubLimitOfArgoCd](#githublimitofargocd).',
    ],
  },
  {
    name: 'GitHubLimitOfArgoCd',
    severity: 'warning',
    expr: 'min by (appset_name) (argocd_github_api_rate_limit_remaining) < 500',
    for: '5m',
    summary: 'Argo CD has {{ $value }} requests to GitHub left for this hour',
    description:
      'Last asked for {{ $labels.appset_name }}. At 0 closed pull requests are noticed late.',
    meaning:
      'Each ApplicationSet lists its pull requests every four minutes and at each event: about 15 requests an hour and project, and 2 or 3 for each event.',
    steps: [
      'Does anything else use its credential? Give it one of its own, or an App (`argocd.github.appSecretName`).',
      'Meanwhile the generator’s commits end what is closed.',
    ],
  },
  {
    name: 'PlatformComponentNotWell',
    severity: 'critical',
    expr: promql`
      max by (name) (
        ${component('health_status!~"Healthy|Suspended"')}
        or ${component('sync_status!="Synced"')}
      ) == 1`,
    for: '30m',
    summary: 'The component {{ $labels.name }} of the platform is not as it should be',
    description: 'Its Application in Argo CD says what is missing or not healthy.',
    meaning:
      'Components, and the Application that holds them all, are applied again without end, so what lasts half an hour does not heal by itself: a value that its chart refuses, a Secret that nobody made, too little memory.',
    steps: [
      'Its Application in Argo CD, then `kubectl -n NAMESPACE get pods,events`.',
      'A Secret is missing: [docs/install.md](install.md) lists those made by hand.',
      'After an upgrade: `versions` in `platform.yaml` puts the former chart back.',
    ],
  },
];

/** What makes the passwords of databases and brings the secrets of projects. */
export const secretAlerts: readonly Alert[] = [
  {
    name: 'ExternalSecretsDown',
    severity: 'critical',
    expr: `absent(up{job="${jobs.externalSecrets}",namespace="${namespaces.externalSecrets}"} == 1)`,
    for: '10m',
    summary: 'External Secrets does not run',
    description:
      'New environments with a database do not start, and namespaces with ExternalSecrets do not go.',
    meaning:
      'It makes the passwords of databases, copies the secrets of projects, and must let go of its objects before a namespace can end.',
    steps: [
      '`kubectl -n external-secrets get pods`; its Application in Argo CD.',
      'Certificates of its webhook: `kubectl -n external-secrets logs deployment/external-secrets-cert-controller`.',
    ],
  },
  {
    name: 'SecretNotReady',
    severity: 'warning',
    expr: promql`
      max by (exported_namespace, name) (
        externalsecret_status_condition{condition="Ready",status="False"}
      ) == 1`,
    for: '15m',
    summary: 'The secret {{ $labels.name }} in {{ $labels.exported_namespace }} cannot be made',
    description:
      'kubectl -n {{ $labels.exported_namespace }} describe externalsecret {{ $labels.name }} says why.',
    meaning: 'Pods that need it wait; the pull request says which secret is missing.',
    steps: [
      'A secret of a project: it is not in the project’s store, or under another name.',
      'A generated one: External Secrets could not write it; its log says why.',
    ],
  },
];
