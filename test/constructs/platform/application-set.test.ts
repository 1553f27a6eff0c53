import { App, Chart } from 'cdk8s';
import {
  ApplicationSet,
  type ApplicationSetProps,
} from '../../../constructs/platform/application-set.ts';
import { RootApplication } from '../../../constructs/platform/root-application.ts';
import { argocdValidator } from '../../support/argocd-crds.ts';

const smallest: ApplicationSetProps = {
  name: 'shop',
  namespace: 'argocd',
  project: 'shop',
  source: { url: 'https://git.example/acme/gitops.git', branch: 'environments' },
  records: 'environments/shop/*/environment.yaml',
  manifests: 'environments/shop/pr-{{ .number }}/manifests',
  pullRequests: { owner: 'acme', repository: 'shop', api: 'https://github.example' },
};

function applicationSet(overrides: Partial<ApplicationSetProps> = {}) {
  const chart = new Chart(new App(), 'test');
  new ApplicationSet(chart, 'application-set', { ...smallest, ...overrides });
  const [object] = chart.toJson();
  return object;
}

const records = {
  repoURL: 'https://git.example/acme/gitops.git',
  revision: 'environments',
  requeueAfterSeconds: 240,
  files: [{ path: 'environments/shop/*/environment.yaml' }],
};
const live = [{ key: 'state', operator: 'In', values: ['active', 'sleeping'] }];

describe('ApplicationSet', () => {
  const validate = argocdValidator('ApplicationSet');

  it.each([
    ['the smallest', {}],
    [
      'the largest',
      {
        labels: { a: 'b' },
        applicationLabels: { c: '{{ .number }}' },
        pullRequests: {
          ...smallest.pullRequests,
          tokenRef: { secretName: 's', key: 'token' },
          appSecretName: 'app',
        },
      },
    ],
  ])('%s is what Argo CD takes', (_, overrides) => {
    expect(validate(applicationSet(overrides))).toEqual([]);
  });

  it('has the structure that was tried on a real Argo CD, to the letter', () => {
    expect(applicationSet().spec).toEqual({
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      generators: [
        {
          merge: {
            mergeKeys: ['number'],
            generators: [
              { git: records },
              {
                pullRequest: {
                  github: { owner: 'acme', repo: 'shop', api: 'https://github.example' },
                  requeueAfterSeconds: 240,
                  values: { listed: 'true' },
                },
              },
            ],
          },
          selector: {
            matchLabels: { keep: 'open', 'values.listed': 'true' },
            matchExpressions: live,
          },
        },
        { git: records, selector: { matchLabels: { keep: 'preserved' }, matchExpressions: live } },
      ],
      template: {
        metadata: {
          name: '{{ .id }}',
          annotations: { 'argocd.argoproj.io/manifest-generate-paths': '.' },
          finalizers: ['resources-finalizer.argocd.argoproj.io'],
        },
        spec: {
          project: 'shop',
          source: {
            repoURL: 'https://git.example/acme/gitops.git',
            targetRevision: 'environments',
            path: 'environments/shop/pr-{{ .number }}/manifests',
            directory: { include: '*.yaml' },
          },
          destination: { server: 'https://kubernetes.default.svc', namespace: '{{ .id }}' },
          ignoreDifferences: [{ group: 'batch', kind: 'Job', jsonPointers: ['/spec'] }],
          syncPolicy: {
            automated: { prune: true, selfHeal: true, allowEmpty: true },
            retry: {
              limit: 5,
              refresh: true,
              backoff: { duration: '5s', factor: 2, maxDuration: '1m' },
            },
            syncOptions: [
              'FailOnSharedResource=true',
              'ServerSideApply=true',
              'ApplyOutOfSyncOnly=true',
              'RespectIgnoreDifferences=true',
            ],
          },
        },
      },
    });
  });

  it('never says that a repository which is not found has no pull requests', () => {
    // With it a 404, which GitHub also answers to a token that lost access, deletes every environment.
    expect(JSON.stringify(applicationSet())).not.toContain('continueOnRepoNotFoundError');
  });

  it('is not removed without a person', () => {
    expect(applicationSet().metadata).toMatchObject({
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' },
    });
  });
});

describe('RootApplication', () => {
  const chart = new Chart(new App(), 'test');
  new RootApplication(chart, 'application', {
    name: 'root',
    namespace: 'argocd',
    project: 'root',
    source: { url: 'https://git.example/p.git', branch: 'main', path: 'platform' },
  });
  const [application] = chart.toJson();

  it('is what Argo CD takes', () => {
    expect(argocdValidator('Application')(application)).toEqual([]);
  });

  it('keeps what it made when it is deleted', () => {
    expect(application.metadata).toEqual({ name: 'root', namespace: 'argocd' });
  });
});
