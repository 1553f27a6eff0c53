import { stays, staysLong, type AlertCase } from '../alert-case.ts';

const target = 'job="generator",namespace="k8s-ee-system",pod="generator-1",service="generator"';
const of = (metric: string, labels = '') => `k8s_ee_${metric}{${target}${labels && `,${labels}`}}`;
const up = `up{${target}}`;
const rounds = (result: string) => of('rounds_total', `result="${result}"`);
const deliveries = (outcome: string, reason: string) =>
  of('webhook_deliveries_total', `outcome="${outcome}",reason="${reason}"`);
const records = of('environments', 'project="shop",state="active"');
const ready = of('time_to_ready_seconds_count', 'project="shop"');
const remaining = of('github_requests_remaining');
const comments = (result: string) => of('comments_total', `result="${result}"`);
const notified = (result: string) =>
  of('argocd_notifications_total', `target="server",result="${result}"`);

export const generatorCases: Readonly<Record<string, AlertCase>> = {
  GeneratorDown: {
    fires: [
      { is: 'it does not answer', series: { [up]: stays(0) }, at: '10m', alerts: [{ labels: {} }] },
      {
        is: 'it is not there',
        series: { 'up{job="kps"}': stays(1) },
        at: '10m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'it answers': { [up]: stays(1) },
      'it is being replaced': { [up]: '1 1 0 0 0 1+0x60' },
    },
  },
  GeneratorStandsStill: {
    fires: [
      {
        is: 'there are environments and no rounds',
        series: { [records]: staysLong(4), [rounds('unchanged')]: staysLong(50) },
        at: '200m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'it looks at them once an hour': { [rounds('unchanged')]: '50+0x59 51+0x59 52+0x59 53+0x59' },
      'its first round is the first of its kind': {
        [rounds('unchanged')]: undefined,
        [rounds('pushed')]: '_x150 1+0x300',
      },
      'there are no environments': { [records]: undefined },
      'it has just begun': { [records]: '_x150 4+0x300' },
    },
  },
  PushFailing: {
    fires: [
      {
        is: 'each try fails, every two minutes',
        series: {
          [rounds('failed')]: '0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9 10 10 11 11 12 12 13+0x60',
        },
        at: '25m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'pushes get through as well': { [rounds('pushed')]: '0+1x60' },
      'it failed once': { [rounds('failed')]: '0 0 1+0x60' },
    },
  },
  GitHubUnknown: {
    fires: [
      {
        is: 'each look fails',
        series: { [of('unknown_observations_total')]: '0+2x60' },
        at: '30m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'one in five minutes does': {
        [of('unknown_observations_total')]: '0 0 0 0 1 1 1 1 1 2+0x60',
      },
    },
  },
  GitHubLimitOfGenerator: {
    fires: [
      {
        is: 'little is left',
        series: { [remaining]: '5000-100x48 200+0x60' },
        at: '60m',
        alerts: [{ labels: {}, value: '200' }],
      },
      {
        is: 'nothing is left',
        series: { [remaining]: '5000-100x50 0+0x60' },
        at: '60m',
        alerts: [{ labels: {}, value: '0' }],
      },
    ],
    silent: {
      'there is enough': { [remaining]: stays(4000) },
      'GitHub never said': { [remaining]: stays(0) },
    },
  },
  WebhookSilence: {
    fires: [
      {
        is: 'commits are deployed and no webhook comes',
        series: { [ready]: '3+0x359 3+1x240', [deliveries('accepted', 'wake')]: staysLong(40) },
        at: '480m',
        alerts: [{ labels: {} }],
      },
      {
        is: 'none ever came',
        series: { [ready]: '_x360 1+0x240' },
        at: '480m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'webhooks come': { [deliveries('accepted', 'wake')]: '40+0x399 41+0x240' },
      'the first webhook is the first of its kind': {
        [deliveries('accepted', 'wake')]: '_x400 1+0x240',
      },
      'nothing happens': { [ready]: staysLong(3) },
    },
  },
  WebhooksRefused: {
    fires: [
      {
        is: 'the secrets differ',
        series: { [deliveries('refused', 'signature')]: '0+1x60' },
        at: '60m',
        alerts: [{ labels: { reason: 'signature' }, value: '60' }],
      },
    ],
    silent: {
      'somebody knocks': { [deliveries('refused', 'signature')]: '0+0x30 1+0x10 2+0x60' },
      'it starts': {
        [deliveries('refused', 'signature')]: undefined,
        [deliveries('refused', 'starting')]: '0+1x60',
      },
    },
  },
  PlatformConfigInvalid: {
    fires: [
      {
        is: 'it has a mistake',
        series: { [of('platform_config_valid')]: stays(0) },
        at: '15m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'it is in effect': { [of('platform_config_valid')]: stays(1) },
      'it starts': { [of('platform_config_valid')]: '0 1+0x60' },
    },
  },
  EnvironmentsNeedAPerson: {
    fires: [
      {
        is: 'a project vanished',
        series: { [of('alarms', 'rule="project-vanished"')]: stays(3) },
        at: '15m',
        alerts: [{ labels: { rule: 'project-vanished' }, value: '3' }],
      },
    ],
    silent: { 'none does': { [of('alarms', 'rule="project-vanished"')]: undefined } },
  },
  RecordsRepaired: {
    fires: [
      {
        is: 'one was put back',
        series: { [of('record_repairs_total')]: '0+0x10 1+0x60' },
        at: '15m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: { 'none was': { [of('record_repairs_total')]: stays(1) } },
  },
  PeopleNotTold: {
    fires: [
      {
        is: 'GitHub refuses them',
        series: { [comments('failed')]: '0+1x60' },
        at: '40m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'they are written': { [comments('failed')]: stays(2), [comments('written')]: '0+1x60' },
    },
  },
  ArgoCdNotTold: {
    fires: [
      {
        is: 'it refuses them',
        series: { [notified('failed')]: '0+1x60' },
        at: '40m',
        alerts: [{ labels: { target: 'server' } }],
      },
    ],
    silent: { 'it takes them': { [notified('failed')]: undefined, [notified('ok')]: '0+1x60' } },
  },
};
