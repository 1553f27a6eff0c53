import { jobs } from '../monitors.ts';
import { promql, type Alert } from './alert.ts';

const used = (left: string, all: string) =>
  promql`max by (instance) (1 - ${left}{mountpoint="/"} / ${all}{mountpoint="/"})`;
const diskUsed = used('node_filesystem_avail_bytes', 'node_filesystem_size_bytes');

/** The server everything runs on, and the door to it. */
export const nodeAlerts: readonly Alert[] = [
  {
    name: 'NodeDiskNearlyFull',
    severity: 'warning',
    expr: `${diskUsed} > 0.8`,
    for: '10m',
    summary: 'The disk of {{ $labels.instance }} is {{ $value | humanizePercentage }} full',
    description:
      'At about 90 % Kubernetes begins to evict pods. Look for images that are not used any more, volumes and logs.',
    meaning:
      'Images, volumes of previews (local-path), Prometheus, Loki and the audit log share one disk. Volumes have no size there: a database that grows fills the disk, whatever its claim says.',
    steps: [
      '`du -xh -d 3 /var/lib/rancher /var/log | sort -h | tail -20` on the server says what is large.',
      '`k3s crictl rmi --prune` removes images that nothing uses; the kubelet does so by itself from 75 % on.',
      'A large volume below `/var/lib/rancher/k3s/storage` names its namespace: `/preview reset-db` or `/preview down` on its pull request.',
      'Again and again: a shorter `policy.ttl`, smaller `capacity.storage`, or a larger disk.',
    ],
  },
  {
    name: 'NodeDiskFull',
    severity: 'critical',
    expr: `${diskUsed} > 0.9`,
    for: '5m',
    summary: 'The disk of {{ $labels.instance }} is {{ $value | humanizePercentage }} full',
    description:
      'Kubernetes evicts pods and refuses new ones. Make room now, as for NodeDiskNearlyFull.',
    meaning:
      'Under disk pressure pods are evicted, the largest first, and none is started. Databases that cannot write stop.',
    steps: [
      'Make room as for [NodeDiskNearlyFull](#nodedisknearlyfull), the images first.',
      'Nothing helps: `state: destroying` in the record of the environment with the largest volume.',
      'Afterwards delete the pods that were evicted: `kubectl delete pods -A --field-selector status.phase=Failed`.',
    ],
  },
  {
    name: 'NodeInodesNearlyUsedUp',
    severity: 'warning',
    expr: `${used('node_filesystem_files_free', 'node_filesystem_files')} > 0.9`,
    for: '10m',
    summary: '{{ $value | humanizePercentage }} of the inodes of {{ $labels.instance }} are used',
    description:
      'There is room left, but soon no file can be made. Images of many small files cause it.',
    meaning:
      'Each file takes an inode, and ext4 has a fixed number of them. Without one, nothing can be written.',
    steps: [
      '`df -i /`, then `du --inodes -x -d 3 /var/lib/rancher | sort -n | tail -20`.',
      '`k3s crictl rmi --prune`; images with a large `node_modules` are the usual cause.',
    ],
  },
  {
    name: 'NodeMemoryNearlyFull',
    severity: 'critical',
    expr: 'max by (instance) (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) > 0.9',
    for: '10m',
    summary: '{{ $value | humanizePercentage }} of the memory of {{ $labels.instance }} is used',
    description:
      'The kernel will soon end processes, not always the largest. Put environments to sleep, or lower capacity.memory.',
    meaning:
      'Pods may use more than they ask for, up to their limits. When many do so at once the server itself runs short, and with it k3s.',
    steps: [
      'The dashboard Capacity shows who uses most.',
      '`/preview sleep` on the pull requests that nobody looks at; `policy.sleepAfter` does so by itself.',
      'Again and again: lower `capacity.memory` in `platform.yaml`, so that fewer run at once.',
    ],
  },
  {
    name: 'NodeNotReady',
    severity: 'critical',
    expr: 'max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0',
    for: '5m',
    summary: 'The server {{ $labels.node }} is not ready',
    description: 'Its kubelet does not answer the API server, or says that it cannot run pods.',
    meaning:
      'Nothing new is started there. On a platform of one server this alert only comes while most still runs: a server that is gone cannot tell. Have something outside ask for the dashboard’s address.',
    steps: [
      '`kubectl describe node` says why under Conditions.',
      '`journalctl -u k3s -n 200` on the server; `systemctl restart k3s` does not stop pods.',
    ],
  },
  {
    name: 'NodeUnderPressure',
    severity: 'warning',
    expr: 'max by (node, condition) (kube_node_status_condition{condition=~".*Pressure",status="true"}) == 1',
    for: '5m',
    summary: 'The server {{ $labels.node }} reports {{ $labels.condition }}',
    description: 'Kubernetes evicts pods until it is over, and starts no new ones.',
    meaning:
      'The kubelet has found memory, disk or process ids to be short, by its own thresholds.',
    steps: [
      'DiskPressure: as for [NodeDiskFull](#nodediskfull). MemoryPressure: as for [NodeMemoryNearlyFull](#nodememorynearlyfull).',
      'PIDPressure: `ps -eL --no-headers | wc -l`, and look for the pod that makes processes.',
    ],
  },
  {
    name: 'IngressDown',
    severity: 'critical',
    expr: `absent(up{job="${jobs.traefik}"} == 1)`,
    for: '5m',
    summary: 'Traefik does not answer: no preview can be reached',
    description:
      'Neither previews nor webhooks get in. kubectl -n kube-system get pods,helmchart says what happened to it.',
    meaning:
      'Traefik is the only way in: for previews, for GitHub’s webhooks, for the dashboard and Grafana.',
    steps: [
      '`kubectl -n kube-system get pods -l app.kubernetes.io/name=traefik`, and the log of the pod.',
      '`kubectl -n kube-system logs job/helm-install-traefik`: after an upgrade of k3s its values may not suit its chart.',
      'It runs: `kubectl -n observability get podmonitor traefik`, and Prometheus’ page Targets.',
    ],
  },
];
