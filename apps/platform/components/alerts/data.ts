import { promql, type Alert } from './alert.ts';

/** Metrics, and the alerts themselves. */
export const dataAlerts: readonly Alert[] = [
  {
    name: 'PrometheusDiskOverLimit',
    severity: 'warning',
    expr: promql`
      max by (instance) (
        prometheus_tsdb_storage_blocks_bytes / (prometheus_tsdb_retention_limit_bytes > 0)
      ) > 1.2`,
    for: '1h',
    summary: 'Prometheus keeps {{ $value | humanizePercentage }} of what it may',
    description: 'It does not remove old blocks, and shares its disk with the previews.',
    meaning:
      'Volumes of local-path have no size: what holds Prometheus back is only its own limit, `retentionSize`.',
    steps: [
      'The log of the pod `prometheus-kps-prometheus-0`: blocks it cannot compact or delete.',
      'Deleting the claim loses the history and nothing else.',
    ],
  },
  {
    name: 'AlertsNotEvaluated',
    severity: 'critical',
    expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[15m])) > 0',
    for: '15m',
    summary: 'Prometheus cannot compute its rules: {{ $labels.rule_group }}',
    description: 'Alerts of this group do not fire. Prometheus’ page Rules shows the error.',
    meaning: 'Usually two series where one is expected, after an upgrade of what is measured.',
    steps: ['Prometheus → Status → Rules shows the expression and the error.'],
  },
  {
    name: 'AlertsNotDelivered',
    severity: 'critical',
    expr: 'sum by (integration) (increase(alertmanager_notifications_failed_total[15m])) > 0',
    for: '15m',
    summary: 'Alerts do not get out by {{ $labels.integration }}',
    description: 'If you read this elsewhere than in Grafana, another receiver still works.',
    meaning: 'A receiver refuses what Alertmanager sends: nobody is told of anything by it.',
    steps: [
      '`kubectl -n observability logs alertmanager-kps-alertmanager-0` has the answer.',
      'The keys of the Secret `observability/alert-receivers`; a Slack webhook ends with its app.',
    ],
  },
  {
    name: 'VolumePending',
    severity: 'warning',
    expr: promql`
      max by (namespace, persistentvolumeclaim) (
        kube_persistentvolumeclaim_status_phase{phase=~"Pending|Lost"}
      ) == 1`,
    for: '15m',
    summary: '{{ $labels.namespace }}: the volume {{ $labels.persistentvolumeclaim }} is not there',
    description: 'The pod that needs it cannot start.',
    meaning:
      'A volume is made when its pod is placed, so a claim also waits while its pod has no place. Lost: its directory on the node is gone.',
    steps: [
      '`kubectl -n NAMESPACE describe pvc NAME`; “waiting for first consumer”: the pod is Pending for another reason.',
      '`kubectl -n kube-system logs deployment/local-path-provisioner`.',
    ],
  },
];

/** Logs that outlive their pod. */
export const logAlerts: readonly Alert[] = [
  {
    name: 'LogsNotIngested',
    severity: 'warning',
    expr: promql`
      ((sum(rate(loki_distributor_lines_received_total[15m])) or vector(0)) == 0)
      and on () (sum(kube_pod_status_phase{phase="Running"}) > 0)`,
    for: '15m',
    summary: 'Loki receives no logs, though pods run',
    description:
      'Logs of now will be missing later. Either Alloy does not send, or Loki does not take.',
    meaning:
      'Pods always say something, so silence is a fault. `/preview logs` still works: it asks Kubernetes.',
    steps: [
      '`kubectl -n observability get pods -l app.kubernetes.io/name=loki`, and of `alloy`.',
      '`kubectl -n observability logs daemonset/alloy -c alloy | grep -i error`: 429 is a limit of Loki, “connection refused” is Loki itself.',
    ],
  },
];
