import { LOKI_URL } from './loki.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

/** Made in the cluster by the component `grafana`. */
export const GRAFANA_SECRET = {
  name: 'grafana-admin',
  user: 'admin-user',
  password: 'admin-password',
};

/** What the chart calls the Service, the ServiceAccount, the port and its pods. */
export const GRAFANA = {
  service: 'kps-grafana',
  account: 'kps-grafana',
  port: 'http-web',
  podPort: 3000,
  name: 'grafana',
};

export const grafanaHost = ({ opsDomain }: Pick<ComponentSettings, 'opsDomain'>) =>
  `grafana.${opsDomain}`;

/** Grafana keeps nothing: what it shows is provisioned from Git, and a new pod shows the same. */
export function grafanaValues(settings: ComponentSettings): object {
  const { name, user, password } = GRAFANA_SECRET;
  return {
    enabled: true,
    testFramework: { enabled: false },
    // Its roles read Secrets, of the whole cluster or of the namespace; the component `grafana` brings one that does not.
    rbac: { create: false },
    defaultDashboardsEnabled: true,
    defaultDashboardsEditable: false,
    forceDeployDashboards: false,
    admin: { existingSecret: name, userKey: user, passwordKey: password },
    priorityClassName: PLATFORM_PRIORITY,
    resources: resourcesOf(settings, 'grafana'),
    persistence: { enabled: false },
    'grafana.ini': configuration(settings),
    sidecar: {
      resources: resourcesOf(settings, 'grafanaDashboards'),
      dashboards: {
        enabled: true,
        label: 'grafana_dashboard',
        labelValue: '1',
        // Only here and only ConfigMaps: its account may read nothing else.
        searchNamespace: namespaces.observability,
        resource: 'configmap',
        folderAnnotation: 'grafana_folder',
        provider: { foldersFromFilesStructure: true },
      },
      // Never change while it runs: no container has to watch for them.
      datasources: { enabled: false },
    },
    datasources: { 'datasources.yaml': { apiVersion: 1, datasources: datasources(settings) } },
  };
}

function configuration(settings: ComponentSettings): object {
  const behindLogin = settings.login !== undefined;
  return {
    server: { root_url: `https://${grafanaHost(settings)}` },
    analytics: {
      check_for_updates: false,
      check_for_plugin_updates: false,
      reporting_enabled: false,
    },
    news: { news_feed_enabled: false },
    plugins: { preinstall_disabled: true },
    users: { allow_sign_up: false },
    ...(behindLogin && { security: { cookie_secure: true } }),
    // Behind the login everybody may look; to change anything takes the password. No header says who somebody is,
    // which a pod could set as well.
    'auth.anonymous': { enabled: behindLogin, org_role: 'Viewer' },
  };
}

function datasources({ logs }: ComponentSettings): object[] {
  const source = (uid: string, type: string, url: string, more: object = {}) => ({
    name: uid[0]!.toUpperCase() + uid.slice(1),
    uid,
    type,
    url,
    access: 'proxy',
    editable: false,
    ...more,
  });
  const { observability } = namespaces;
  return [
    source('prometheus', 'prometheus', `http://kps-prometheus.${observability}:9090`, {
      isDefault: true,
      jsonData: { httpMethod: 'POST', timeInterval: '30s' },
    }),
    source('alertmanager', 'alertmanager', `http://kps-alertmanager.${observability}:9093`, {
      jsonData: { implementation: 'prometheus', handleGrafanaManagedAlerts: false },
    }),
    ...(logs ? [source('loki', 'loki', LOKI_URL, { jsonData: { maxLines: 1000 } })] : []),
  ];
}
