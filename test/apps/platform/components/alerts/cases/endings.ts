import { stays, staysLong, type AlertCase } from '../alert-case.ts';
import { application } from './environments.ts';

const ksm = 'job="kube-state-metrics"';
const phase = (namespace: string, phase: string) =>
  `kube_namespace_status_phase{${ksm},namespace="${namespace}",phase="${phase}"}`;
const created = (namespace: string) => `kube_namespace_created{${ksm},namespace="${namespace}"}`;
const labelled = (namespace: string, type: string) =>
  `kube_namespace_labels{${ksm},namespace="${namespace}",label_k8s_ee_type="${type}",label_k8s_ee_project_id="shop",label_k8s_ee_pr_number="7"}`;
const records = (state: string) =>
  `k8s_ee_environments{job="generator",namespace="k8s-ee-system",project="shop",state="${state}"}`;
const component = application('loki', 'Healthy', 'Synced', 'k8s-ephemeral-environments-platform');

const numbers = [1, 2, 3, 4, 5, 6];
/** Namespaces that are there for 30 minutes and then not. */
const vanishing = Object.fromEntries(
  numbers.flatMap((number) => [
    [created(`shop-pr-${number}`), '1+0x30 _x60'],
    [phase(`shop-pr-${number}`, 'Active'), '1+0x30 _x60'],
  ]),
);

export const endingCases: Readonly<Record<string, AlertCase>> = {
  EnvironmentStuckDeleting: {
    fires: [
      {
        is: 'a finalizer holds it',
        series: {
          [phase('shop-pr-7', 'Terminating')]: stays(1),
          [phase('shop-pr-7', 'Active')]: stays(0),
        },
        at: '20m',
        alerts: [{ labels: { namespace: 'shop-pr-7' } }],
      },
    ],
    silent: {
      'it is gone within a minute': {
        [phase('shop-pr-7', 'Terminating')]: '1 1 _x60',
        [phase('shop-pr-7', 'Active')]: '0 0 _x60',
      },
      'another namespace is': {
        [phase('shop-pr-7', 'Terminating')]: undefined,
        [phase('kube-trial', 'Terminating')]: stays(1),
      },
    },
  },
  TombstoneOld: {
    fires: [
      {
        is: 'it stays',
        series: { [records('destroying')]: staysLong(1), [records('active')]: staysLong(4) },
        at: '150m',
        alerts: [{ labels: { project: 'shop' } }],
      },
    ],
    silent: {
      'it is removed': { [records('destroying')]: '1+0x10 _x200' },
      'there is none': { [records('destroying')]: undefined },
    },
  },
  OrphanNamespace: {
    fires: [
      {
        is: 'it has no Application',
        series: { [labelled('shop-pr-7', 'ephemeral')]: stays(1), [component]: stays(1) },
        at: '70m',
        alerts: [{ labels: { namespace: 'shop-pr-7' } }],
      },
    ],
    silent: {
      'it has one': { [application('shop-pr-7', 'Healthy')]: stays(1) },
      'nobody tells of Applications': { [component]: undefined },
      'it is of the platform': {
        [labelled('shop-pr-7', 'ephemeral')]: undefined,
        [labelled('observability', 'platform')]: stays(1),
      },
    },
  },
  EnvironmentTooOld: {
    fires: [
      {
        is: 'it is older than 28 days, twice 7 days and 7 days of preserving',
        series: { [created('shop-pr-7')]: stays(-2_500_000) },
        at: '70m',
        alerts: [{ labels: { namespace: 'shop-pr-7' }, value: '28d 23h 36m 40s' }],
      },
    ],
    silent: {
      'it is 27 days old': { [created('shop-pr-7')]: stays(-27 * 86_400) },
      'another namespace is as old': {
        [created('shop-pr-7')]: undefined,
        [created('kube-system')]: stays(-2_500_000),
      },
    },
  },
  ManyEnvironmentsDeleted: {
    fires: [
      {
        is: 'six of seven vanish at once',
        series: {
          ...vanishing,
          [created('docs-pr-8')]: stays(1),
          [phase('docs-pr-8', 'Active')]: stays(1),
        },
        at: '40m',
        alerts: [{ labels: {}, value: '6' }],
      },
      {
        is: 'they are on their way out',
        series: Object.fromEntries(
          numbers.flatMap((number) => [
            [created(`shop-pr-${number}`), stays(1)],
            [phase(`shop-pr-${number}`, 'Active'), '1+0x30 0+0x60'],
            [phase(`shop-pr-${number}`, 'Terminating'), '0+0x30 1+0x60'],
          ]),
        ),
        at: '40m',
        alerts: [{ labels: {}, value: '6' }],
      },
    ],
    silent: {
      'four do': {
        [phase('shop-pr-5', 'Active')]: stays(1),
        [phase('shop-pr-6', 'Active')]: stays(1),
      },
      'nobody tells of namespaces any more': {
        [created('docs-pr-8')]: '1+0x30 _x60',
        [phase('docs-pr-8', 'Active')]: '1+0x30 _x60',
      },
    },
  },
};
