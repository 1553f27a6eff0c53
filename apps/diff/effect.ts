import type { FieldChange } from './fields.ts';
import { isImmutable } from './immutable.ts';
import type { KubeObject, ManifestObject } from './objects.ts';

/** What a change means for an environment that runs, the gravest first. */
export const EFFECTS = {
  refused: {
    title: 'REFUSED BY KUBERNETES',
    meaning:
      'these fields cannot change on an object that exists: every sync of these environments would fail. Keep the field, or give the object another name.',
  },
  data: { title: 'LOSES DATA', meaning: 'the volume goes with the object, and all that is in it.' },
  pods: { title: 'Restarts pods', meaning: 'new pods take the place of the running ones.' },
  job: { title: 'Runs a Job', meaning: 'once, with the next sync.' },
  added: { title: 'Adds', meaning: 'made with the next sync; their pods start then.' },
  removed: { title: 'Removes', meaning: 'pruned with the next sync; their pods stop.' },
  quota: { title: 'Quota', meaning: 'what runs stays; what starts afterwards must fit.' },
  place: {
    title: 'Changes in place',
    meaning:
      'in force with the next sync, no pod restarts; pods see a changed ConfigMap as a variable at their next start only.',
  },
  fresh: {
    title: 'Only new environments',
    meaning: 'what an existing one was given stays: its passwords are made once.',
  },
  metadata: {
    title: 'Only metadata',
    meaning: 'labels and annotations; what runs stays as it is.',
  },
  record: { title: 'Records', meaning: 'written into environment.yaml; nothing in the cluster.' },
  files: { title: 'Only the text', meaning: 'written in another way; nothing in the cluster.' },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly meaning: string }>>;

export type Effect = keyof typeof EFFECTS;

/** Of an object that comes. */
export function effectOfAdding({ name }: ManifestObject): Effect {
  return name.group === 'batch' && name.kind === 'Job' ? 'job' : 'added';
}

/** Of an object that goes. */
export function effectOfRemoving({ name, fields }: ManifestObject): Effect {
  const { group, kind } = name;
  const spec = fields.spec as Readonly<Record<string, unknown>> | undefined;
  const policy = spec?.persistentVolumeClaimRetentionPolicy as
    { whenDeleted?: unknown } | undefined;
  if (group === 'apps' && kind === 'StatefulSet' && policy?.whenDeleted === 'Delete') return 'data';
  if (group === '' && ['PersistentVolumeClaim', 'Namespace'].includes(kind)) return 'data';
  return 'removed';
}

/** Of a field that changes on an object that stays. */
export function effectOfChange({ name, fields }: ManifestObject, { path }: FieldChange): Effect {
  const { group, kind } = name;
  const [top, field, label = ''] = path;
  if (isImmutable(group, fields, path)) return 'refused';
  if (group === 'apps' && top === 'spec' && (field === 'template' || field === 'replicas')) {
    return 'pods';
  }
  if (top === 'spec' && isMadeOnce(group, fields)) return 'fresh';
  // What a Namespace's pods are allowed is said in its labels.
  if (top === 'metadata') {
    return label.startsWith('pod-security.kubernetes.io/enforce') ? 'place' : 'metadata';
  }
  return group === '' && ['ResourceQuota', 'LimitRange'].includes(kind) ? 'quota' : 'place';
}

/** A generated password, and the Secret that keeps it. */
function isMadeOnce(group: string, { spec }: KubeObject): boolean {
  const { refreshPolicy } = (spec ?? {}) as { refreshPolicy?: unknown };
  return group === 'generators.external-secrets.io' || refreshPolicy === 'CreatedOnce';
}
