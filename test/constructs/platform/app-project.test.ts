import { App, Chart } from 'cdk8s';
import { AppProject, type AppProjectProps } from '../../../constructs/platform/app-project.ts';
import { argocdValidator } from '../../support/argocd-crds.ts';

const validate = argocdValidator('AppProject');

const smallest: AppProjectProps = {
  name: 'shop',
  namespace: 'argocd',
  sourceRepositories: ['https://git.example/p.git'],
  destinationNamespaces: ['shop-pr-*'],
  namespacedKinds: [
    { group: '', kind: 'Service' },
    { group: 'apps', kind: 'Deployment' },
  ],
};

const ownNamespaces = { group: '', kind: 'Namespace', name: 'shop-pr-*' };

function appProject(overrides: Partial<AppProjectProps> = {}) {
  const chart = new Chart(new App(), 'test');
  new AppProject(chart, 'app-project', { ...smallest, ...overrides });
  const [object] = chart.toJson();
  return object;
}

describe('AppProject', () => {
  it.each([
    ['the smallest', {}],
    ['the largest', { description: 'x', labels: { a: 'b' }, clusterKinds: [ownNamespaces] }],
  ])('%s is what Argo CD takes', (_, overrides) => {
    expect(validate(appProject(overrides))).toEqual([]);
  });

  it('outlives its Applications, and is not removed without a person', () => {
    expect(appProject().metadata).toEqual({
      name: 'shop',
      namespace: 'argocd',
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' },
      finalizers: ['resources-finalizer.argocd.argoproj.io'],
    });
  });

  it('allows one repository, its own namespaces and the given kinds', () => {
    expect(appProject({ clusterKinds: [ownNamespaces] }).spec).toEqual({
      sourceRepos: ['https://git.example/p.git'],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'shop-pr-*' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace', name: 'shop-pr-*' }],
      namespaceResourceWhitelist: [
        { group: '', kind: 'Service' },
        { group: 'apps', kind: 'Deployment' },
      ],
    });
  });

  it('allows nothing outside of namespaces by default', () => {
    expect(appProject().spec).toMatchObject({ clusterResourceWhitelist: [] });
  });
});
