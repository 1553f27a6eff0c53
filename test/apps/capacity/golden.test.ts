import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { capacityDocument, exampleSizes } from '../../../apps/capacity/document.ts';
import { parsePlatform } from '../../../apps/platform/config.ts';
import { expectGolden } from '../../support/golden-files.ts';
import { readText, repositoryRoot } from '../../support/source-tree.ts';

it('docs/capacity.md is what the code calculates', () => {
  const parsed = parsePlatform(readText('gitops-repo/platform.yaml'));
  if (!parsed.ok) throw new Error('the example is invalid');
  const sizes = exampleSizes(parsed.value, {
    usual: readText('docs/examples/k8s-ee.yaml'),
    full: readText('docs/examples/full.k8s-ee.yaml'),
  });
  const content = capacityDocument(parsed.value, sizes, { lean: 15, standard: 30 });
  expectGolden([{ path: 'docs/capacity.md', content }]);
});

describe('the command', () => {
  const run = (...args: string[]) =>
    promisify(execFile)('node', ['--import', 'tsx', 'apps/capacity/main.ts', ...args], {
      cwd: repositoryRoot,
    });

  it('prints the calculation of a platform at a price', async () => {
    const { stdout } = await run('--gitops', 'gitops-repo', '--price', '20');
    expect(stdout).toContain('each, at $20 a month');
    expect(stdout).toContain('at least 5 for less than $120');
  });

  it('refuses what is no price', async () => {
    await expect(run('--price', 'cheap')).rejects.toMatchObject({
      stderr: expect.stringContaining('--price: expected dollars such as 15, got "cheap"'),
    });
  });
});
