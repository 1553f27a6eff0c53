import { inEnvironment, ENVIRONMENT } from '../alerts/selectors.ts';
import { DASHBOARDS } from './addresses.ts';
import { alertList } from './list-panels.ts';
import type { DashboardModel } from './model.ts';
import { stat, timeseries } from './panels.ts';
import type { DashboardScope } from './scope.ts';
import { table } from './table-panel.ts';
import { trafficByEnvironment } from './traffic.ts';

const shown = 'label_k8s_ee_project_id=~"$project"';
/** Keeps of a value a namespace those of the chosen project. */
const ofProject = (expr: string) =>
  `${expr} and on (namespace) kube_namespace_labels{label_k8s_ee_type="ephemeral",${shown}}`;
const views = (state: string) => `sum(k8s_ee_environment_views{state=~"${state}"}) or vector(0)`;

const application = (label: string) =>
  ofProject(
    `max by (namespace, ${label}) (label_replace(argocd_app_info{name=~"${ENVIRONMENT}"}, "namespace", "$1", "name", "(.+)"))`,
  );

/** All environments at a glance. */
export function environmentsDashboard(scope: DashboardScope): DashboardModel {
  return {
    uid: DASHBOARDS.environments,
    title: 'Environments',
    description:
      'Every preview there is: how it is, what it uses, and whether anybody asks for it.',
    from: 'now-6h',
    links: [
      { title: 'Previews', url: `https://previews.${scope.opsDomain}` },
      { title: 'Argo CD', url: scope.argocd.url },
    ],
    variables: [
      {
        name: 'project',
        from: {
          values:
            'label_values(kube_namespace_labels{label_k8s_ee_type="ephemeral"}, label_k8s_ee_project_id)',
        },
        all: true,
      },
    ],
    sections: [
      {
        title: 'Now',
        panels: [
          stat({ title: 'Ready', queries: [{ expr: views('ready|preserved'), legend: '' }] }),
          stat({
            title: 'Deploying',
            queries: [{ expr: views('deploying|building'), legend: '' }],
          }),
          stat({
            title: 'Not well',
            queries: [{ expr: views('failed|degraded'), legend: '' }],
            thresholds: [
              ['green', 0],
              ['orange', 1],
            ],
          }),
          stat({ title: 'Asleep', queries: [{ expr: views('sleeping'), legend: '' }] }),
          stat({
            title: 'Waiting for a place',
            queries: [{ expr: views('queued'), legend: '' }],
            thresholds: [
              ['green', 0],
              ['orange', 1],
            ],
          }),
          stat({ title: 'On their way out', queries: [{ expr: views('destroying'), legend: '' }] }),
        ],
      },
      { title: 'Each of them', panels: [list(scope)] },
      {
        title: 'Over time',
        panels: [
          timeseries({
            title: 'Requests',
            unit: 'reqps',
            queries: [
              {
                expr: ofProject(
                  `sum by (namespace) (${trafficByEnvironment('requests_total', '', '$__rate_interval')})`,
                ),
                legend: '{{namespace}}',
              },
            ],
            stacked: true,
          }),
          timeseries({
            title: 'Containers started again within an hour',
            queries: [
              {
                expr: ofProject(
                  `sum by (namespace) (increase(kube_pod_container_status_restarts_total{${inEnvironment}}[1h]))`,
                ),
                legend: '{{namespace}}',
              },
            ],
          }),
          alertList({ title: 'Alerts', width: 24 }),
        ],
      },
    ],
  };
}

function list({ domain, opsDomain }: DashboardScope) {
  return table({
    title: 'Environments',
    height: 14,
    sortBy: 'Restarts (1 h)',
    columns: [
      {
        name: 'Environment',
        label: 'namespace',
        link: {
          title: 'Logs, restarts, use and requests',
          url: `/d/${DASHBOARDS.environment}?var-project=\${__data.fields.Project}&var-pr=\${__data.fields.PR}`,
        },
      },
      { name: 'Project', label: 'label_k8s_ee_project_id' },
      {
        name: 'PR',
        label: 'label_k8s_ee_pr_number',
        link: {
          title: 'The preview itself',
          url: `https://\${__data.fields.Environment}.${domain}`,
        },
      },
      {
        name: 'Age',
        unit: 's',
        expr: `max by (namespace, label_k8s_ee_project_id, label_k8s_ee_pr_number) ((time() - kube_namespace_created) * on (namespace) group_right () kube_namespace_labels{label_k8s_ee_type="ephemeral",${shown}})`,
      },
      {
        name: 'Health',
        label: 'health_status',
        link: {
          title: 'What is known of it',
          url: `https://previews.${opsDomain}/environments/\${__data.fields.Environment}`,
        },
      },
      { name: 'Health value', expr: application('health_status') },
      { name: 'Sync', label: 'sync_status' },
      { name: 'Sync value', expr: application('sync_status') },
      {
        name: 'Restarts (1 h)',
        expr: ofProject(
          `ceil(sum by (namespace) (increase(kube_pod_container_status_restarts_total{${inEnvironment}}[1h])))`,
        ),
        thresholds: [
          ['green', 0],
          ['orange', 1],
          ['red', 5],
        ],
      },
      {
        name: 'Memory',
        unit: 'bytes',
        expr: ofProject(
          `sum by (namespace) (container_memory_working_set_bytes{container!="",${inEnvironment}})`,
        ),
      },
      {
        name: 'CPU',
        unit: 'short',
        expr: ofProject(
          `sum by (namespace) (rate(container_cpu_usage_seconds_total{container!="",${inEnvironment}}[5m]))`,
        ),
      },
      {
        name: 'Requests (1 h)',
        expr: ofProject(
          `ceil(sum by (namespace) (${trafficByEnvironment('requests_total', '', '1h')} * 3600))`,
        ),
      },
    ],
  });
}
