import type { Platform } from '../platform.ts';
import { alloy } from './alloy.ts';
import { certManager } from './cert-manager.ts';
import { certificates } from './certificates.ts';
import type { Component } from './component.ts';
import { externalSecrets } from './external-secrets.ts';
import { grafana } from './kube-prometheus-stack-access.ts';
import { kubePrometheusStack } from './kube-prometheus-stack.ts';
import { loginRoutes } from './login-routes.ts';
import { login, loginsOf } from './login.ts';
import { loki } from './loki.ts';
import { runners } from './runners.ts';
import { secretStores } from './secret-stores.ts';
import type { ComponentSettings } from './settings.ts';
import { traefik } from './traefik.ts';

/** The charts that `platform.yaml` asks for, with what each of them needs around it. */
export function chartComponents(platform: Platform, settings: ComponentSettings): Component[] {
  const logins = loginsOf(platform, settings);
  const components: (Component | false | undefined)[] = [
    traefik(settings),
    settings.certManager && certManager(settings),
    certificates(platform, settings),
    settings.externalSecrets && externalSecrets(settings),
    secretStores(platform),
    settings.monitoring && kubePrometheusStack(settings),
    settings.monitoring && grafana(settings),
    settings.logs && loki(settings),
    settings.logs && alloy(settings),
    ...logins.map((one) => login(platform, settings, one)),
    logins.length > 0 && loginRoutes(logins),
    ...runners(settings),
  ];
  return components.filter((component) => component !== undefined && component !== false);
}
