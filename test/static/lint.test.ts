import { readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { readText, repositoryRoot } from '../support/source-tree.ts';
import { findingsOfCheckov, findingsOfKubeScore, type Finding } from './linters.ts';
import { describeWith } from './tool.ts';

const trees = 'test/golden/environment';
const components = 'gitops-repo/platform/components';
type Scope = 'environments' | 'platform';
const exceptions = parse(readText('test/static/lint-exceptions.yaml')) as Record<
  Scope,
  Record<'kube-score' | 'checkov', Record<string, string>>
>;

/** Rendered YAML, with paths from the root of the repository. */
function filesBelow(directory: string): string[] {
  return readdirSync(`${repositoryRoot}${directory}`, { recursive: true })
    .map((name) => `${directory}/${String(name)}`)
    .filter((path) => path.endsWith('.yaml'))
    .sort();
}

/** Two empty lists: what is found and not excepted, and what is excepted and not found. */
function compared(scope: Scope, linter: 'kube-score' | 'checkov', findings: readonly Finding[]) {
  const excepted = Object.keys(exceptions[scope][linter]);
  const checks = new Set(findings.map(({ check }) => check));
  return {
    notExcepted: findings.filter(({ check }) => !excepted.includes(check)),
    notNeeded: excepted.filter((check) => !checks.has(check)),
  };
}
const nothing = { notExcepted: [], notNeeded: [] };

it('gives a reason for every exception', () => {
  const reasons = Object.values(exceptions)
    .flatMap((linters) => Object.values(linters))
    .flatMap((checks) => Object.values(checks));
  expect(reasons.filter((reason) => !/^[A-Z`].{25,}\.$/.test(reason))).toEqual([]);
});

describeWith('kube-score', 'kube-score', () => {
  it('finds in the golden trees what is excepted, and nothing else', () => {
    const findings = readdirSync(`${repositoryRoot}${trees}`).flatMap((sample) =>
      findingsOfKubeScore(...filesBelow(`${trees}/${sample}/manifests`)),
    );
    expect(compared('environments', 'kube-score', findings)).toEqual(nothing);
  });

  it('finds in the platform what is excepted, and nothing else', () => {
    const findings = findingsOfKubeScore(...filesBelow(components));
    expect(compared('platform', 'kube-score', findings)).toEqual(nothing);
  });
});

describeWith('checkov', 'checkov', () => {
  it('finds in the golden trees what is excepted, and nothing else', () => {
    expect(compared('environments', 'checkov', findingsOfCheckov(trees, 1000))).toEqual(nothing);
  }, 180_000);

  it('finds in the platform what is excepted, and nothing else', () => {
    expect(compared('platform', 'checkov', findingsOfCheckov(components, 200))).toEqual(nothing);
  }, 180_000);
});
