import { labels } from '../../constructs/labels.ts';

describe('labels', () => {
  it.each(Object.values(labels))('%s is a key that Kubernetes takes', (key) => {
    const [prefix, name, ...more] = key.split('/');
    expect(more).toEqual([]);
    expect(prefix).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/);
    expect(name).toMatch(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/);
  });

  it('are the keys that dashboards and selectors rely on', () => {
    expect(labels).toEqual({
      type: 'k8s-ee/type',
      projectId: 'k8s-ee/project-id',
      prNumber: 'k8s-ee/pr-number',
      branch: 'k8s-ee/branch',
      commitSha: 'k8s-ee/commit-sha',
      attempt: 'k8s-ee/attempt',
      createdAt: 'k8s-ee/created-at',
      createdBy: 'k8s-ee/created-by',
      repository: 'k8s-ee/repository',
      name: 'app.kubernetes.io/name',
      managedBy: 'app.kubernetes.io/managed-by',
    });
  });
});
