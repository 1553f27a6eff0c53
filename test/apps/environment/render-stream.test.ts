import { createCheck } from '../../../apps/environment/check/check.ts';
import { renderStream } from '../../../apps/environment/render-stream.ts';
import { formatProblem } from '../../../apps/problems.ts';
import { readText } from '../../support/source-tree.ts';

const platform = { name: 'platform.yaml', text: readText('gitops-repo/platform.yaml') };
const config = { name: 'docs/examples/k8s-ee.yaml', text: readText('docs/examples/k8s-ee.yaml') };
const given = { config, platform, number: '7', sha: undefined, check: createCheck() };

function problemsOf(change: Partial<Parameters<typeof renderStream>[0]>): string[] {
  const rendered = renderStream({ ...given, ...change });
  return rendered.ok ? [] : rendered.problems.map(formatProblem);
}

describe('renderStream', () => {
  it('prints every manifest, as the generator would commit it', () => {
    const rendered = renderStream(given);
    if (!rendered.ok) throw new Error(rendered.problems.map(formatProblem).join('\n'));
    for (const name of ['namespace', 'budget', 'isolation', 'postgresql']) {
      const path = `gitops-repo/environments/shop/pr-7/manifests/${name}.yaml`;
      const fixed = (text: string) =>
        text.replace(/(created-by|created-at|branch): .*/g, '$1').split('---\n');
      expect(fixed(rendered.value)).toEqual(expect.arrayContaining(fixed(readText(path))));
    }
  });

  it.each([
    [{ number: 'seven' }, '--pr: expected the number of a pull request such as 7, got "seven"'],
    [{ sha: 'abc' }, '--sha: expected a full commit SHA, got "abc"'],
    [
      { config: { name: 'my.yaml', text: 'projectId: shop\napp: {port: 80}\n' } },
      /^line 2, column 13: app\.port: .* \(my\.yaml\)$/,
    ],
    [
      { config: { name: 'my.yaml', text: 'projectId: nobody\n' } },
      /^line 1, column 12: projectId: expected "shop".*"nobody" \(my\.yaml\)$/,
    ],
    [{ platform: { name: 'p.yaml', text: 'domain: 3\n' } }, /\(p\.yaml\)$/],
  ])('refuses %j', (change, problem) => {
    expect(problemsOf(change)[0]).toEqual(
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    );
  });
});
