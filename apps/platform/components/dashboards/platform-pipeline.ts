import type { Section } from './layout.ts';
import { timeseries, type Query } from './panels.ts';

const anHour = (metric: string, by: string): Query => ({
  expr: `sum by (${by}) (increase(k8s_ee_${metric}[1h]))`,
  legend: by
    .split(', ')
    .map((label) => `{{${label}}}`)
    .join(' '),
});

/** What the generator did. */
export const generator: Section = {
  title: 'The generator, an hour',
  panels: [
    timeseries({
      title: 'Webhooks',
      width: 8,
      queries: [anHour('webhook_deliveries_total', 'outcome, reason')],
    }),
    timeseries({ title: 'Rounds', width: 8, queries: [anHour('rounds_total', 'result')] }),
    timeseries({
      title: 'Unknown, repaired, rejected',
      description:
        'Looks at pull requests without an answer; records put back; pushes decided again.',
      width: 8,
      queries: [
        { expr: 'sum(increase(k8s_ee_unknown_observations_total[1h]))', legend: 'unknown' },
        { expr: 'sum(increase(k8s_ee_record_repairs_total[1h]))', legend: 'repaired' },
        { expr: 'sum(increase(k8s_ee_push_rejections_total[1h]))', legend: 'rejected' },
      ],
    }),
    timeseries({
      title: 'Told to GitHub',
      width: 8,
      queries: [
        { ...anHour('comments_total', 'result'), legend: 'comment {{result}}' },
        anHour('github_surfaces_total', 'surface, result'),
      ],
    }),
    timeseries({
      title: 'Told to Argo CD',
      width: 8,
      queries: [anHour('argocd_notifications_total', 'target, result')],
    }),
    timeseries({
      title: 'Needing a person; rendered by a former release',
      width: 8,
      queries: [
        { expr: 'sum(k8s_ee_alarms) or vector(0)', legend: 'needing a person' },
        { expr: 'max(k8s_ee_upgrades_pending)', legend: 'to render anew' },
      ],
    }),
  ],
};

/** What Argo CD did with it. */
export const argocd: Section = {
  title: 'Argo CD',
  panels: [
    timeseries({
      title: 'Applications by health',
      width: 8,
      queries: [
        { expr: 'count by (health_status) (argocd_app_info)', legend: '{{health_status}}' },
      ],
      stacked: true,
    }),
    timeseries({
      title: 'Syncs, an hour',
      width: 8,
      queries: [
        { expr: 'sum by (phase) (increase(argocd_app_sync_total[1h]))', legend: '{{phase}}' },
      ],
    }),
    timeseries({
      title: 'How long it takes to look at one',
      unit: 's',
      width: 8,
      queries: [
        {
          expr: 'histogram_quantile(0.95, sum by (le) (rate(argocd_app_reconcile_bucket[$__rate_interval])))',
          legend: 'Application, 95 % within',
        },
        {
          expr: 'histogram_quantile(0.95, sum by (le) (rate(argocd_appset_reconcile_bucket[$__rate_interval])))',
          legend: 'ApplicationSet, 95 % within',
        },
      ],
    }),
    timeseries({
      title: 'Environments by project',
      width: 12,
      queries: [{ expr: 'max by (name) (argocd_appset_owned_applications)', legend: '{{name}}' }],
    }),
    timeseries({
      title: 'Requests to Git, an hour',
      width: 12,
      queries: [
        {
          expr: 'sum by (request_type) (increase(argocd_git_request_total[1h]))',
          legend: '{{request_type}}',
        },
      ],
    }),
  ],
};
