import { chartComponent, type ChartComponent } from './chart-component.ts';
import { LOKI_URL } from './loki.ts';
import { namespaces } from './namespaces.ts';
import { PLATFORM_PRIORITY } from './priorities.ts';
import type { ComponentSettings } from './settings.ts';
import { resourcesOf } from './sizes.ts';

/** What Alloy remembers of how far it has read; with the pod's own files it would read everything again. */
const MEMORY = '/var/lib/alloy';

/** Reads the log files of the node’s pods and the events of the cluster, and sends them to Loki. */
export function alloy(settings: ComponentSettings): ChartComponent {
  return chartComponent(settings, {
    chart: 'alloy',
    namespace: namespaces.observability,
    description: 'Sends the logs of all pods and the events of the cluster to Loki',
    values: {
      fullnameOverride: 'alloy',
      crds: { create: false },
      // The chart's own rules read every Secret and ConfigMap.
      rbac: {
        rules: [
          {
            apiGroups: [''],
            resources: ['pods', 'namespaces', 'events'],
            verbs: ['get', 'list', 'watch'],
          },
        ],
        clusterRules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] }],
      },
      controller: {
        type: 'daemonset',
        priorityClassName: PLATFORM_PRIORITY,
        volumes: {
          extra: [{ name: 'memory', hostPath: { path: MEMORY, type: 'DirectoryOrCreate' } }],
        },
      },
      alloy: {
        stabilityLevel: 'generally-available',
        enableReporting: false,
        clustering: { enabled: false },
        storagePath: `${MEMORY}/data`,
        mounts: {
          varlog: true,
          dockercontainers: false,
          extra: [{ name: 'memory', mountPath: MEMORY }],
        },
        // Root, because log files are root's, but with nothing of root's other powers.
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        resources: resourcesOf(settings, 'alloy'),
        extraEnv: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
        configMap: { create: true, content: CONFIGURATION },
      },
      configReloader: { enabled: true, resources: resourcesOf(settings, 'configReloader') },
      serviceMonitor: { enabled: settings.monitoring },
    },
  });
}

/** The labels are few on purpose: of them only the pod's name is without bounds. */
const CONFIGURATION = `discovery.kubernetes "pods" {
  role = "pod"
  selectors {
    role  = "pod"
    field = "spec.nodeName=" + sys.env("NODE_NAME")
  }
}

discovery.relabel "pods" {
  targets = discovery.kubernetes.pods.targets
  rule {
    source_labels = ["__meta_kubernetes_namespace"]
    target_label  = "namespace"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_name"]
    target_label  = "pod"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_container_name"]
    target_label  = "container"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_label_app_kubernetes_io_name"]
    target_label  = "app"
  }
  rule {
    source_labels = ["__meta_kubernetes_pod_uid", "__meta_kubernetes_pod_container_name"]
    separator     = "/"
    target_label  = "__path__"
    replacement   = "/var/log/pods/*$1/*.log"
  }
}

local.file_match "pods" {
  path_targets = discovery.relabel.pods.output
}

loki.source.file "pods" {
  targets    = local.file_match.pods.targets
  forward_to = [loki.process.pods.receiver]
}

loki.process "pods" {
  stage.cri { }
  stage.label_drop {
    values = ["filename"]
  }
  forward_to = [loki.write.loki.receiver]
}

loki.source.kubernetes_events "events" {
  job_name   = "kubernetes-events"
  log_format = "json"
  forward_to = [loki.write.loki.receiver]
}

loki.write "loki" {
  endpoint {
    url = "${LOKI_URL}/loki/api/v1/push"
  }
}
`;
