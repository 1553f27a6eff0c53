import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { formatReport } from '../../../apps/diff/report.ts';
import { repositoryRoot } from '../../support/source-tree.ts';
import { createCheckout, liveRecord, tombstone, type GitopsCheckout } from './checkout-fixture.ts';

let checkout: GitopsCheckout;
beforeEach(async () => {
  checkout = await createCheckout([liveRecord('shop', '1'), liveRecord('blog', '4')]);
});
afterEach(() => rm(checkout.directory, { recursive: true, force: true }));

async function run(...argv: string[]) {
  const all = ['--import', 'tsx', 'apps/diff/main.ts', ...argv];
  return promisify(execFile)(process.execPath, all, { cwd: repositoryRoot }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      ...{ code, stdout, stderr },
    }),
  );
}

const relabel = () =>
  checkout.edit('shop-pr-1', 'Service app', ({ metadata }) => (metadata.labels.colour = 'blue'));

describe('npm run diff', () => {
  it('has nothing to say of the example, which is rendered by the template', async () => {
    const stdout = '1 environment: nothing would change.\n';
    expect(await run('--exit-code')).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('is 0 with changes, as git diff is, unless asked', async () => {
    await relabel();
    const plain = await run(checkout.directory);
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(plain.stdout).toBe(formatReport(await checkout.diff(), { colour: false }));
    expect(await run(checkout.directory, '--exit-code')).toEqual({ ...plain, code: 1 });
  });

  it('writes JSON for machines', async () => {
    await relabel();
    const { stdout } = await run(checkout.directory, '--format', 'json');
    expect(JSON.parse(stdout)).toEqual({
      environments: 2,
      changed: ['shop-pr-1'],
      groups: [
        {
          effect: 'metadata',
          subject: { type: 'object', group: '', kind: 'Service', name: 'app' },
          path: ['metadata', 'labels', 'colour'],
          kind: 'removed',
          variants: [{ before: 'blue', environments: ['shop-pr-1'] }],
        },
      ],
      failed: [],
    });
  });

  it('counts what could not be compared as a change', async () => {
    await checkout.write('environments/blog/pr-4/environment.yaml', 'number: 4\n');
    expect(await run(checkout.directory)).toMatchObject({ code: 0 });
    const { code, stdout } = await run(checkout.directory, '--exit-code');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^NOT COMPARED.*\n {2}blog-pr-4: environments\/blog\/pr-4\//);
    expect(stdout).toMatch(/\n1 environment: nothing would change; 1 not compared\.\n$/);
  });

  it('reads platform.yaml from elsewhere: it is on another branch', async () => {
    await checkout.remove('platform.yaml');
    const { code, stderr } = await run(checkout.directory);
    expect(code).toBe(2);
    expect(stderr).toContain('name it with --platform FILE');
    const example = join(repositoryRoot, 'gitops-repo/platform.yaml');
    expect(await run(checkout.directory, '--platform', example)).toMatchObject({ code: 0 });
  });

  it.each([
    ['no such directory', ['nowhere'], 'expected a checkout of the GitOps repository'],
    ['no repository of environments', ['docs'], "expected a checkout of the GitOps repository's"],
    ['two paths', ['a', 'b'], 'expected one PATH, got 2'],
    ['another format', ['--format', 'xml'], 'expected text or json, got "xml"'],
    ['an unknown option', ['--colour'], "Unknown option '--colour'"],
  ])('is 2 with %s', async (_, argv, message) => {
    const { code, stdout, stderr } = await run(...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('is 2 with every problem of platform.yaml', async () => {
    await checkout.write('platform.yaml', 'domain: 7\nprojects: 3\n');
    const { code, stderr } = await run(checkout.directory);
    expect(code).toBe(2);
    expect(stderr).toMatch(/platform\.yaml: line 1, column 9: domain: .*\n.*platform\.yaml: /s);
  });

  it('shows progress where there is much to do', async () => {
    const many = Array.from({ length: 101 }, (_, index) => tombstone('shop', String(index + 1)));
    const large = await createCheckout(many);
    const { stdout, stderr } = await run(large.directory);
    await rm(large.directory, { recursive: true, force: true });
    expect(stderr).toBe('0 of 101 environments\n');
    expect(stdout).toBe('101 environments: nothing would change.\n');
  });
});
