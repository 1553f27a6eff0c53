import { DASHBOARDS } from './addresses.ts';
import { traffic, use } from './environment-use.ts';
import type { Section } from './layout.ts';
import { logs } from './list-panels.ts';
import type { DashboardModel, Variable } from './model.ts';
import { stat } from './panels.ts';
import type { DashboardScope } from './scope.ts';
import { table } from './table-panel.ts';
import { servicesOf } from './traffic.ts';

const here = 'namespace="$namespace"';
const requests = (matchers = '') =>
  `traefik_service_requests_total{${matchers}${servicesOf('$namespace')}}`;

const variables: readonly Variable[] = [
  {
    name: 'project',
    from: {
      values:
        'label_values(kube_namespace_labels{label_k8s_ee_type="ephemeral"}, label_k8s_ee_project_id)',
    },
  },
  {
    name: 'pr',
    label: 'pull request',
    from: {
      values:
        'label_values(kube_namespace_labels{label_k8s_ee_project_id="$project"}, label_k8s_ee_pr_number)',
    },
  },
  {
    name: 'namespace',
    from: {
      values:
        'label_values(kube_namespace_labels{label_k8s_ee_project_id="$project",label_k8s_ee_pr_number="$pr"}, namespace)',
    },
    hidden: true,
  },
];

/** One environment: nothing of it has to be built into the app. */
export function environmentDashboard(scope: DashboardScope): DashboardModel {
  const { argocd, domain, opsDomain } = scope;
  return {
    uid: DASHBOARDS.environment,
    title: 'Environment',
    description:
      'One preview: its logs, restarts, CPU and memory, requests and how fast they are answered.',
    from: 'now-3h',
    links: [
      { title: 'The preview', url: `https://\${namespace}.${domain}` },
      {
        title: 'What is known of it',
        url: `https://previews.${opsDomain}/environments/\${namespace}`,
      },
      { title: 'Argo CD', url: `${argocd.url}/applications/${argocd.namespace}/\${namespace}` },
    ],
    variables: [
      ...variables,
      ...(scope.logs ? [{ name: 'search', label: 'logs with', from: 'text' as const }] : []),
    ],
    sections: [summary, use, traffic, ...(scope.logs ? [said] : []), bounds],
  };
}

const summary: Section = {
  title: '$namespace',
  panels: [
    stat({
      title: 'Health',
      names: true,
      queries: [
        {
          expr: 'max by (health_status) (argocd_app_info{name="$namespace"})',
          legend: '{{health_status}}',
        },
      ],
    }),
    stat({
      title: 'In step with Git',
      names: true,
      queries: [
        {
          expr: 'max by (sync_status) (argocd_app_info{name="$namespace"})',
          legend: '{{sync_status}}',
        },
      ],
    }),
    stat({
      title: 'Age',
      unit: 's',
      queries: [{ expr: `time() - max(kube_namespace_created{${here}})`, legend: '' }],
    }),
    stat({
      title: 'Pods that are ready',
      queries: [
        { expr: `sum(kube_pod_status_ready{condition="true",${here}})`, legend: 'ready' },
        {
          expr: `sum(kube_pod_status_phase{phase=~"Pending|Running",${here}})`,
          legend: 'of',
        },
      ],
    }),
    stat({
      title: 'Requests in this time',
      queries: [{ expr: `sum(increase(${requests()}[$__range])) or vector(0)`, legend: '' }],
    }),
    stat({
      title: 'Answered with 5xx',
      unit: 'percentunit',
      queries: [
        {
          expr: `(sum(increase(${requests('code=~"5..",')}[$__range])) or vector(0)) / sum(increase(${requests()}[$__range]))`,
          legend: '',
        },
      ],
      thresholds: [
        ['green', 0],
        ['orange', 0.01],
        ['red', 0.05],
      ],
    }),
  ],
};

const said: Section = {
  title: 'Logs',
  panels: [
    logs({
      title: 'Logs',
      description: 'Lines of all containers that hold what stands above under “logs with”.',
      expr: '{namespace="$namespace",pod!=""} |= `$search`',
    }),
    logs({
      title: 'Events of Kubernetes',
      height: 8,
      expr: '{namespace="$namespace",job="kubernetes-events"}',
    }),
  ],
};

const bounds: Section = {
  title: 'Bounds and volumes',
  panels: [
    table({
      title: 'Quota',
      description: 'Exactly what is rendered: nearly used up is how it should be.',
      width: 12,
      sortBy: 'Resource',
      columns: [
        { name: 'Resource', label: 'resource' },
        {
          name: 'Used',
          expr: `max by (resource) (kube_resourcequota{type="used",${here}})`,
        },
        {
          name: 'At most',
          expr: `max by (resource) (kube_resourcequota{type="hard",${here}})`,
        },
      ],
    }),
    table({
      title: 'Volumes',
      width: 12,
      sortBy: 'Volume',
      columns: [
        { name: 'Volume', label: 'persistentvolumeclaim' },
        {
          name: 'Asked for',
          unit: 'bytes',
          expr: `max by (persistentvolumeclaim) (kube_persistentvolumeclaim_resource_requests_storage_bytes{${here}})`,
        },
      ],
    }),
  ],
};
