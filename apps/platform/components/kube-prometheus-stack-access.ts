import { Route } from '../../../constructs/environment/route.ts';
import { labels } from '../../../constructs/labels.ts';
import { ConfigMapReader } from '../../../constructs/platform/config-map-reader.ts';
import { GeneratedPassword } from '../../../constructs/environment/generated-password.ts';
import { throughMiddlewares } from '../../../constructs/platform/middleware.ts';
import { RestrictedIngress } from '../../../constructs/platform/restricted-ingress.ts';
import type { Component } from './component.ts';
import { GRAFANA, GRAFANA_SECRET, grafanaHost } from './kube-prometheus-stack-grafana.ts';
import { OPS_LOGIN } from './login-names.ts';
import { namespaces } from './namespaces.ts';
import type { ComponentSettings } from './settings.ts';
import { SECURITY_HEADERS } from './traefik.ts';

/**
 * Who gets to Grafana: the administrator by a generated password, everybody else by the login or not at all. And what
 * Grafana gets to: the ConfigMaps with dashboards.
 */
export function grafana(settings: ComponentSettings): Component {
  return {
    name: 'grafana',
    namespace: namespaces.observability,
    description:
      'The administrator’s password of Grafana, what it may read, and its page behind the login',
    objects: (file) => {
      const chart = file('grafana');
      const { name, user, password } = GRAFANA_SECRET;
      new GeneratedPassword(chart, 'admin', {
        name,
        keys: ['password'],
        data: { [user]: 'admin', [password]: '{{ .password }}' },
      });
      new ConfigMapReader(chart, 'dashboards', {
        name: GRAFANA.account,
        namespace: namespaces.observability,
        account: GRAFANA.account,
      });
      new RestrictedIngress(chart, 'network', {
        name: GRAFANA.name,
        pods: { [labels.name]: GRAFANA.name },
        port: GRAFANA.podPort,
        metricsPort: GRAFANA.podPort,
      });
      if (settings.login === undefined) return;
      new Route(chart, 'route', {
        host: grafanaHost(settings),
        annotations: throughMiddlewares(SECURITY_HEADERS, OPS_LOGIN),
        service: { name: GRAFANA.service, port: GRAFANA.port },
      });
    },
  };
}
