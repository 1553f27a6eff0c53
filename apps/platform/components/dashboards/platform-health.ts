import { jobs } from '../monitors.ts';
import { DASHBOARDS } from './addresses.ts';
import type { Section } from './layout.ts';
import { argocd, generator } from './platform-pipeline.ts';
import { alertList } from './list-panels.ts';
import type { DashboardModel } from './model.ts';
import { stat, timeseries, type Query } from './panels.ts';
import type { DashboardScope } from './scope.ts';

const up = (job: string): Query => ({ expr: `max(up{job="${job}"}) or vector(0)`, legend: '' });
const YES_NO = { '0': 'no', '1': 'yes' };
const GOOD = [
  ['red', 0],
  ['green', 1],
] as const;
const answers = (title: string, job: string) =>
  stat({ title, queries: [up(job)], thresholds: GOOD, words: YES_NO });

/** Everything around the previews. */
export function platformDashboard(scope: DashboardScope): DashboardModel {
  return {
    uid: DASHBOARDS.platform,
    title: 'Platform',
    description: 'The generator, Argo CD, the server and what else previews need.',
    from: 'now-6h',
    links: [
      { title: 'Previews', url: `https://previews.${scope.opsDomain}` },
      { title: 'Argo CD', url: scope.argocd.url },
    ],
    sections: [answering(scope), generator, argocd, server(scope)],
  };
}

function answering({ externalSecrets }: DashboardScope): Section {
  return {
    title: 'Does it answer?',
    panels: [
      answers('Generator', jobs.generator),
      answers('Argo CD', jobs.argocdController),
      answers('ApplicationSets', jobs.argocdApplicationSets),
      answers('Traefik', jobs.traefik),
      ...(externalSecrets ? [answers('External Secrets', jobs.externalSecrets)] : []),
      stat({
        title: 'platform.yaml in effect',
        queries: [{ expr: 'max(k8s_ee_platform_config_valid)', legend: '' }],
        thresholds: GOOD,
        words: YES_NO,
      }),
      alertList({ title: 'Alerts' }),
      timeseries({
        title: 'Requests to GitHub left',
        queries: [
          { expr: 'max(k8s_ee_github_requests_remaining)', legend: 'generator' },
          { expr: 'min(argocd_github_api_rate_limit_remaining)', legend: 'Argo CD' },
        ],
      }),
    ],
  };
}

function server({ certificates, logs }: DashboardScope): Section {
  const days = (seconds: string) => `(${seconds} - time()) / 86400`;
  return {
    title: 'The server and what is on it',
    panels: [
      timeseries({
        title: 'Used',
        unit: 'percentunit',
        max: 1,
        queries: [
          {
            expr: '1 - avg(rate(node_cpu_seconds_total{mode="idle"}[$__rate_interval]))',
            legend: 'CPU',
          },
          {
            expr: '1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes)',
            legend: 'memory',
          },
          {
            expr: 'max(1 - node_filesystem_avail_bytes{mountpoint="/"} / node_filesystem_size_bytes{mountpoint="/"})',
            legend: 'disk',
          },
        ],
      }),
      timeseries({
        title: 'Requests that come in',
        unit: 'reqps',
        queries: [
          {
            expr: 'sum by (entrypoint, code) (rate(traefik_entrypoint_requests_total[$__rate_interval]))',
            legend: '{{entrypoint}} {{code}}',
          },
        ],
      }),
      stat({
        title: 'Days left of certificates',
        width: 12,
        queries: [
          { expr: days('min(traefik_tls_certs_not_after)'), legend: 'served' },
          ...(certificates
            ? [
                {
                  expr: days('min(certmanager_certificate_expiration_timestamp_seconds > 0)'),
                  legend: 'in the cluster',
                },
              ]
            : []),
        ],
        thresholds: [
          ['red', 0],
          ['orange', 7],
          ['green', 14],
        ],
      }),
      stat({
        title: 'Prometheus keeps',
        unit: 'bytes',
        width: logs ? 6 : 12,
        queries: [{ expr: 'max(prometheus_tsdb_storage_blocks_bytes)', legend: '' }],
      }),
      ...(logs
        ? [
            stat({
              title: 'Lines of logs a second',
              width: 6,
              queries: [
                { expr: 'sum(rate(loki_distributor_lines_received_total[5m]))', legend: '' },
              ],
            }),
          ]
        : []),
    ],
  };
}
