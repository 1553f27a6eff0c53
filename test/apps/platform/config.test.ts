import { findProject, imageFor, parsePlatform } from '../../../apps/platform/config.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { readText } from '../../support/source-tree.ts';

const smallest =
  'domain: acme-previews.dev\ngitops: {url: https://git.example/acme/previews.git}\n';
const shop = '{id: shop, repository: acme/shop, image: "ghcr.io/acme/shop:{sha}"}';

/** The problems of a text, each as a person reads it. */
function problems(text: string): string[] {
  const parsed = parsePlatform(text);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

function platformOf(text: string) {
  const parsed = parsePlatform(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}

describe('the smallest platform.yaml', () => {
  it('has every default', () => {
    expect(platformOf(`${smallest}projects: [${shop}]\n`)).toEqual({
      domain: 'acme-previews.dev',
      upgrades: 'automatic',
      capacity: { cpu: '3', memory: '6Gi', storage: '60Gi', pods: 80, environments: 20 },
      gitops: {
        url: 'https://git.example/acme/previews.git',
        branch: 'main',
        environmentsBranch: 'environments',
      },
      github: { apiUrl: 'https://api.github.com' },
      argocd: { namespace: 'argocd', github: {} },
      network: { podCidr: '10.42.0.0/16', serviceCidr: '10.43.0.0/16', nodes: [] },
      policy: {
        trigger: 'automatic',
        label: 'preview',
        noPreviewLabel: 'no-preview',
        drafts: 'skip',
        bots: 'skip',
        forks: 'approve',
        baseBranches: ['**'],
        access: 'public',
        images: 'digest',
        ingressAnnotations: [],
        registries: [],
        limits: { cpu: '2', memory: '4Gi', storage: '10Gi' },
        ttl: '7d',
        sleepAfter: 'never',
        preserve: { duration: '48h', total: '7d', max: 3 },
      },
      projects: [
        {
          id: 'shop',
          repository: 'acme/shop',
          image: 'ghcr.io/acme/shop:{sha}',
          configPath: 'k8s-ee.yaml',
          state: 'active',
          policy: platformOf(smallest).policy,
        },
      ],
      notInEffect: [],
    });
  });

  it('allows nobody without projects', () => {
    expect(platformOf(smallest).projects).toEqual([]);
  });

  it('access: team needs a login, for the platform and for a project', () => {
    const project = `${shop.slice(0, -1)}, policy: {access: team}}`;
    const message = 'team needs platform.login, the GitHub organization whose members may log in';
    expect(problems(`${smallest}policy: {access: team}\nprojects: [${project}]\n`)).toEqual([
      expect.stringMatching(new RegExp(`^line 3, column \\d+: policy\\.access: ${message}$`)),
      expect.stringMatching(new RegExp(`^line 4, .*projects\\S*\\.policy\\.access: ${message}$`)),
    ]);
  });

  it('no project takes over an AppProject of Argo CD', () => {
    const taken = shop.replace('id: shop', 'id: default');
    expect(problems(`${smallest}projects: [${taken}]\n`).join()).toContain(
      '"default" is an AppProject of Argo CD itself',
    );
  });

  it('names what is missing', () => {
    expect(problems('{}')).toEqual([
      expect.stringMatching(/domain: .*expected a DNS name/),
      expect.stringMatching(/gitops: /),
    ]);
  });
});

describe('the example', () => {
  const platform = platformOf(readText('gitops-repo/platform.yaml'));

  it('is valid, and all of it in effect', () => {
    expect(platform.notInEffect).toEqual([]);
    expect(platform.projects.map(({ id }) => id)).toEqual(['shop', 'docs']);
  });

  it('shows the defaults as they are', () => {
    const shown = readText('gitops-repo/platform.yaml').replace(
      /^( *)# ( *(?:github|network|apiUrl|branch|environmentsBranch|namespace|podCidr|serviceCidr|nodes|trigger|label|noPreviewLabel|drafts|bots|forks|baseBranches|access|preserve|configPath|state):)/gm,
      '$1$2',
    );
    expect(shown).not.toBe(readText('gitops-repo/platform.yaml'));
    expect({ ...platformOf(shown), notInEffect: [] }).toEqual(platform);
  });

  it('finds a project and its images', () => {
    const project = findProject(platform, 'shop');
    expect(project?.repository).toBe('acme/shop');
    expect(findProject(platform, 'shopping')).toBeUndefined();
    expect(imageFor(project!, { sha: 'abc', number: '7' })).toBe('ghcr.io/acme/shop:abc');
  });
});

describe('words of later releases', () => {
  it.each([['forkSecrets', 'true', 'no project secrets']])(
    '%s: %s is refused, for the platform and for a project',
    (key, value, reason) => {
      const project = `${shop.slice(0, -1)}, policy: {${key}: ${value}}}`;
      const text = `${smallest}policy:\n  ${key}: ${value}\nprojects:\n  - ${project}\n`;
      expect(problems(text)).toEqual([
        expect.stringMatching(
          new RegExp(
            `^line 4, column \\d+: policy\\.${key}: "?${value}"? is not supported yet.*${reason}`,
          ),
        ),
        expect.stringMatching(
          new RegExp(
            `^line 6, column \\d+: projects\\S*\\.policy\\.${key}: "?${value}"? is not supported yet`,
          ),
        ),
      ]);
    },
  );
});

describe('a wrong platform.yaml', () => {
  it('has every problem named at once, with its line, the value and what is allowed', () => {
    const text = `domain: https://acme-previews.dev/
gitops:
  url: git@github.com:acme/previews.git
  branch: bad..branch
argocd:
  github: {tokenRef: {secretName: a, key: b}, appSecretName: c}
network: {podCidr: 10.42.1.0/16, nodes: [300.1.1.1]}
policy:
  drafts: maybe
  limits: {cpu: lots, memory: 0}
  preserve: {duration: soon}
projects:
  - id: shop-pr-1
    repository: https://github.com/acme/shop
    image: ghcr.io/acme/shop:latest
    configPath: ../secrets.yaml
    colour: red
  - ${shop}
  - ${shop}
`;
    const found = problems(text);
    const expected = [
      /^line 1, .*domain: .*did you mean "acme-previews\.dev"\?/,
      /^line 3, .*gitops\.url: .*did you mean "ssh:\/\/git@github\.com\/acme\/previews\.git"\?/,
      /^line 4, .*gitops\.branch: .*got "bad\.\.branch"/,
      /^line 6, .*argocd\.github: expected tokenRef or appSecretName, got both/,
      /^line 7, .*network\.podCidr: .*did you mean "10\.42\.0\.0\/16"\?/,
      /^line 7, .*network\.nodes.*got "300\.1\.1\.1/,
      /^line 9, .*policy\.drafts: expected one of skip, deploy, got "maybe"/,
      /^line 10, .*policy\.limits\.cpu: .*got "lots"/,
      /^line 10, .*policy\.limits\.memory: .*got "?0"?/,
      /^line 11, .*policy\.preserve\.duration: .*such as .*48h.*got "soon"/,
      /^line 13, .*projects\S*0\S*\.id: .*no "-pr-".*got "shop-pr-1"/,
      /^line 14, .*projects\S*0\S*\.repository: .*did you mean "acme\/shop"\?/,
      /^line 15, .*projects\S*0\S*\.image: must contain \{sha\}/,
      /^line 16, .*projects\S*0\S*\.configPath: .*got "\.\.\/secrets\.yaml"/,
      /^line 17, .*colour/,
      /^line 19, .*projects\S*2\S*\.id: "shop" is already used by projects\[1\]/,
      /^line 19, .*projects\S*2\S*\.repository: "acme\/shop" is already used by projects\[1\]/,
    ];
    for (const pattern of expected) expect(found).toContainEqual(expect.stringMatching(pattern));
    expect(found).toHaveLength(expected.length);
  });

  it.each([
    'https://user:s3cret@git.example/acme/previews.git',
    'https://s3cret@git.example/acme/previews.git',
    'ssh://git:s3cret@git.example/acme/previews.git',
    'https://user:s3cret@git.example/a b',
    'https://user:s3cret@git.example',
    'ftp://user:s3cret@git.example/a.git',
    '//user:s3cret@git.example/a.git',
  ])('a credential in gitops.url is refused and not repeated: %s', (url) => {
    const found = problems(`domain: a.dev\ngitops: {url: ${JSON.stringify(url)}}\n`);
    expect(found).toHaveLength(1);
    expect(found.join()).not.toContain('s3cret');
  });

  it.each([
    ['https://git.example/acme/previews.git', 'https://git.example/acme/previews.git'],
    ['https://git.example/acme/previews.git/', 'https://git.example/acme/previews.git'],
    ['http://127.0.0.1:3000/previews.git', 'http://127.0.0.1:3000/previews.git'],
    ['ssh://git@git.example:22/acme/previews.git', 'ssh://git@git.example:22/acme/previews.git'],
    ['file:///srv/previews.git', 'file:///srv/previews.git'],
  ])('gitops.url may be %s', (url, expected) => {
    expect(platformOf(`domain: a.dev\ngitops: {url: "${url}"}\n`).gitops.url).toBe(expected);
  });

  it('finds two projects of one repository, spelled differently', () => {
    const other = '{id: shop2, repository: Acme/Shop, image: "ghcr.io/acme/shop:{sha}"}';
    expect(problems(`${smallest}projects: [${shop}, ${other}]\n`)).toEqual([
      expect.stringContaining('"Acme/Shop" is already used by projects[0]'),
    ]);
  });
});
