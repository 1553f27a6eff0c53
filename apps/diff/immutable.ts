import type { FieldPath } from './fields.ts';
import type { KubeObject } from './objects.ts';

/** Of `spec`: the only fields that may change, or the only ones that may not. */
type Rule = { readonly only: readonly string[] } | { readonly not: readonly string[] };

/** What the API server refuses to change in place, by group and kind. */
const RULES: Readonly<Record<string, Rule>> = {
  'apps/StatefulSet': {
    only: [
      ...['replicas', 'ordinals', 'template', 'updateStrategy', 'minReadySeconds'],
      ...['persistentVolumeClaimRetentionPolicy', 'revisionHistoryLimit'],
    ],
  },
  'apps/Deployment': { not: ['selector'] },
  'apps/DaemonSet': { not: ['selector'] },
  'apps/ReplicaSet': { not: ['selector'] },
  'batch/Job': {
    only: [
      ...['parallelism', 'suspend', 'backoffLimit', 'activeDeadlineSeconds'],
      ...['ttlSecondsAfterFinished', 'podReplacementPolicy'],
    ],
  },
  '/Service': { not: ['clusterIP', 'clusterIPs', 'loadBalancerClass', 'healthCheckNodePort'] },
  // A volume may grow where its storage class allows; that of k3s does not.
  '/PersistentVolumeClaim': { only: ['volumeAttributesClassName'] },
};

/** Does Kubernetes refuse a change at `path` of an object that stands in the cluster as `before`? */
export function isImmutable(group: string, before: KubeObject, path: FieldPath): boolean {
  const kind = String(before.kind);
  const [top, field = ''] = path;
  if (kind === 'Secret' && group === '' && top === 'type') return true;
  if (before.immutable === true && group === '') {
    return ['data', 'binaryData', 'stringData', 'immutable'].includes(top ?? '');
  }
  if (group === 'rbac.authorization.k8s.io') return top === 'roleRef';
  const rule = RULES[`${group}/${kind}`];
  if (!rule || top !== 'spec') return false;
  return 'only' in rule ? !rule.only.includes(field) : rule.not.includes(field);
}
