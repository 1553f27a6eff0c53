import type { Chart } from 'cdk8s';
import { parseDuration } from '../../../constructs/duration.ts';
import { Dashboard } from '../../../constructs/platform/dashboard.ts';
import { PrometheusRule, type AlertRule } from '../../../constructs/platform/prometheus-rule.ts';
import { parseCpu, parseMemory } from '../../../constructs/quantity.ts';
import type { Platform } from '../platform.ts';
import type { Alert, AlertGroup, AlertScope } from './alerts/alert.ts';
import { alertGroups } from './alerts/all.ts';
import { runbookUrl } from './alerts/runbook.ts';
import type { Component } from './component.ts';
import { dashboardUrl } from './dashboards/addresses.ts';
import { dashboards } from './dashboards/all.ts';
import { dashboardModel } from './dashboards/model.ts';
import type { DashboardScope } from './dashboards/scope.ts';
import { addMonitors } from './monitors.ts';
import { namespaces } from './namespaces.ts';
import type { ComponentSettings } from './settings.ts';

const FOLDER = 'Previews';

/** What is watched, when somebody is told, and what can be looked at; none without Prometheus. */
export function observability(platform: Platform, settings: ComponentSettings): Component[] {
  return settings.monitoring ? [watching(platform, settings)] : [];
}

function watching(platform: Platform, settings: ComponentSettings): Component {
  return {
    name: 'observability',
    description: 'Alerts, dashboards, and what Prometheus reads beside the charts',
    namespace: namespaces.observability,
    objects(file) {
      addMonitors(file('monitors'), platform.argocd.namespace);
      addAlerts(file('alerts'), platform, settings);
      for (const model of dashboards(dashboardScope(platform, settings))) {
        new Dashboard(file(`dashboard-${model.uid.replace('k8s-ee-', '')}`), 'dashboard', {
          name: model.uid,
          namespace: namespaces.observability,
          folder: FOLDER,
          model: dashboardModel(model),
        });
      }
    },
  };
}

function addAlerts(chart: Chart, platform: Platform, settings: ComponentSettings): void {
  for (const group of alertGroups(alertScope(platform, settings))) {
    new PrometheusRule(chart, group.name, {
      name: `k8s-ee-${group.name}`,
      namespace: namespaces.observability,
      alerts: group.alerts.map((alert) => rule(alert, group, settings)),
    });
  }
}

function rule(
  alert: Alert,
  { dashboard }: AlertGroup,
  { alerts: { runbooks }, opsDomain }: ComponentSettings,
): AlertRule {
  const { name, expr, for: held, severity, summary, description } = alert;
  return {
    ...{ name, expr },
    ...(held !== undefined && { for: held }),
    labels: { severity },
    annotations: {
      ...{ summary, description },
      runbook_url: runbookUrl(name, runbooks),
      dashboard_url: dashboardUrl(opsDomain, dashboard),
    },
  };
}

export function alertScope(platform: Platform, settings: ComponentSettings): AlertScope {
  return {
    certificates: settings.certManager && settings.tls.issuer !== 'none',
    externalSecrets: settings.externalSecrets,
    logs: settings.logs,
    oldAfterDays: oldAfterDays(platform),
  };
}

/** Twice the longest that any project's environment lives without a push. */
function oldAfterDays({ policy, projects }: Platform): number {
  const policies = [policy, ...projects.map((project) => project.policy)];
  const day = parseDuration('1d');
  const longest = Math.max(
    ...policies.map(({ preserve, ttl }) => days(ttl) + days(preserve.total)),
  );
  return Math.ceil(2 * longest);

  function days(duration: string): number {
    return duration === 'never' ? 30 : parseDuration(duration) / day;
  }
}

export function dashboardScope(platform: Platform, settings: ComponentSettings): DashboardScope {
  const { argocd, capacity, domain } = platform;
  return {
    opsDomain: settings.opsDomain,
    domain,
    argocd: {
      url: (argocd.url ?? `https://argocd.${settings.opsDomain}`).replace(/\/+$/, ''),
      namespace: argocd.namespace,
    },
    capacity: {
      cpu: parseCpu(capacity.cpu) / 1000,
      memory: parseMemory(capacity.memory),
      storage: parseMemory(capacity.storage),
      environments: capacity.environments,
    },
    certificates: settings.certManager && settings.tls.issuer !== 'none',
    externalSecrets: settings.externalSecrets,
    logs: settings.logs,
  };
}
