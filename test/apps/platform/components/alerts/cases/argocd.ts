import { stays, type AlertCase } from '../alert-case.ts';
import { application } from './environments.ts';

const up = (job: string) => `up{job="${job}",namespace="argocd"}`;
const controller = up('argocd-application-controller-metrics');
const everyPart = {
  [controller]: stays(1),
  [up('argocd-applicationset-controller-metrics')]: stays(1),
  [up('argocd-repo-server-metrics')]: stays(1),
};
const syncs = (name: string, phase: string) =>
  `argocd_app_sync_total{job="argocd-application-controller-metrics",namespace="argocd",exported_namespace="argocd",name="${name}",project="shop",phase="${phase}",dry_run="false"}`;
const appset = (status: string) =>
  `argocd_appset_info{job="argocd-applicationset-controller-metrics",namespace="argocd",exported_namespace="argocd",name="shop",resource_update_status="${status}"}`;
const remaining = (name: string) =>
  `argocd_github_api_rate_limit_remaining{job="argocd-applicationset-controller-metrics",endpoint="/repos/acme/${name}/pulls",appset_name="${name}",appset_namespace="argocd",resource="core"}`;
const component = (health: string, sync = 'Synced') =>
  application('loki', health, sync, 'k8s-ephemeral-environments-platform');

export const argocdCases: Readonly<Record<string, AlertCase>> = {
  ArgoCdDown: {
    fires: [
      {
        is: 'the controller does not answer',
        series: { ...everyPart, [controller]: stays(0) },
        at: '10m',
        alerts: [{ labels: { part: 'application-controller' } }],
      },
      {
        is: 'two parts are gone',
        series: { [controller]: stays(1) },
        at: '10m',
        alerts: [
          { labels: { part: 'applicationset-controller' } },
          { labels: { part: 'repo-server' } },
        ],
      },
    ],
    silent: { 'all answer': { [controller]: stays(1) } },
  },
  ArgoCdSyncsFailing: {
    fires: [
      {
        is: 'three Applications fail, one does not',
        series: {
          [syncs('shop-pr-1', 'Failed')]: '0+1x60',
          [syncs('shop-pr-2', 'Failed')]: '0+1x60',
          [syncs('docs-pr-3', 'Error')]: '0+1x60',
          [syncs('docs-pr-4', 'Succeeded')]: '0+1x60',
        },
        at: '30m',
        alerts: [{ labels: {}, value: '3' }],
      },
    ],
    silent: {
      'two fail': { [syncs('docs-pr-3', 'Error')]: undefined },
      'most do not': { [syncs('docs-pr-4', 'Succeeded')]: '0+9x60' },
    },
  },
  ApplicationSetFailing: {
    fires: [
      {
        is: 'GitHub refuses the credential',
        series: { [appset('ApplicationParamsGenerationError')]: stays(1) },
        at: '20m',
        alerts: [{ labels: { name: 'shop' } }],
      },
    ],
    silent: {
      'it works': {
        [appset('ApplicationParamsGenerationError')]: undefined,
        [appset('ApplicationSetUpToDate')]: stays(1),
      },
      'it failed once': {
        [appset('ApplicationParamsGenerationError')]: '_x5 1+0x5 _x60',
        [appset('ApplicationSetUpToDate')]: '1+0x5 _x5 1+0x60',
      },
    },
  },
  GitHubLimitOfArgoCd: {
    fires: [
      {
        is: 'little is left',
        series: { [remaining('shop')]: stays(120), [remaining('docs')]: stays(4000) },
        at: '10m',
        alerts: [{ labels: { appset_name: 'shop' }, value: '120' }],
      },
    ],
    silent: { 'there is enough': { [remaining('shop')]: stays(3000) } },
  },
  PlatformComponentNotWell: {
    fires: [
      {
        is: 'it is not healthy',
        series: { [component('Degraded')]: stays(1) },
        at: '40m',
        alerts: [{ labels: { name: 'loki' } }],
      },
      {
        is: 'nothing that is changed on main is applied',
        series: {
          [application(
            'k8s-ephemeral-environments',
            'Healthy',
            'Unknown',
            'k8s-ephemeral-environments',
          )]: stays(1),
        },
        at: '40m',
        alerts: [{ labels: { name: 'k8s-ephemeral-environments' } }],
      },
      {
        is: 'it cannot be applied',
        series: { [component('Healthy', 'OutOfSync')]: stays(1) },
        at: '40m',
        alerts: [{ labels: { name: 'loki' } }],
      },
    ],
    silent: {
      'it is well': {
        [component('Degraded')]: '1+0x10 _x60',
        [component('Healthy')]: '_x10 1+0x60',
      },
      'a preview is not': {
        [component('Degraded')]: undefined,
        [application('shop-pr-7', 'Degraded')]: stays(1),
      },
    },
  },
};

const externalSecrets = 'up{job="external-secrets-metrics",namespace="external-secrets"}';
const condition = (status: string) =>
  `externalsecret_status_condition{job="external-secrets-metrics",namespace="external-secrets",exported_namespace="shop-pr-7",name="postgresql",condition="Ready",status="${status}"}`;

export const secretCases: Readonly<Record<string, AlertCase>> = {
  ExternalSecretsDown: {
    fires: [
      {
        is: 'it does not answer',
        series: { [externalSecrets]: stays(0) },
        at: '15m',
        alerts: [{ labels: {} }],
      },
      { is: 'it is not there', series: { up: stays(1) }, at: '15m', alerts: [{ labels: {} }] },
    ],
    silent: { 'it answers': { [externalSecrets]: stays(1) } },
  },
  SecretNotReady: {
    fires: [
      {
        is: 'the store does not have it',
        series: { [condition('False')]: stays(1), [condition('True')]: stays(0) },
        at: '20m',
        alerts: [{ labels: { exported_namespace: 'shop-pr-7', name: 'postgresql' } }],
      },
    ],
    silent: { 'it is made': { [condition('False')]: stays(0), [condition('True')]: stays(1) } },
  },
};
