import { labels } from '../../../constructs/labels.ts';
import { chartComponent, type ChartComponent } from './chart-component.ts';
import { ALERT_SECRET, alertmanagerConfig, hasReceivers } from './kube-prometheus-stack-alerts.ts';
import { grafanaValues } from './kube-prometheus-stack-grafana.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { keptBy, resourcesOf } from './sizes.ts';

/** Prometheus and Alertmanager are Services named after it. */
const RELEASE = 'kps';

/** Metrics, the alerts of the cluster itself, and Grafana. */
export function kubePrometheusStack(settings: ComponentSettings): ChartComponent {
  return chartComponent(settings, {
    chart: 'kube-prometheus-stack',
    release: RELEASE,
    namespace: namespaces.observability,
    description: 'Prometheus, Alertmanager and Grafana',
    values: {
      crds: { enabled: true },
      cleanPrometheusOperatorObjectNames: true,
      fullnameOverride: RELEASE,
      ...scrapedOfK3s,
      defaultRules: {
        create: true,
        rules: NOT_IN_K3S,
        // What fails in a preview is told by rules of our own.
        appNamespacesOperator: '!~',
        appNamespacesTarget: '.+-pr-[0-9]+',
      },
      prometheusOperator: operator(settings),
      prometheus: { prometheusSpec: prometheus(settings) },
      alertmanager: {
        enabled: true,
        config: alertmanagerConfig(settings),
        alertmanagerSpec: alertmanager(settings),
      },
      grafana: grafanaValues(settings),
      'kube-state-metrics': {
        collectors: COUNTED,
        metricLabelsAllowlist: [
          `namespaces=[${[labels.type, labels.projectId, labels.prNumber].join(',')}]`,
        ],
        priorityClassName: PLATFORM_PRIORITY,
        resources: resourcesOf(settings, 'kubeStateMetrics'),
      },
      'prometheus-node-exporter': {
        priorityClassName: PLATFORM_PRIORITY,
        resources: resourcesOf(settings, 'nodeExporter'),
      },
    },
  });
}

/** Of the default ones without Secrets and ConfigMaps, which nobody should list, and what nothing asks for. */
const COUNTED = [
  ...['cronjobs', 'daemonsets', 'deployments', 'horizontalpodautoscalers', 'ingresses', 'jobs'],
  ...['limitranges', 'namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes'],
  ...['poddisruptionbudgets', 'pods', 'replicasets', 'resourcequotas', 'services', 'statefulsets'],
  'storageclasses',
];

const NOT_IN_K3S = {
  etcd: false,
  kubeControllerManager: false,
  kubeProxy: false,
  kubeSchedulerAlerting: false,
  kubeSchedulerRecording: false,
  windows: false,
};

const off = { enabled: false };

/**
 * In k3s the whole control plane is one process, whose every endpoint has the metrics of all of it. So only two are
 * read, and of each only its own.
 */
const scrapedOfK3s = {
  kubeControllerManager: off,
  kubeScheduler: off,
  kubeProxy: off,
  kubeEtcd: off,
  kubeApiServer: {
    serviceMonitor: {
      metricRelabelings: [
        {
          action: 'drop',
          sourceLabels: ['__name__', 'le'],
          regex:
            '(etcd_request|apiserver_request_slo|apiserver_request_sli|apiserver_request)_duration_seconds_bucket;(0\\.15|0\\.2|0\\.3|0\\.35|0\\.4|0\\.45|0\\.6|0\\.7|0\\.8|0\\.9|1\\.25|1\\.5|1\\.75|2|3|3\\.5|4|4\\.5|6|7|8|9|15|20|40|45|50)(\\.0)?',
        },
        {
          action: 'drop',
          sourceLabels: ['__name__'],
          regex:
            '(kubelet|kubeproxy|scheduler|container|storage_operation|csi_operations|volume_manager|node_collector|prober|cadvisor)_.+',
        },
      ],
    },
  },
  kubelet: {
    serviceMonitor: {
      metricRelabelings: [
        {
          action: 'drop',
          sourceLabels: ['__name__'],
          regex:
            '(apiserver|apiextensions|aggregator|etcd|scheduler|authentication|authorization|admission|job_controller|endpoint_slice_controller|garbagecollector|node_collector|kubeproxy)_.+',
        },
      ],
    },
  },
};

function operator(settings: ComponentSettings) {
  return {
    resources: resourcesOf(settings, 'prometheusOperator'),
    prometheusConfigReloader: { resources: resourcesOf(settings, 'configReloader') },
    // Jobs that make a certificate, for a check that tests have made already.
    admissionWebhooks: off,
    tls: off,
  };
}

function prometheus(settings: ComponentSettings) {
  const { days, size, volume } = keptBy(settings).metrics;
  return {
    retention: `${days}d`,
    retentionSize: size,
    scrapeInterval: '30s',
    evaluationInterval: '30s',
    // Monitors and rules of every namespace, not only those of this release.
    serviceMonitorSelectorNilUsesHelmValues: false,
    podMonitorSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    priorityClassName: PLATFORM_PRIORITY,
    resources: resourcesOf(settings, 'prometheus'),
    storageSpec: volumeOf(settings, volume),
  };
}

function alertmanager(settings: ComponentSettings) {
  return {
    priorityClassName: PLATFORM_PRIORITY,
    resources: resourcesOf(settings, 'alertmanager'),
    // Silences outlive the pod.
    storage: volumeOf(settings, keptBy(settings).silences.volume),
    // A Secret that is not there keeps the pod from starting: mounted only where it is needed.
    ...(hasReceivers(settings) && { secrets: [ALERT_SECRET] }),
  };
}

function volumeOf({ storageClass }: ComponentSettings, storage: string) {
  return {
    volumeClaimTemplate: {
      spec: {
        storageClassName: storageClass,
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage } },
      },
    },
  };
}
