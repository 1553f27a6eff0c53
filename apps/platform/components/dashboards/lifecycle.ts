import { DASHBOARDS } from './addresses.ts';
import type { DashboardModel } from './model.ts';
import { stat, timeseries } from './panels.ts';
import type { DashboardScope } from './scope.ts';

const quantile = (share: number, metric: string, within: string) =>
  `histogram_quantile(${share}, sum by (le) (rate(k8s_ee_${metric}_bucket[${within}])))`;

const took = (title: string, description: string, metric: string) =>
  timeseries({
    title,
    description,
    unit: 's',
    queries: [0.5, 0.95].map((share) => ({
      expr: quantile(share, metric, '1h'),
      legend: `${share * 100} % within`,
    })),
  });

// Prometheus 3 writes the bound 60 as 60.0.
const share = (title: string, metric: string, within: number) =>
  stat({
    title: `${title} within ${within} s`,
    description: 'Of all in the time shown.',
    unit: 'percentunit',
    width: 6,
    queries: [
      {
        expr: `sum(increase(k8s_ee_${metric}_bucket{le=~"${within}([.]0)?"}[$__range])) / sum(increase(k8s_ee_${metric}_count[$__range]))`,
        legend: '',
      },
    ],
    thresholds: [
      ['red', 0],
      ['orange', 0.8],
      ['green', 0.95],
    ],
  });

/** How fast previews come and go. */
export function lifecycleDashboard({ opsDomain }: DashboardScope): DashboardModel {
  return {
    uid: DASHBOARDS.lifecycle,
    title: 'Lifecycle',
    description:
      'From a push to an answer, from the end of a pull request to nothing, and what waits between.',
    from: 'now-24h',
    links: [{ title: 'Previews', url: `https://previews.${opsDomain}` }],
    sections: [
      {
        title: 'Coming and going',
        panels: [
          share('Ready', 'time_to_ready_seconds', 60),
          share('Gone', 'time_to_gone_seconds', 60),
          stat({
            title: 'Commits deployed in this time',
            width: 6,
            queries: [
              {
                expr: 'sum by (project) (increase(k8s_ee_time_to_ready_seconds_count[$__range]))',
                legend: '{{project}}',
              },
            ],
          }),
          stat({
            title: 'Environments ended in this time',
            width: 6,
            queries: [
              {
                expr: 'sum by (project) (increase(k8s_ee_time_to_gone_seconds_count[$__range]))',
                legend: '{{project}}',
              },
            ],
          }),
          took(
            'Time to ready',
            'From the first sight of a commit to its first answer; builds count, because people wait for them too.',
            'time_to_ready_seconds',
          ),
          took(
            'Time to gone',
            'From the end of an environment to the sight that it is gone.',
            'time_to_gone_seconds',
          ),
        ],
      },
      {
        title: 'On the way',
        panels: [
          timeseries({
            title: 'What people are shown',
            queries: [{ expr: 'sum by (state) (k8s_ee_environment_views)', legend: '{{state}}' }],
            stacked: true,
          }),
          timeseries({
            title: 'Records',
            queries: [
              {
                expr: 'sum by (project, state) (k8s_ee_environments)',
                legend: '{{project}} {{state}}',
              },
            ],
            stacked: true,
          }),
          timeseries({
            title: 'Waiting to be looked at',
            queries: [{ expr: 'max(k8s_ee_queue_length)', legend: 'queue' }],
          }),
          timeseries({
            title: 'From the start of a round to its push',
            unit: 's',
            queries: [0.5, 0.95].map((part) => ({
              expr: quantile(part, 'round_seconds', '1h'),
              legend: `${part * 100} % within`,
            })),
          }),
          timeseries({
            title: 'Commands',
            description: 'On pull requests, an hour.',
            queries: [
              {
                expr: 'sum by (verb, result) (increase(k8s_ee_commands_total[1h]))',
                legend: '{{verb}} {{result}}',
              },
            ],
          }),
          timeseries({
            title: 'Decisions',
            description: 'By the rule that made them, an hour.',
            queries: [
              { expr: 'sum by (rule) (increase(k8s_ee_decisions_total[1h]))', legend: '{{rule}}' },
            ],
          }),
        ],
      },
    ],
  };
}
