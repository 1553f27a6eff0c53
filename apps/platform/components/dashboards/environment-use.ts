import type { Section } from './layout.ts';
import { timeseries } from './panels.ts';
import { servicesOf } from './traffic.ts';

const here = 'namespace="$namespace"';
const requests = (matchers = '') =>
  `traefik_service_requests_total{${matchers}${servicesOf('$namespace')}}`;
const bound = (resource: string) =>
  `max(kube_resourcequota{type="hard",resource="${resource}",${here}})`;

/** What one environment takes of what it may. */
export const use: Section = {
  title: 'What it uses',
  panels: [
    timeseries({
      title: 'CPU',
      description: 'Cores; the line is what its pods may use together.',
      queries: [
        {
          expr: `sum by (pod, container) (rate(container_cpu_usage_seconds_total{container!="",${here}}[$__rate_interval]))`,
          legend: '{{pod}} {{container}}',
        },
        { expr: bound('limits.cpu'), legend: 'quota' },
      ],
      stacked: true,
      bounds: ['quota'],
    }),
    timeseries({
      title: 'Memory',
      description: 'The line is what its pods may use together.',
      unit: 'bytes',
      queries: [
        {
          expr: `sum by (pod, container) (container_memory_working_set_bytes{container!="",${here}})`,
          legend: '{{pod}} {{container}}',
        },
        { expr: bound('limits.memory'), legend: 'quota' },
      ],
      stacked: true,
      bounds: ['quota'],
    }),
    timeseries({
      title: 'Held back for CPU',
      description: 'How much of its time a container was made to wait at its CPU limit.',
      unit: 'percentunit',
      max: 1,
      queries: [
        {
          expr: `sum by (pod, container) (rate(container_cpu_cfs_throttled_periods_total{container!="",${here}}[$__rate_interval])) / sum by (pod, container) (rate(container_cpu_cfs_periods_total{container!="",${here}}[$__rate_interval]))`,
          legend: '{{pod}} {{container}}',
        },
      ],
    }),
    timeseries({
      title: 'Containers started again',
      queries: [
        {
          expr: `sum by (pod, container) (kube_pod_container_status_restarts_total{${here}})`,
          legend: '{{pod}} {{container}}',
        },
      ],
    }),
  ],
};

/** The requests that reached it, so that nothing of this has to be built into the app. */
export const traffic: Section = {
  title: 'Requests, as Traefik counts them',
  panels: [
    timeseries({
      title: 'Requests',
      unit: 'reqps',
      width: 8,
      queries: [
        {
          expr: `sum by (service, code) (rate(${requests()}[$__rate_interval]))`,
          legend: '{{service}} {{code}}',
        },
      ],
      stacked: true,
    }),
    timeseries({
      title: 'How long they take',
      unit: 's',
      width: 8,
      queries: [0.5, 0.95].map((share) => ({
        expr: `histogram_quantile(${share}, sum by (le) (rate(traefik_service_request_duration_seconds_bucket{${servicesOf('$namespace')}}[$__rate_interval])))`,
        legend: `${share * 100} % within`,
      })),
    }),
    timeseries({
      title: 'Answered with 5xx',
      unit: 'percentunit',
      width: 8,
      max: 1,
      queries: [
        {
          expr: `(sum(rate(${requests('code=~"5..",')}[$__rate_interval])) or vector(0)) / sum(rate(${requests()}[$__rate_interval]))`,
          legend: '5xx',
        },
      ],
    }),
  ],
};
