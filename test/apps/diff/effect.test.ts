import { effectOfAdding, effectOfChange, effectOfRemoving } from '../../../apps/diff/effect.ts';
import type { FieldChange } from '../../../apps/diff/fields.ts';
import type { ManifestObject } from '../../../apps/diff/objects.ts';

const object = (apiVersion: string, kind: string, more: object = {}): ManifestObject => ({
  name: { group: apiVersion.includes('/') ? apiVersion.split('/')[0]! : '', kind, name: 'a' },
  fields: { apiVersion, kind, ...more },
});
const at = (...path: string[]): FieldChange => ({ path, kind: 'changed', before: 1, after: 2 });

describe('what a change means', () => {
  it.each([
    [object('batch/v1', 'Job'), at('spec', 'template', 'spec'), 'refused'],
    [object('batch/v1', 'Job'), at('spec', 'backoffLimit'), 'place'],
    [object('batch/v1', 'CronJob'), at('spec', 'jobTemplate'), 'place'],
    [object('v1', 'PersistentVolumeClaim'), at('spec', 'resources'), 'refused'],
    [object('v1', 'ConfigMap', { immutable: true }), at('data', 'a'), 'refused'],
    [object('v1', 'ConfigMap'), at('data', 'a'), 'place'],
    [object('v1', 'Secret'), at('type'), 'refused'],
    [object('v1', 'Secret'), at('data', 'a'), 'place'],
    [object('apps/v1', 'DaemonSet'), at('spec', 'selector'), 'refused'],
    [object('apps/v1', 'StatefulSet'), at('spec', 'podManagementPolicy'), 'refused'],
    [object('apps/v1', 'StatefulSet'), at('spec', 'updateStrategy'), 'place'],
    [object('rbac.authorization.k8s.io/v1', 'RoleBinding'), at('roleRef', 'name'), 'refused'],
    [object('rbac.authorization.k8s.io/v1', 'RoleBinding'), at('subjects'), 'place'],
    // A kind of the same name in a group of its own.
    [object('serving.example.org/v1', 'Service'), at('spec', 'clusterIP'), 'place'],
    [object('generators.external-secrets.io/v1alpha1', 'Password'), at('spec', 'length'), 'fresh'],
  ])('%j %j: %s', (given, change, effect) => {
    expect(effectOfChange(given, change)).toBe(effect);
  });

  it('a Job that comes is run, whatever else it is', () => {
    expect(effectOfAdding(object('batch/v1', 'Job'))).toBe('job');
    expect(effectOfAdding(object('batch/v1', 'CronJob'))).toBe('added');
  });

  it('data goes with what holds it', () => {
    const set = (whenDeleted: string) =>
      object('apps/v1', 'StatefulSet', {
        spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted } },
      });
    expect(effectOfRemoving(set('Delete'))).toBe('data');
    expect(effectOfRemoving(set('Retain'))).toBe('removed');
    expect(effectOfRemoving(object('v1', 'PersistentVolumeClaim'))).toBe('data');
    expect(effectOfRemoving(object('v1', 'Namespace'))).toBe('data');
    expect(effectOfRemoving(object('apps/v1', 'Deployment'))).toBe('removed');
  });
});
