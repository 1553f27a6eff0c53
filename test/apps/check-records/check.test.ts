import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../../support/source-tree.ts';

const run = promisify(execFile);
const record = 'environments/shop/pr-7/environment.yaml';

let gitops: string;
beforeEach(async () => {
  gitops = await mkdtemp(join(tmpdir(), 'records-'));
  await cp(join(repositoryRoot, 'gitops-repo'), gitops, { recursive: true });
});
afterEach(() => rm(gitops, { recursive: true, force: true }));

/** Runs the command itself; the exit code, the last line, and the problems. */
async function check(directory = gitops) {
  const argv = ['--import', 'tsx', 'apps/check-records/main.ts', directory];
  const done = await run(process.execPath, argv, { cwd: repositoryRoot }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  const problems = done.stderr.split('\n').filter((line) => line !== '');
  return { code: done.code, summary: done.stdout.trim(), problems };
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(gitops, file)), { recursive: true });
  await writeFile(join(gitops, file), text);
}

async function edit(file: string, from: string | RegExp, to: string): Promise<void> {
  const text = await readFile(join(gitops, file), 'utf8');
  expect(text).toMatch(from);
  await write(file, text.replace(from, to));
}

describe('npm run check-records', () => {
  it('has nothing to say of the example, nor of a repository without records', async () => {
    expect(await check()).toEqual({ code: 0, summary: '1 record(s), 0 problem(s)', problems: [] });
    await rm(join(gitops, 'environments'), { recursive: true });
    expect(await check()).toEqual({ code: 0, summary: '0 record(s), 0 problem(s)', problems: [] });
  });

  it('takes what people may write into a record', async () => {
    await edit(record, 'state: active', 'state: destroying');
    await edit(record, 'keep: open', 'keep: preserved');
    expect(await check()).toMatchObject({ code: 0, problems: [] });
  });

  it.each([
    ['a number that is no string', /^number: .*$/m, 'number: 7'],
    ['a number of another environment', /^number: .*$/m, 'number: "8"'],
    ['a state that does not exist', /^state: .*$/m, 'state: activ'],
    ['an id of another environment', /^id: .*$/m, 'id: shop-pr-8'],
    ['unreadable YAML', /^state: .*$/m, 'state: [active'],
    ['a field of the wrong kind', /^( +)sha: .*$/m, '$1sha: [a]'],
  ])('finds %s', async (_, from, to) => {
    await edit(record, from, to);
    const { code, problems } = await check();
    expect(code).toBe(1);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems)
      expect(problem).toMatch(/^environments\/shop\/pr-7\/environment\.yaml: /);
  });

  it('finds what stands at the wrong place, is a link, lost its record, or reaches elsewhere', async () => {
    const text = await readFile(join(gitops, record), 'utf8');
    await write('environments/shop/7/environment.yaml', text);
    await write('environments/shop/pr-8/manifests/web.yaml', 'kind: Service\n');
    await write(
      'environments/shop/pr-7/manifests/reach.yaml',
      'apiVersion: v1\nkind: Namespace\nmetadata: {name: default}\n',
    );
    await symlink('/etc/passwd', join(gitops, 'environments/shop/pr-7/manifests/x.yaml'));
    const { code, problems } = await check();
    expect(code).toBe(1);
    expect(problems.sort()).toEqual([
      expect.stringMatching(/^environments\/shop\/7\/environment\.yaml: records stand at/),
      expect.stringMatching(
        /manifests\/reach\.yaml: Namespace: metadata\.name must be "shop-pr-7"/,
      ),
      'environments/shop/pr-7/manifests/x.yaml: is a link; replace it by the file itself',
      expect.stringMatching(/pr-8\/manifests\/web\.yaml: has no .* beside it; .*state: destroying/),
    ]);
  });

  it('names the problems of platform.yaml too', async () => {
    await edit('platform.yaml', /^domain: .*$/m, 'domain: A B');
    expect((await check()).problems).toEqual([
      expect.stringMatching(/^platform\.yaml: line \d+.*domain/),
    ]);
  });
});
