import { App, Chart } from 'cdk8s';
import { ConfigMapReader } from '../../../constructs/platform/config-map-reader.ts';

describe('ConfigMapReader', () => {
  const chart = new Chart(new App(), 'test');
  new ConfigMapReader(chart, 'reader', { name: 'a', namespace: 'b', account: 'c' });
  const [role, binding, ...others] = chart.toJson();

  it('reads ConfigMaps of one namespace, and nothing else', () => {
    expect(role).toMatchObject({ kind: 'Role', metadata: { name: 'a', namespace: 'b' } });
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    ]);
    expect(others).toEqual([]);
  });

  it('is for one account of that namespace', () => {
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      metadata: { namespace: 'b' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'a' },
    });
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'c', namespace: 'b' }]);
  });
});
