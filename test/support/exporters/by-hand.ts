import type { Cluster } from '../../e2e/support/cluster.ts';
import { labels } from '../../../constructs/labels.ts';

/** What no pull request brings about, in namespaces that look like those of previews. */
export const BY_HAND = {
  'shop-pr-7': 'a pod as large as its quota has room for',
  'shop-pr-17': 'a claim that stays Pending, and a pod that waits for it',
  'shop-pr-18': 'Terminating: a finalizer that nobody takes off',
} as const;

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};
const amount = { cpu: '100m', memory: '256Mi' };
const held = (finalizers: string[]) => ({
  ...{ apiVersion: 'v1', kind: 'ConfigMap' },
  metadata: { name: 'held', namespace: 'shop-pr-18', finalizers },
});

const namespace = (number: number) => ({
  ...{ apiVersion: 'v1', kind: 'Namespace' },
  metadata: {
    name: `shop-pr-${number}`,
    labels: {
      [labels.type]: 'ephemeral',
      [labels.projectId]: 'shop',
      [labels.prNumber]: String(number),
    },
  },
});
const claim = {
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim' },
  metadata: { name: 'data', namespace: 'shop-pr-17' },
  spec: {
    storageClassName: 'absent',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
  },
};
const pod = (name: string, namespace: string, image: string, claimName?: string) => ({
  ...{ apiVersion: 'v1', kind: 'Pod' },
  metadata: { name, namespace },
  spec: {
    containers: [
      {
        ...{ name: 'app', image, command: ['python3', '-c', 'import time; time.sleep(86400)'] },
        resources: { requests: amount, limits: { cpu: '500m', memory: '512Mi' } },
        securityContext: restricted,
      },
    ],
    ...(claimName && { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] }),
  },
});

/** `image`: any that has a Python. */
export async function makeByHand(cluster: Cluster, image: string): Promise<void> {
  await cluster.create(pod('further', 'shop-pr-7', image));
  for (const object of [namespace(17), claim, pod('app', 'shop-pr-17', image, 'data')]) {
    await cluster.create(object);
  }
  await cluster.create(namespace(18));
  await cluster.create(held(['preview.example.com/held']));
  await cluster.delete(namespace(18));
}

/** Also what a run that was killed has left. */
export async function removeByHand(cluster: Cluster): Promise<void> {
  await cluster.merge(held([])).catch(() => undefined);
  await cluster.delete(namespace(18));
  await cluster.delete(namespace(17));
}
