import { readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { readText, repositoryRoot } from '../support/source-tree.ts';
import { findingsOfCheckov, findingsOfKubeScore, type Finding } from './linters.ts';
import { describeWith } from './tool.ts';

const trees = 'test/golden/environment';
const exceptions = parse(readText('test/static/lint-exceptions.yaml')) as Record<
  string,
  Record<string, string>
>;

/** Two empty lists: what is found and not excepted, and what is excepted and not found. */
function compared(linter: string, findings: readonly Finding[]) {
  const excepted = Object.keys(exceptions[linter] ?? {});
  const checks = new Set(findings.map(({ check }) => check));
  return {
    notExcepted: findings.filter(({ check }) => !excepted.includes(check)),
    notNeeded: excepted.filter((check) => !checks.has(check)),
  };
}
const nothing = { notExcepted: [], notNeeded: [] };

it('gives a reason for every exception', () => {
  const reasons = Object.values(exceptions).flatMap((checks) => Object.values(checks));
  expect(reasons.filter((reason) => !/^[A-Z`].{25,}\.$/.test(reason))).toEqual([]);
});

describeWith('kube-score', 'kube-score', () => {
  it('finds in the golden trees what is excepted, and nothing else', () => {
    const findings = readdirSync(`${repositoryRoot}${trees}`).flatMap((sample) =>
      findingsOfKubeScore(`${trees}/${sample}/manifests`),
    );
    expect(compared('kube-score', findings)).toEqual(nothing);
  });
});

describeWith('checkov', 'checkov', () => {
  it('finds in the golden trees what is excepted, and nothing else', () => {
    expect(compared('checkov', findingsOfCheckov(trees))).toEqual(nothing);
  }, 180_000);
});
