import {
  checkBarrels,
  checkEveryTestRuns,
  checkModuleState,
  checkProcess,
  checkProps,
} from './support/architecture/code.ts';
import {
  checkBudgets,
  checkNames,
  checkText,
  checkTopLevel,
} from './support/architecture/files.ts';
import { type Finding, formatFinding } from './support/architecture/finding.ts';
import {
  checkArrows,
  checkCycles,
  checkDeclared,
  checkPureLayers,
  checkSingleUsers,
} from './support/architecture/imports.ts';
import { checkTree } from './support/architecture/readme-tree.ts';
import {
  type Import,
  importsOf,
  listFiles,
  parseSource,
  readSources,
  readText,
} from './support/source-tree.ts';

const topLevel = {
  directories: [
    'constructs',
    'apps',
    'generator',
    'gitops-repo',
    'argocd',
    'action',
    'test',
    'docs',
  ],
  files: [
    ...[
      'cdk8s.yaml',
      'k8s-ee.yaml',
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'tsconfig.build.json',
    ],
    ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'LICENSE', 'Dockerfile', '.dockerignore'],
    ...['jest.config.mjs', 'eslint.config.mjs', '.prettierrc.json', '.prettierignore'],
    ...['.npmrc', '.gitignore', '.gitattributes', '.editorconfig', '.ci', '.github'],
  ],
};

const manifest = JSON.parse(readText('package.json')) as Parameters<typeof checkDeclared>[1];
const sources = readSources();
const imports = sources.flatMap(importsOf);
const files = listFiles();
const generated = /^(package-lock\.json|LICENSE|test\/golden\/|test\/support\/(openapi|crds)\/)/;
const binary = /\.(png|ico|woff2?|gz)$/;

/** The findings as lines, so that a failing test shows each with its place and remedy. */
const lines = (findings: readonly Finding[]): string[] => findings.map(formatFinding);

describe('the repository', () => {
  it.each([
    ['follows the arrows', () => checkArrows(imports)],
    ['has no import cycle', () => checkCycles(imports)],
    ['gives every package its one user', () => checkSingleUsers(imports)],
    ['keeps constructs and apps pure', () => checkPureLayers(imports)],
    ['declares what it imports', () => checkDeclared(imports, manifest)],
    ['uses process in main.ts only', () => sources.flatMap(checkProcess)],
    ['keeps no state in modules', () => sources.flatMap(checkModuleState)],
    ['documents the defaults of props', () => sources.flatMap(checkProps)],
    ['has no barrels', () => sources.flatMap(checkBarrels)],
    ['runs every test', () => sources.flatMap(checkEveryTestRuns)],
    ['stays within the file budgets', () => checkBudgets(sources)],
    ['has telling file names', () => checkNames(files)],
    [
      'has the top level of the design',
      () => checkTopLevel([...new Set(files.map((file) => file.split('/')[0] ?? ''))], topLevel),
    ],
    ['is shown by the tree of the README', () => checkTree(readText('README.md'), files)],
    [
      'has no unfinished or machine-bound text',
      () =>
        files
          .filter((file) => !generated.test(file) && !binary.test(file))
          .flatMap((file) => checkText(file, readText(file))),
    ],
  ])('%s', (_, check) => {
    expect(lines(check())).toEqual([]);
  });
});

describe('each rule can fail', () => {
  const at = (path: string, text: string): Import[] => importsOf(parseSource(path, text));

  it.each([
    ['constructs/a.ts', "import { b } from '../apps/b.ts';"],
    ['apps/a.ts', "import type { B } from '../generator/b.ts';"],
    ['generator/a.ts', "export { b } from '../test/support/b.ts';"],
    ['apps/a.ts', "const b = await import('../generator/b.ts');"],
    ['apps/a.ts', "type B = import('../generator/b.ts').B;"],
  ])('arrows: %s with %s', (path, text) => {
    expect(lines(checkArrows(at(path, text)))).toEqual([
      expect.stringMatching(new RegExp(`^${path}:1: imports .* against the arrows`)),
    ]);
  });

  it('arrows: the right direction and tests are fine', () => {
    expect(checkArrows(at('generator/x/a.ts', "import { b } from '../../apps/b.ts';"))).toEqual([]);
    expect(checkArrows(at('test/a.ts', "import { b } from '../generator/b.ts';"))).toEqual([]);
  });

  it('cycles: named with their whole way, also of types', () => {
    const found = checkCycles([
      ...at('apps/a.ts', "import { b } from './b.ts';"),
      ...at('apps/b.ts', "import type { C } from './c.ts';"),
      ...at('apps/c.ts', "\nimport { a } from './a.ts';"),
    ]);
    expect(lines(found)).toEqual([
      'apps/c.ts:2: closes the import cycle apps/a.ts → apps/b.ts → apps/c.ts → apps/a.ts. Move what both need to a third file',
    ]);
  });

  it.each([
    ['simple-git', 'generator/gitops/notify.ts', 'generator/gitops/repository.ts'],
    ['@octokit/webhooks', 'generator/reconcile/a.ts', 'generator/intake/a.ts'],
    ['@octokit/core', 'generator/intake/a.ts', 'generator/github/a.ts'],
    ['@octokit/core/types', 'generator/intake/a.ts', 'generator/github/a.ts'],
    ['@octokit/plugin-retry', 'generator/demo/a.ts', 'generator/github/a.ts'],
    ['@kubernetes/client-node', 'generator/feedback/a.ts', 'generator/cluster/a.ts'],
    ['express', 'generator/github/a.ts', 'generator/web/a.ts'],
  ])('single users: %s in %s', (name, wrong, right) => {
    const text = `import type { A } from '${name}';`;
    expect(lines(checkSingleUsers(at(wrong, text)))).toEqual([
      expect.stringContaining(`${wrong}:1: imports ${name}, which only`),
    ]);
    expect(checkSingleUsers(at(right, text))).toEqual([]);
    expect(checkSingleUsers(at('test/a.test.ts', text))).toEqual([]);
  });

  it.each([
    ['constructs/a.ts', 'zod'],
    ['constructs/a.ts', 'node:fs'],
    ['constructs/a.ts', 'node:fs/promises'],
    ['constructs/a.ts', 'node:https'],
    ['apps/a.ts', 'node:child_process'],
  ])('pure layers: %s with %s', (path, name) => {
    expect(checkPureLayers(at(path, `import * as a from '${name}';`))).toHaveLength(1);
  });

  it('pure layers: cdk8s and hashing are fine', () => {
    const text = "import 'cdk8s'; import { createHash } from 'node:crypto';";
    expect(checkPureLayers(at('constructs/a.ts', text))).toEqual([]);
  });

  it('declared: a development dependency is for tests only', () => {
    const given = { dependencies: { cdk8s: '' }, devDependencies: { ajv: '' } };
    const text = "import Ajv from 'ajv'; import fs from 'fs'; import 'cdk8s';";
    expect(lines(checkDeclared(at('apps/a.ts', text), given))).toEqual([
      expect.stringContaining('imports ajv,'),
      expect.stringContaining('imports fs,'),
    ]);
    expect(lines(checkDeclared(at('test/a.ts', text), given))).toHaveLength(1);
    const loaded = "createRequire(import.meta.url)('ajv');";
    expect(checkDeclared(at('generator/demo/a.ts', loaded), given)).toEqual([]);
    expect(checkDeclared(at('generator/a.ts', loaded), given)).toHaveLength(1);
  });

  it.each([
    'const home = process.env.HOME;',
    'globalThis.process.exit(1);',
    "import { argv } from 'node:process';",
    'const { env } = process;',
  ])('process: %s', (text) => {
    expect(lines(checkProcess(parseSource('generator/a.ts', text)))).toEqual([
      expect.stringMatching(/^generator\/a\.ts:1: uses process/),
    ]);
    expect(checkProcess(parseSource('generator/demo/main.ts', text))).toEqual([]);
  });

  it('process: a member of that name is something else', () => {
    const text = 'queue.process(); const a = { process: 1 }; interface B { process(): void }';
    expect(checkProcess(parseSource('generator/a.ts', text))).toEqual([]);
  });

  it('module state: let is, const is not', () => {
    const check = (text: string): Finding[] => checkModuleState(parseSource('apps/a.ts', text));
    expect(check('let count = 0;')).toHaveLength(1);
    expect(check('const most = 3; function f() { let i = 0; i += 1; }')).toEqual([]);
  });

  it('props: no @default, not readonly', () => {
    const check = (text: string): string[] =>
      lines(checkProps(parseSource('constructs/a.ts', text)));
    expect(check('interface WebProps { readonly port?: number }')).toEqual([
      expect.stringContaining('optional prop port has no @default'),
    ]);
    expect(check('type WebProps = { port: number };')).toEqual([
      expect.stringContaining('prop port is not readonly'),
    ]);
    expect(
      check('interface WebProps {\n/** Port.\n * @default 8080 */\nreadonly port?: number }'),
    ).toEqual([]);
  });

  it('barrels', () => {
    const text = "export * from './a.ts'; export { b } from './b.ts';";
    expect(checkBarrels(parseSource('apps/index.ts', text))).toHaveLength(1);
    expect(checkBarrels(parseSource('apps/a.ts', `${text} export const c = 1;`))).toEqual([]);
  });

  it.each(['only', 'skip', 'todo', 'each.only'])('tests left out: it.%s', (word) => {
    const check = (text: string): Finding[] => checkEveryTestRuns(parseSource('test/a.ts', text));
    expect(check(`${'it'}.${word}('a', () => {});`)).toHaveLength(1);
    expect(check(`${'x'}${'it'}('a', () => {});`)).toHaveLength(1);
    expect(check("it.each([1])('a', () => {});")).toEqual([]);
  });

  it('budgets: one too long, the median, the ninth decile; tests may be longer', () => {
    const ofLength = (path: string, count: number) => parseSource(path, '//\n'.repeat(count));
    expect(lines(checkBudgets([ofLength('apps/a.ts', 301)]))[0]).toBe(
      'apps/a.ts: has 301 lines, 300 are allowed. Split it by subject',
    );
    const nine = Array.from({ length: 9 }, (_, i) => ofLength(`apps/${i}.ts`, 80));
    expect(checkBudgets([...nine, ofLength('apps/x.ts', 300)])).toEqual([]);
    expect(lines(checkBudgets(nine.map((_, i) => ofLength(`apps/${i}.ts`, 81))))).toEqual([
      expect.stringContaining('the median of lines a source file is 81, 80 are allowed'),
    ]);
    const upper = [1, 2].map((i) => ofLength(`apps/long-${i}.ts`, 201));
    expect(lines(checkBudgets([...nine.slice(1), ...upper]))).toEqual([
      expect.stringContaining('the ninth decile of lines a source file is 201'),
    ]);
    expect(checkBudgets([ofLength('test/a.test.ts', 400)])).toEqual([]);
    expect(checkBudgets([ofLength('test/a.test.ts', 401)])).toHaveLength(1);
  });

  it('names and top level', () => {
    expect(checkNames(['apps/record.ts', 'docs/Anything.md'])).toEqual([]);
    expect(
      checkNames(['apps/git-utils.ts', 'apps/webHook.ts', 'generator/manager.ts']),
    ).toHaveLength(3);
    expect(lines(checkTopLevel(['apps', 'scripts'], topLevel))).toEqual([
      expect.stringContaining('scripts: does not belong at the top level'),
    ]);
  });

  it('tree: what it names must exist, what exists at the top it must name', () => {
    const readme = 'x\n```\nconstructs/   a\n  names.ts labels.ts   b\napps/\n  gone/  c\n```\n';
    const present = ['constructs/names.ts', 'constructs/labels.ts', 'apps/a.ts', 'docs/b.md'];
    expect(lines(checkTree(readme, present))).toEqual([
      expect.stringContaining('its tree names apps/gone/'),
      expect.stringContaining('its tree lacks docs/'),
    ]);
  });

  it.each([
    `// ${'TO'}${'DO'}: later`,
    `const dir = '/${'work'}/main/x';`,
    `registry=https://registry.${'npmjs'}.org/`,
  ])('text: %s', (text) => {
    expect(lines(checkText('docs/a.md', `fine\n${text}`))).toEqual([
      expect.stringContaining('docs/a.md:2: '),
    ]);
    expect(checkText('docs/a.md', 'the network/work/ folder, a /workspace')).toEqual([]);
  });
});
