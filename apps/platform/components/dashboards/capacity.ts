import { ENVIRONMENT, inEnvironment } from '../alerts/selectors.ts';
import { DASHBOARDS } from './addresses.ts';
import type { DashboardModel } from './model.ts';
import { stat, timeseries } from './panels.ts';
import type { DashboardScope } from './scope.ts';
import { table } from './table-panel.ts';

const asked = (resource: string) =>
  `sum(kube_resourcequota{type="hard",resource="requests.${resource}",${inEnvironment}}) or vector(0)`;
const askedElsewhere = (resource: string) =>
  `sum(kube_pod_container_resource_requests{resource="${resource}",namespace!~"${ENVIRONMENT}"})`;
const of = (part: string, whole: number) => `(${part}) / ${whole}`;
const FULL = [
  ['green', 0],
  ['orange', 0.8],
  ['red', 0.95],
] as const;

/** What is taken, what is left, and who takes it. */
export function capacityDashboard({ capacity, opsDomain }: DashboardScope): DashboardModel {
  const gauge = (title: string, expr: string, whole: number) =>
    stat({
      title,
      unit: 'percentunit',
      width: 6,
      queries: [{ expr: of(expr, whole), legend: '' }],
      thresholds: FULL,
    });
  return {
    uid: DASHBOARDS.capacity,
    title: 'Capacity',
    description:
      'What previews ask for of what capacity in platform.yaml gives them, and what the server really has to do.',
    from: 'now-24h',
    links: [{ title: 'Previews', url: `https://previews.${opsDomain}` }],
    sections: [
      {
        title: 'Taken of capacity',
        panels: [
          gauge('CPU', asked('cpu'), capacity.cpu),
          gauge('Memory', asked('memory'), capacity.memory),
          gauge('Volumes', asked('storage'), capacity.storage),
          gauge(
            'Environments',
            'sum(k8s_ee_environments{state!="pending"}) or vector(0)',
            capacity.environments,
          ),
          timeseries({
            title: 'Memory that is asked for',
            unit: 'bytes',
            queries: [
              { expr: asked('memory'), legend: 'previews' },
              { expr: askedElsewhere('memory'), legend: 'platform' },
              {
                expr: 'sum(kube_node_status_allocatable{resource="memory"})',
                legend: 'the server has',
              },
            ],
            stacked: true,
            bounds: ['the server has'],
          }),
          timeseries({
            title: 'CPU that is asked for',
            queries: [
              { expr: asked('cpu'), legend: 'previews' },
              { expr: askedElsewhere('cpu'), legend: 'platform' },
              {
                expr: 'sum(kube_node_status_allocatable{resource="cpu"})',
                legend: 'the server has',
              },
            ],
            stacked: true,
            bounds: ['the server has'],
          }),
        ],
      },
      {
        title: 'Used in earnest',
        panels: [
          timeseries({
            title: 'Memory of the server',
            unit: 'bytes',
            queries: [
              {
                expr: `sum(container_memory_working_set_bytes{container!="",${inEnvironment}})`,
                legend: 'previews',
              },
              {
                expr: `sum(container_memory_working_set_bytes{container!="",namespace!~"${ENVIRONMENT}"})`,
                legend: 'platform',
              },
              { expr: 'sum(node_memory_MemTotal_bytes)', legend: 'all' },
            ],
            stacked: true,
            bounds: ['all'],
          }),
          timeseries({
            title: 'CPU of the server',
            queries: [
              {
                expr: `sum(rate(container_cpu_usage_seconds_total{container!="",${inEnvironment}}[$__rate_interval]))`,
                legend: 'previews',
              },
              {
                expr: `sum(rate(container_cpu_usage_seconds_total{container!="",namespace!~"${ENVIRONMENT}"}[$__rate_interval]))`,
                legend: 'platform',
              },
              { expr: 'sum(kube_node_status_capacity{resource="cpu"})', legend: 'all' },
            ],
            stacked: true,
            bounds: ['all'],
          }),
        ],
      },
      {
        title: 'Who takes it',
        panels: [
          timeseries({
            title: 'Waiting for a place',
            queries: [
              {
                expr: 'sum(k8s_ee_environment_views{state="queued"}) or vector(0)',
                legend: 'queued',
              },
            ],
          }),
          table({
            title: 'By environment',
            width: 12,
            height: 8,
            sortBy: 'Memory used',
            columns: [
              { name: 'Environment', label: 'namespace' },
              {
                name: 'Memory asked for',
                unit: 'bytes',
                expr: `max by (namespace) (kube_resourcequota{type="hard",resource="requests.memory",${inEnvironment}})`,
              },
              {
                name: 'Memory used',
                unit: 'bytes',
                expr: `sum by (namespace) (container_memory_working_set_bytes{container!="",${inEnvironment}})`,
              },
              {
                name: 'Volumes asked for',
                unit: 'bytes',
                expr: `sum by (namespace) (kube_persistentvolumeclaim_resource_requests_storage_bytes{${inEnvironment}})`,
              },
            ],
          }),
        ],
      },
    ],
  };
}
