import { parseAllDocuments } from 'yaml';
import { type Platform, parsePlatform } from '../../../apps/platform/config.ts';
import { renderPlatform, renderRoot } from '../../../apps/platform/render.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { argocdValidator } from '../../support/argocd-crds.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is what is asserted
type Rendered = { kind: 'AppProject' | 'ApplicationSet' | 'Application' } & Record<string, any>;

function platformOf(overrides: object = {}): Platform {
  const text = JSON.stringify({
    domain: 'a.dev',
    gitops: { url: 'https://git.example/p.git' },
    projects: ['shop', 'docs'].map((id) => ({
      id,
      repository: `acme/${id}`,
      image: `x/${id}:{sha}`,
    })),
    ...overrides,
  });
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

const objectsOf = (text: string): Rendered[] =>
  parseAllDocuments(text).map((document) => document.toJS() as Rendered);

const project = (platform: Platform, id: string): Rendered[] =>
  objectsOf(
    renderPlatform(platform).find(({ path }) => path === `platform/${id}.yaml`)?.content ?? '',
  );

const gitHubOf = (overrides: object): object => {
  const [, set] = project(platformOf(overrides), 'shop');
  return set?.spec.generators[0].merge.generators[1].pullRequest.github as object;
};

describe('the rendered platform', () => {
  it('is one file a project, in the order of their names, the same every time', () => {
    const files = renderPlatform(platformOf());
    expect(files.map(({ path }) => path)).toEqual(['platform/docs.yaml', 'platform/shop.yaml']);
    expect(renderPlatform(platformOf())).toEqual(files);
    for (const { content } of files) {
      expect(content).toMatch(/^# Rendered from platform\.yaml by `npm run synth`/);
      expect(objectsOf(content).map(({ kind }) => kind)).toEqual(['AppProject', 'ApplicationSet']);
    }
  });

  it('does not change a file when another project comes or goes', () => {
    const [docs] = renderPlatform(platformOf());
    const alone = { projects: [{ id: 'docs', repository: 'acme/docs', image: 'x/docs:{sha}' }] };
    expect(renderPlatform(platformOf(alone))).toEqual([docs]);
  });

  it('is what Argo CD takes, the root Application too', () => {
    const objects = [
      ...project(platformOf(), 'shop'),
      ...objectsOf(renderRoot(platformOf())),
      ...project(platformOf({ argocd: { github: { appSecretName: 'app' } } }), 'shop'),
      ...project(
        platformOf({ argocd: { github: { tokenRef: { secretName: 's', key: 'k' } } } }),
        'shop',
      ),
    ];
    expect(objects).toHaveLength(8);
    const validators = {
      AppProject: argocdValidator('AppProject'),
      ApplicationSet: argocdValidator('ApplicationSet'),
      Application: argocdValidator('Application'),
    };
    for (const object of objects) expect(validators[object.kind](object)).toEqual([]);
  });

  it('keeps a project to its own records, manifests and namespaces', () => {
    const [appProject, set] = project(platformOf(), 'shop');
    expect(appProject?.spec.destinations).toEqual([
      { server: 'https://kubernetes.default.svc', namespace: 'shop-pr-*' },
    ]);
    expect(appProject?.spec.clusterResourceWhitelist).toEqual([
      { group: '', kind: 'Namespace', name: 'shop-pr-*' },
    ]);
    const [merge, preserved] = set!.spec.generators;
    const files = [{ path: 'environments/shop/pr-*/environment.yaml' }];
    expect(merge.merge.generators[0].git).toMatchObject({ revision: 'environments', files });
    expect(preserved.git).toMatchObject({ revision: 'environments', files });
    expect(set?.spec.template.spec).toMatchObject({
      project: 'shop',
      source: {
        targetRevision: 'environments',
        path: 'environments/shop/pr-{{ .number }}/manifests',
      },
    });
    expect(set?.spec.template.metadata.labels).toEqual({
      'k8s-ee/type': 'ephemeral',
      'k8s-ee/project-id': 'shop',
      'k8s-ee/pr-number': '{{ .number }}',
    });
  });

  it('goes on for a project that is being removed: its tombstones are still to be synced', () => {
    const removing = {
      id: 'shop',
      repository: 'acme/shop',
      image: 'x/shop:{sha}',
      state: 'removing',
    };
    expect(project(platformOf({ projects: [removing] }), 'shop')).toHaveLength(2);
  });

  it('lives in the namespace of Argo CD', () => {
    const objects = project(platformOf({ argocd: { namespace: 'gitops' } }), 'shop');
    expect(objects.map(({ metadata }) => metadata.namespace)).toEqual(['gitops', 'gitops']);
  });
});

describe('where pull requests are listed', () => {
  const shop = { owner: 'acme', repo: 'shop' };
  const enterprise = { apiUrl: 'https://github.example/api/v3' };
  it.each([
    ['github.com', {}, shop],
    ['a server of its own', { github: enterprise }, { ...shop, api: 'https://github.example' }],
    [
      'a server of its own, given without /api/v3',
      { github: { apiUrl: 'https://github.example' } },
      { ...shop, api: 'https://github.example' },
    ],
    [
      'with a token',
      { argocd: { github: { tokenRef: { secretName: 's', key: 'k' } } } },
      { ...shop, tokenRef: { secretName: 's', key: 'k' } },
    ],
    [
      'with an App',
      { argocd: { github: { appSecretName: 'app' } } },
      { ...shop, appSecretName: 'app' },
    ],
    [
      'with an App on a server of its own, where Argo CD wants the path for its tokens',
      { github: enterprise, argocd: { github: { appSecretName: 'app' } } },
      { ...shop, api: 'https://github.example/api/v3', appSecretName: 'app' },
    ],
  ])('%s', (_, overrides, expected) => {
    expect(gitHubOf(overrides)).toEqual(expected);
  });
});

describe('the root Application', () => {
  const [appProject, application] = objectsOf(renderRoot(platformOf()));
  it('syncs platform/ of the branch that people write', () => {
    expect(application?.spec.source).toEqual({
      repoURL: 'https://git.example/p.git',
      targetRevision: 'main',
      path: 'platform',
      directory: { include: '*.yaml' },
    });
  });

  it('may touch the two kinds of platform/ and nothing else', () => {
    expect(appProject?.spec).toMatchObject({
      sourceRepos: ['https://git.example/p.git'],
      destinations: [{ server: 'https://kubernetes.default.svc', namespace: 'argocd' }],
      clusterResourceWhitelist: [],
      namespaceResourceWhitelist: [
        { group: 'argoproj.io', kind: 'AppProject' },
        { group: 'argoproj.io', kind: 'ApplicationSet' },
      ],
    });
    expect(application?.spec.project).toBe(appProject?.metadata.name);
  });
});
