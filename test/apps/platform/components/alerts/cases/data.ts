import { stays, staysLong, type AlertCase } from '../alert-case.ts';

const prometheus = 'job="kps-prometheus",namespace="observability",instance="10.42.0.9:9090"';
const blocks = `prometheus_tsdb_storage_blocks_bytes{${prometheus}}`;
const limit = `prometheus_tsdb_retention_limit_bytes{${prometheus}}`;
const failures = `prometheus_rule_evaluation_failures_total{${prometheus},rule_group="k8s-ee-node"}`;
const notSent = (integration: string) =>
  `alertmanager_notifications_failed_total{job="kps-alertmanager",namespace="observability",integration="${integration}",reason="other"}`;
const claim = (phase: string) =>
  `kube_persistentvolumeclaim_status_phase{job="kube-state-metrics",namespace="shop-pr-7",persistentvolumeclaim="data-postgresql-0",phase="${phase}"}`;
const lines = 'loki_distributor_lines_received_total{job="observability/loki",tenant="fake"}';
const running =
  'kube_pod_status_phase{job="kube-state-metrics",namespace="shop-pr-7",pod="app-1",phase="Running"}';

export const dataCases: Readonly<Record<string, AlertCase>> = {
  PrometheusDiskOverLimit: {
    fires: [
      {
        is: 'it keeps half as much again as it may',
        series: { [blocks]: staysLong(150), [limit]: staysLong(100) },
        at: '70m',
        alerts: [{ labels: { instance: '10.42.0.9:9090' }, value: '150%' }],
      },
    ],
    silent: {
      'it keeps what it may': { [blocks]: staysLong(99) },
      'it has no limit': { [limit]: staysLong(0) },
    },
  },
  AlertsNotEvaluated: {
    fires: [
      {
        is: 'a group fails each time',
        series: { [failures]: '0+1x60' },
        at: '30m',
        alerts: [{ labels: { rule_group: 'k8s-ee-node' } }],
      },
    ],
    silent: { 'none does': { [failures]: stays(0) } },
  },
  AlertsNotDelivered: {
    fires: [
      {
        is: 'Slack refuses them',
        series: { [notSent('slack')]: '0+1x60', [notSent('email')]: stays(0) },
        at: '30m',
        alerts: [{ labels: { integration: 'slack' } }],
      },
    ],
    silent: { 'they get out': { [notSent('slack')]: stays(0) } },
  },
  VolumePending: {
    fires: [
      {
        is: 'nobody makes it',
        series: { [claim('Pending')]: stays(1), [claim('Bound')]: stays(0) },
        at: '20m',
        alerts: [
          { labels: { namespace: 'shop-pr-7', persistentvolumeclaim: 'data-postgresql-0' } },
        ],
      },
      {
        is: 'it is lost',
        series: { [claim('Lost')]: stays(1) },
        at: '20m',
        alerts: [
          { labels: { namespace: 'shop-pr-7', persistentvolumeclaim: 'data-postgresql-0' } },
        ],
      },
    ],
    silent: { 'it is there': { [claim('Pending')]: '1 1 0+0x60', [claim('Bound')]: '0 0 1+0x60' } },
  },
};

export const logCases: Readonly<Record<string, AlertCase>> = {
  LogsNotIngested: {
    fires: [
      {
        is: 'nothing comes',
        series: { [lines]: stays(500), [running]: stays(1) },
        at: '40m',
        alerts: [{ labels: {} }],
      },
      {
        is: 'Loki is not there',
        series: { [running]: stays(1) },
        at: '40m',
        alerts: [{ labels: {} }],
      },
    ],
    silent: {
      'lines come': { [lines]: '0+100x120' },
      'no pods run': { [running]: stays(0) },
    },
  },
};
