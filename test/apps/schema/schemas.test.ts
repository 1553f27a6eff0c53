import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { schemaFiles } from '../../../apps/schema/schemas.ts';
import { parsePlatform } from '../../../apps/platform/config.ts';
import { readText } from '../../support/source-tree.ts';

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const validators = new Map(
  schemaFiles().map(({ path, content }) => [
    path,
    ajv.compile(JSON.parse(content) as Record<string, unknown>),
  ]),
);

/** What the JSON Schema finds wrong with a file: the place and the rule. */
function problems(schema: string, value: unknown): string[] {
  const validate = validators.get(`docs/schema/${schema}.schema.json`);
  if (validate === undefined) throw new Error(`there is no schema ${schema}`);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const example = (path: string) => parse(readText(path)) as Record<string, object>;

const examples = [
  ['platform', 'gitops-repo/platform.yaml'],
  ['k8s-ee', 'docs/examples/k8s-ee.yaml'],
  ['environment', 'gitops-repo/environments/shop/pr-7/environment.yaml'],
] as const;

/** The smallest platform.yaml with one project, and `value` at `path`. */
function platformWith(path: string, value: unknown): object {
  const project = { id: 'shop', repository: 'acme/shop', image: 'x/shop:{sha}' };
  const platform = { domain: 'a.dev', gitops: { url: 'https://git.example/p.git' } };
  const [first = '', ...rest] = path.split('.');
  const set = (target: object, [key = '', ...more]: string[]): object => {
    const inner = (target as Record<string, object | undefined>)[key];
    return { ...target, [key]: more.length === 0 ? value : set(inner ?? {}, more) };
  };
  if (first === 'projects[]') return { ...platform, projects: [set(project, rest)] };
  return { ...set(platform, [first, ...rest]), projects: [project] };
}

describe('the JSON Schemas', () => {
  it.each(examples)('%s takes the example %s', (schema, path) => {
    expect(problems(schema, example(path))).toEqual([]);
  });

  it.each(examples)('%s wants what is required, and a mapping', (schema) => {
    expect(problems(schema, {})).toContain(' required');
    expect(problems(schema, [])).toEqual([' type']);
  });

  it('take every spelling of a database', () => {
    for (const postgresql of [
      true,
      false,
      {},
      { version: 17 },
      { version: '17', storage: '2Gi' },
    ]) {
      expect(problems('k8s-ee', { projectId: 'shop', databases: { postgresql } })).toEqual([]);
    }
  });

  it.each([
    ['platform', { policy: { drafts: 'maybe' } }, '/policy/drafts enum'],
    ['platform', { policy: { forks: 'trust' } }, '/policy/forks enum'],
    ['platform', { policy: { images: 'sha' } }, '/policy/images enum'],
    ['platform', { domain: 'https://a.dev' }, '/domain pattern'],
    ['platform', { gitops: { url: 'https://a:b@git.example/p.git' } }, '/gitops/url pattern'],
    ['platform', { projets: [] }, ' additionalProperties'],
    ['k8s-ee', { ap: {} }, ' additionalProperties'],
    ['k8s-ee', { app: { port: 'abc' } }, '/app/port type'],
    ['k8s-ee', { app: { port: 70_000 } }, '/app/port maximum'],
    ['k8s-ee', { app: { healthPath: 'health' } }, '/app/healthPath pattern'],
    ['k8s-ee', { sleepAfter: 'soon' }, '/sleepAfter pattern'],
    ['k8s-ee', { ttl: 'soon' }, '/ttl pattern'],
    [
      'k8s-ee',
      { databases: { redis: { bucket: 'data' } } },
      '/databases/redis additionalProperties',
    ],
    ['k8s-ee', { services: { Web: {} } }, '/services propertyNames'],
    ['k8s-ee', { env: { A: 1 } }, '/env/A type'],
    ['environment', { state: 'asleep' }, '/state enum'],
    ['environment', { number: 7 }, '/number type'],
    ['environment', { keep: 'forever' }, '/keep enum'],
  ])('%s refuses %j', (schema, change, problem) => {
    const [, path] = examples.find(([name]) => name === schema)!;
    expect(problems(schema, { ...example(path), ...change })).toContain(problem);
  });

  it.each([
    [
      'domain',
      ['a.dev', 'a-b.c.dev', 'xn--bcher-kva.dev'],
      ['A.dev', '*.a.dev', 'a..dev', '10.0.0.1', 'a.dev/'],
    ],
    [
      'gitops.url',
      ['https://git.example/p.git', 'ssh://git@git.example:22/p.git', 'file:///srv/p.git'],
      [
        'git@git.example:p.git',
        'https://t@git.example/p',
        'ssh://a:b@git.example/p',
        'ftp://a/b',
        '/srv/p',
      ],
    ],
    ['gitops.branch', ['main', 'a/b-c.d'], ['', 'a b', 'a..b', '/a', 'a.lock', '-a']],
    ['gitops.acceptHead', ['a'.repeat(40)], ['a'.repeat(39), 'HEAD']],
    [
      'github.apiUrl',
      ['http://127.0.0.1:1/api/v3/'],
      ['github.com', 'ssh://a/b', 'https://a:b@c/'],
    ],
    ['argocd.namespace', ['argocd'], ['Argo', 'a.b', '']],
    [
      'argocd.github',
      [{}, { appSecretName: 'a' }, { tokenRef: { secretName: 'a', key: 'b' } }],
      [
        { tokenRef: { secretName: 'a' } },
        { tokenRef: { secretName: 'a', key: 'b' }, appSecretName: 'c' },
      ],
    ],
    [
      'network.podCidr',
      ['10.42.0.0/16', '10.0.0.1'],
      ['10.42.0.0/33', '300.0.0.0/8', '010.0.0.0/8', 'fd00::/8'],
    ],
    ['policy.label', ['preview', 'deploy me'], ['', ' a', 'a ', 'a'.repeat(51)]],
    ['policy.baseBranches', [[], ['**', 'release/*']], [['a b'], ['***'], 'main']],
    ['policy.registries', [['ghcr.io/acme/']], [['ghcr.io/acme'], ['GHCR.io/']]],
    ['policy.limits.cpu', ['2', '500m', 2, 0.5], ['0', '0m', 'lots', 0, -1, '1Gi']],
    ['policy.limits.memory', ['4Gi', '512Mi', 1_000_000], ['0', '4 Gi', '4GiB', 0]],
    ['policy.ttl', ['7d', 'never'], ['soon', '7', 'Never', 7]],
    ['policy.preserve.duration', ['48h'], ['never', '0h', '1w']],
    [
      'projects[].id',
      ['shop', 'a', 'a'.repeat(20)],
      ['Shop', 'a-pr-b', 'a-pr', '-a', 'a'.repeat(21), ''],
    ],
    [
      'projects[].repository',
      ['acme/shop', 'a/b.c_d'],
      ['acme', 'acme/..', 'https://github.com/acme/shop', 'a/b/c'],
    ],
    [
      'projects[].image',
      ['ghcr.io/acme/shop:{sha}', 'x/{number}:{sha}'],
      ['ghcr.io/acme/shop:1', 'x:{sha}{tag}', 'x:{sha} '],
    ],
    [
      'projects[].configPath',
      ['k8s-ee.yaml', 'a/b.yml'],
      ['../a.yaml', '/a.yaml', 'a.json', '.git/a.yaml'],
    ],
  ])('agrees with the parser on %s', (path, good, bad) => {
    const verdicts = (value: unknown) => {
      const platform = platformWith(path, value);
      return {
        value,
        schema: problems('platform', platform).length === 0,
        parser: parsePlatform(JSON.stringify(platform)).ok,
      };
    };
    for (const value of good)
      expect(verdicts(value)).toEqual({ value, schema: true, parser: true });
    for (const value of bad)
      expect(verdicts(value)).toEqual({ value, schema: false, parser: false });
  });

  it('leave room for what later releases and people add to a record', () => {
    const [, path] = examples[2];
    expect(problems('environment', { ...example(path), note: 'mine' })).toEqual([]);
  });
});
