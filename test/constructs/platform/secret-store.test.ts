import { App, Chart } from 'cdk8s';
import { ProjectSecret } from '../../../constructs/environment/project-secret.ts';
import { SecretStore } from '../../../constructs/platform/secret-store.ts';
import { problemsOf, withPlatformDefaults } from '../../support/platform-crds.ts';

function store(projectId = 'shop') {
  const chart = new Chart(new App(), 'test', { disableResourceNameHashes: true });
  new SecretStore(chart, 'store', { projectId, namespace: `secrets-${projectId}` });
  const objects = chart.toJson();
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is what is asserted
  return Object.fromEntries(objects.map((object) => [object.kind, object])) as Record<string, any>;
}

describe('SecretStore', () => {
  it('is what External Secrets takes, with nothing left to be filled in', () => {
    const { ClusterSecretStore } = store();
    expect(problemsOf(ClusterSecretStore)).toEqual([]);
    expect(withPlatformDefaults(ClusterSecretStore)).toEqual(ClusterSecretStore);
  });

  it('is the one that environments of the project name', () => {
    const chart = new Chart(new App(), 'test');
    new ProjectSecret(chart, 'secret', { key: 'env', projectId: 'shop' });
    const [{ spec }] = chart.toJson();
    expect(spec.secretStoreRef).toEqual({
      kind: 'ClusterSecretStore',
      name: store().ClusterSecretStore.metadata.name,
    });
  });

  it('is for namespaces that are environments and of the project, both', () => {
    expect(store().ClusterSecretStore.spec.conditions).toEqual([
      {
        namespaceSelector: {
          matchLabels: { 'k8s-ee/type': 'ephemeral', 'k8s-ee/project-id': 'shop' },
        },
      },
    ]);
  });

  it('reads by an account that reads Secrets of this namespace and does nothing else', () => {
    const { ClusterSecretStore, Role, RoleBinding, ServiceAccount } = store();
    const account = { name: 'secret-reader', namespace: 'secrets-shop' };
    const { kubernetes } = ClusterSecretStore.spec.provider;
    expect(kubernetes.auth.serviceAccount).toEqual(account);
    expect(kubernetes.remoteNamespace).toBe('secrets-shop');
    expect(ServiceAccount.metadata).toMatchObject(account);
    expect(RoleBinding.subjects).toEqual([{ kind: 'ServiceAccount', ...account }]);
    expect(RoleBinding.roleRef).toMatchObject({ kind: 'Role', name: Role.metadata.name });
    expect(Role.metadata.namespace).toBe('secrets-shop');
    expect(Role.rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it('has a namespace that goes with nobody: people put secrets there by hand', () => {
    const { Namespace } = store();
    expect(Namespace.metadata.name).toBe('secrets-shop');
    expect(Namespace.metadata.annotations['argocd.argoproj.io/sync-options']).toBe(
      'Prune=false,Delete=false',
    );
    expect(Namespace.metadata.labels['k8s-ee/type']).toBe('platform');
  });
});
