import { stays, type AlertCase } from '../alert-case.ts';

const exporter = 'job="node-exporter",instance="192.0.2.10:9100"';
const on = (metric: string, mountpoint: string) =>
  `${metric}{${exporter},device="/dev/sda1",fstype="ext4",mountpoint="${mountpoint}"}`;
const avail = on('node_filesystem_avail_bytes', '/');
const instance = { instance: '192.0.2.10:9100' };

const disk = (percent: number) => ({
  [avail]: stays(100 - percent),
  [on('node_filesystem_size_bytes', '/')]: stays(100),
});
const condition = (name: string, status: string) =>
  `kube_node_status_condition{job="kube-state-metrics",node="vps",condition="${name}",status="${status}"}`;
const ingress = 'up{job="observability/traefik",namespace="kube-system",pod="traefik-1"}';

export const nodeCases: Readonly<Record<string, AlertCase>> = {
  NodeDiskNearlyFull: {
    fires: [
      {
        is: '85 % are used',
        series: disk(85),
        at: '15m',
        alerts: [{ labels: instance, value: '85%' }],
      },
    ],
    silent: {
      'there is room': { [avail]: stays(25) },
      'another file system is full': {
        [avail]: stays(25),
        [on('node_filesystem_avail_bytes', '/boot')]: stays(1),
        [on('node_filesystem_size_bytes', '/boot')]: stays(100),
      },
      'it is full for a moment': { [avail]: '15+0x5 40+0x60' },
    },
  },
  NodeDiskFull: {
    fires: [
      {
        is: '93 % are used',
        series: disk(93),
        at: '6m',
        alerts: [{ labels: instance, value: '93%' }],
      },
    ],
    silent: { '85 % are used': { [avail]: stays(15) } },
  },
  NodeInodesNearlyUsedUp: {
    fires: [
      {
        is: '95 % are used',
        series: {
          [on('node_filesystem_files_free', '/')]: stays(5),
          [on('node_filesystem_files', '/')]: stays(100),
        },
        at: '15m',
        alerts: [{ labels: instance, value: '95%' }],
      },
    ],
    silent: {
      'there are enough': { [on('node_filesystem_files_free', '/')]: stays(50) },
      'the file system has no fixed number': {
        [on('node_filesystem_files_free', '/')]: stays(0),
        [on('node_filesystem_files', '/')]: stays(0),
      },
    },
  },
  NodeMemoryNearlyFull: {
    fires: [
      {
        is: '94 % are used',
        series: {
          [`node_memory_MemAvailable_bytes{${exporter}}`]: stays(6),
          [`node_memory_MemTotal_bytes{${exporter}}`]: stays(100),
        },
        at: '15m',
        alerts: [{ labels: instance, value: '94%' }],
      },
    ],
    silent: {
      'there is some left': { [`node_memory_MemAvailable_bytes{${exporter}}`]: stays(15) },
    },
  },
  NodeNotReady: {
    fires: [
      {
        is: 'its kubelet is silent',
        series: {
          [condition('Ready', 'true')]: stays(0),
          [condition('Ready', 'unknown')]: stays(1),
        },
        at: '10m',
        alerts: [{ labels: { node: 'vps' } }],
      },
    ],
    silent: {
      'it is ready': {
        [condition('Ready', 'true')]: stays(1),
        [condition('Ready', 'unknown')]: stays(0),
      },
    },
  },
  NodeUnderPressure: {
    fires: [
      {
        is: 'the disk is short',
        series: {
          [condition('DiskPressure', 'true')]: stays(1),
          [condition('MemoryPressure', 'true')]: stays(0),
          [condition('Ready', 'true')]: stays(1),
        },
        at: '10m',
        alerts: [{ labels: { node: 'vps', condition: 'DiskPressure' } }],
      },
    ],
    silent: {
      'there is none': {
        [condition('DiskPressure', 'true')]: stays(0),
        [condition('DiskPressure', 'false')]: stays(1),
      },
    },
  },
  IngressDown: {
    fires: [
      {
        is: 'it does not answer',
        series: { [ingress]: stays(0) },
        at: '10m',
        alerts: [{ labels: {} }],
      },
      { is: 'there is no pod', series: { up: stays(1) }, at: '10m', alerts: [{ labels: {} }] },
    ],
    silent: {
      'it answers': { [ingress]: stays(1) },
      'a new pod took over': {
        'up{job="observability/traefik",namespace="kube-system",pod="traefik-2"}': stays(1),
      },
    },
  },
};
