import { stays, type AlertCase } from '../alert-case.ts';

const pod = 'namespace="shop-pr-7",pod="app-1",container="app"';
const ksm = 'job="kube-state-metrics"';
const labels = { namespace: 'shop-pr-7', pod: 'app-1', container: 'app' };
const waiting = (reason: string, of = pod) =>
  `kube_pod_container_status_waiting_reason{${ksm},${of},reason="${reason}"}`;
const elsewhere = 'namespace="argocd",pod="argocd-1",container="server"';

const oomKilled = `kube_pod_container_status_last_terminated_reason{${ksm},${pod},reason="OOMKilled"}`;
const restarts = `kube_pod_container_status_restarts_total{${ksm},${pod}}`;
const memory = `container_memory_working_set_bytes{job="kubelet",${pod},image="shop"}`;
const limit = `kube_pod_container_resource_limits{${ksm},${pod},resource="memory",unit="byte",node="vps"}`;
const refused = (status: string) =>
  `kube_deployment_status_condition{${ksm},namespace="shop-pr-7",deployment="app",condition="ReplicaFailure",status="${status}"}`;
const statefulSet = (metric: string) =>
  `${metric}{${ksm},namespace="shop-pr-7",statefulset="postgresql"}`;

/** An Application as the controller tells of it, its own namespace renamed by Prometheus. */
export const application = (name: string, health: string, sync = 'Synced', project = 'shop') =>
  `argocd_app_info{job="argocd-application-controller-metrics",namespace="argocd",exported_namespace="argocd",name="${name}",project="${project}",dest_namespace="${name}",health_status="${health}",sync_status="${sync}"}`;
const shop = { name: 'shop-pr-7' };
const platform = application(
  'loki',
  'Degraded',
  'OutOfSync',
  'k8s-ephemeral-environments-platform',
);

const views = (state: string) =>
  `k8s_ee_environment_views{job="generator",namespace="k8s-ee-system",state="${state}"}`;

export const environmentCases: Readonly<Record<string, AlertCase>> = {
  EnvironmentCrashLooping: {
    fires: [
      {
        is: 'it waits, runs for a moment, waits',
        series: { [waiting('CrashLoopBackOff')]: '1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1+0x60' },
        at: '25m',
        alerts: [{ labels }],
      },
      {
        is: 'the init container does',
        series: {
          [`kube_pod_init_container_status_waiting_reason{${ksm},namespace="shop-pr-7",pod="app-1",container="migrate",reason="CrashLoopBackOff"}`]:
            stays(1),
        },
        at: '25m',
        alerts: [{ labels: { ...labels, container: 'migrate' } }],
      },
    ],
    silent: {
      'it waits for its image': {
        [waiting('CrashLoopBackOff')]: undefined,
        [waiting('ImagePullBackOff')]: stays(1),
      },
      'it did at its start only': { [waiting('CrashLoopBackOff')]: '1+0x4 _x60' },
      'it is none of ours': {
        [waiting('CrashLoopBackOff')]: undefined,
        [waiting('CrashLoopBackOff', elsewhere)]: stays(1),
      },
    },
  },
  EnvironmentOutOfMemory: {
    fires: [
      {
        is: 'it was ended and started again',
        series: { [oomKilled]: '_x9 1+0x60', [restarts]: '0+0x9 1+0x60' },
        at: '15m',
        alerts: [{ labels }],
      },
    ],
    silent: {
      'that was yesterday': { [oomKilled]: stays(1), [restarts]: stays(1) },
      'it ended for another reason': { [oomKilled]: undefined },
    },
  },
  EnvironmentMemoryNearlyFull: {
    fires: [
      {
        is: '95 % are used',
        series: { [memory]: stays(95), [limit]: stays(100) },
        at: '20m',
        alerts: [{ labels, value: '95%' }],
      },
    ],
    silent: {
      'half is used': { [memory]: stays(50) },
      'that is all of the pod': {
        [memory]: undefined,
        'container_memory_working_set_bytes{job="kubelet",namespace="shop-pr-7",pod="app-1"}':
          stays(95),
      },
    },
  },
  EnvironmentPodsRefused: {
    fires: [
      {
        is: 'the quota has no room for a Deployment’s pod',
        series: { [refused('true')]: stays(1), [refused('false')]: stays(0) },
        at: '15m',
        alerts: [{ labels: { namespace: 'shop-pr-7' } }],
      },
      {
        is: 'nor for a database',
        series: {
          [statefulSet('kube_statefulset_replicas')]: stays(1),
          [statefulSet('kube_statefulset_status_replicas')]: stays(0),
        },
        at: '15m',
        alerts: [{ labels: { namespace: 'shop-pr-7' } }],
      },
    ],
    silent: {
      'it has': { [refused('true')]: stays(0), [refused('false')]: stays(1) },
      'it sleeps': {
        [refused('true')]: undefined,
        [statefulSet('kube_statefulset_replicas')]: stays(0),
        [statefulSet('kube_statefulset_status_replicas')]: stays(0),
      },
    },
  },
  EnvironmentImageUnavailable: {
    fires: [
      {
        is: 'it tries and waits by turns',
        series: {
          [waiting('ErrImagePull')]: '1 _ _ _ 1 _ _ _ 1 _ _ _ 1 _ _ _ 1 _ _ _ 1 _ _ _ 1 _ _ _',
          [waiting('ImagePullBackOff')]:
            '_ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _',
        },
        at: '20m',
        alerts: [{ labels }],
      },
    ],
    silent: {
      'it was pulled': {
        [waiting('ErrImagePull')]: '1 _x60',
        [waiting('ImagePullBackOff')]: '_ 1 1 1 _x60',
      },
    },
  },
  EnvironmentFailed: {
    fires: [
      {
        is: 'for longer than an hour, in whatever state the sync is',
        series: {
          [application('shop-pr-7', 'Degraded')]: '1+0x40 _x100',
          [application('shop-pr-7', 'Degraded', 'OutOfSync')]: '_x40 1+0x100',
        },
        at: '65m',
        alerts: [{ labels: shop }],
      },
    ],
    silent: {
      'it is well': {
        [application('shop-pr-7', 'Degraded')]: undefined,
        [application('shop-pr-7', 'Degraded', 'OutOfSync')]: undefined,
        [application('shop-pr-7', 'Healthy')]: stays(1),
      },
      'a component of the platform is not': {
        [application('shop-pr-7', 'Degraded')]: undefined,
        [application('shop-pr-7', 'Degraded', 'OutOfSync')]: undefined,
        [platform]: stays(1),
      },
    },
  },
  EnvironmentNotSynced: {
    fires: [
      {
        is: 'Argo CD could not apply it',
        series: { [application('shop-pr-7', 'Healthy', 'OutOfSync')]: stays(1) },
        at: '35m',
        alerts: [{ labels: shop }],
      },
      {
        is: 'Argo CD cannot read Git',
        series: { [application('shop-pr-7', 'Healthy', 'Unknown')]: stays(1) },
        at: '35m',
        alerts: [{ labels: shop }],
      },
    ],
    silent: {
      'it is in step': {
        [application('shop-pr-7', 'Healthy', 'OutOfSync')]: '1+0x5 _x100',
        [application('shop-pr-7', 'Healthy')]: '_x5 1+0x100',
      },
    },
  },
  EnvironmentStuckDeploying: {
    fires: [
      {
        is: 'it starts and starts',
        series: { [application('shop-pr-7', 'Progressing')]: stays(1) },
        at: '35m',
        alerts: [{ labels: shop }],
      },
    ],
    silent: {
      'it takes ten minutes': {
        [application('shop-pr-7', 'Progressing')]: '1+0x10 _x100',
        [application('shop-pr-7', 'Healthy')]: '_x10 1+0x100',
      },
    },
  },
  ManyEnvironmentsFailed: {
    fires: [
      {
        is: 'three of four',
        series: {
          [application('shop-pr-1', 'Degraded')]: stays(1),
          [application('shop-pr-2', 'Degraded')]: stays(1),
          [application('docs-pr-3', 'Degraded')]: stays(1),
          [application('docs-pr-4', 'Healthy')]: stays(1),
          [platform]: stays(1),
        },
        at: '15m',
        alerts: [{ labels: {}, value: '3' }],
      },
    ],
    silent: {
      'two of three': { [application('docs-pr-3', 'Degraded')]: undefined },
      'three of many': Object.fromEntries(
        [5, 6, 7, 8].map((number) => [application(`docs-pr-${number}`, 'Healthy'), stays(1)]),
      ),
    },
  },
  EnvironmentsQueued: {
    fires: [
      {
        is: 'two wait',
        series: { [views('queued')]: stays(2), [views('ready')]: stays(9) },
        at: '70m',
        alerts: [{ labels: {}, value: '2' }],
      },
    ],
    silent: {
      'nobody waits': { [views('queued')]: stays(0) },
      'they waited for a while': { [views('queued')]: '2+0x30 0+0x90' },
    },
  },
};
