import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { repositoryRoot } from '../../support/source-tree.ts';

const run = promisify(execFile);

const platform = (projects: string[]) =>
  JSON.stringify({
    domain: 'a.dev',
    gitops: { url: 'https://git.example/p.git' },
    policy: { sleepAfter: '2h' },
    projects: projects.map((id) => ({ id, repository: `acme/${id}`, image: `x/${id}:{sha}` })),
  });

let gitops: string;
beforeEach(async () => {
  gitops = await mkdtemp(join(tmpdir(), 'synth-'));
});
afterEach(() => rm(gitops, { recursive: true, force: true }));

/** Runs the command itself; the exit code and both outputs. */
async function synth(...options: string[]) {
  const argv = ['--import', 'tsx', 'apps/platform/synth/main.ts', '--gitops', gitops, ...options];
  const done = await run(process.execPath, argv, { cwd: repositoryRoot }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  return { code: done.code, stdout: done.stdout, stderr: done.stderr };
}

const write = (file: string, text: string) => writeFile(join(gitops, file), text);
const read = (file: string) => readFile(join(gitops, file), 'utf8');

describe('npm run synth', () => {
  it('writes one file a project and nothing else; the second time nothing at all', async () => {
    await write('platform.yaml', platform(['shop', 'docs']));
    const first = await synth();
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain('wrote     platform/shop.yaml');
    expect(first.stdout).toContain(
      'note: policy.sleepAfter (it needs prometheus.url) is accepted, but without effect',
    );
    expect((await readdir(gitops)).sort()).toEqual(['platform', 'platform.yaml']);
    expect((await readdir(join(gitops, 'platform'))).sort()).toEqual(['docs.yaml', 'shop.yaml']);

    const before = await stat(join(gitops, 'platform/shop.yaml'));
    const second = await synth();
    expect(second.stdout).toContain('unchanged platform/shop.yaml');
    expect(second.stdout).toContain('Nothing to commit.');
    expect((await stat(join(gitops, 'platform/shop.yaml'))).mtimeMs).toBe(before.mtimeMs);
  });

  it('never removes a file', async () => {
    await write('platform.yaml', platform(['shop', 'docs']));
    await synth();
    const shop = await read('platform/shop.yaml');
    await mkdir(join(gitops, 'environments/shop/pr-7'), { recursive: true });
    await write('environments/shop/pr-7/environment.yaml', 'a record\n');
    await write('platform/extra.yaml', '# by hand\n');
    await write('platform.yaml', platform(['docs']));

    const { code, stdout } = await synth();
    expect(code).toBe(0);
    expect(stdout).toContain('left      platform/shop.yaml: platform.yaml has no project "shop"');
    expect(stdout).not.toContain('extra.yaml');
    expect(await read('platform/shop.yaml')).toBe(shop);
    expect(await read('platform/extra.yaml')).toBe('# by hand\n');
    expect(await read('environments/shop/pr-7/environment.yaml')).toBe('a record\n');
  });

  it('what is left keeps its parts: the components theirs, a project its secrets', async () => {
    const withComponents = (projects: string[]) => ({
      ...(JSON.parse(platform(projects)) as object),
      opsDomain: 'ops.example.com',
      platform: { generator: { image: 'x/y:1' }, tls: { issuer: 'none' } },
    });
    await write('platform.yaml', JSON.stringify(withComponents(['shop', 'docs'])));
    await synth();
    const store = 'platform/components/secret-stores/shop.yaml';
    expect(await read(store)).toContain('kind: ClusterSecretStore');

    await write('platform.yaml', JSON.stringify(withComponents(['docs'])));
    expect((await synth()).stdout).not.toMatch(/^removed /m);
    expect(await read(store)).toContain('kind: ClusterSecretStore');

    await rm(join(gitops, 'platform/shop.yaml'));
    expect((await synth()).stdout).toContain(`removed   ${store}`);

    await write('platform.yaml', platform(['docs']));
    const { stdout } = await synth();
    expect(stdout).toContain(
      'platform.yaml has no "platform"; the components are kept as they are',
    );
    expect(await read('platform/components/traefik/traefik.yaml')).toContain('HelmChartConfig');
  });

  it('writes nothing while platform.yaml has a problem, and names each', async () => {
    await write('platform.yaml', 'domain: A B\ngitops: {url: nowhere}\nprojects: [{id: shop}]\n');
    const { code, stdout, stderr } = await synth();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^platform\.yaml: line 1, .*domain/m);
    expect(stderr).toMatch(/^platform\.yaml: line 2, .*gitops\.url/m);
    expect(stderr).toMatch(/^4 problem\(s\); nothing was written$/m);
    expect(await readdir(gitops)).toEqual(['platform.yaml']);
  });

  it('says what is missing where there is no platform.yaml, and what the options are', async () => {
    expect(await synth()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no such file'),
    });
    expect(await synth('--frobnicate')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/--frobnicate[^]*npm run synth -- \[--gitops DIR\] \[--root\]/),
    });
  });

  it('--root prints the root Application and its AppProject, and writes nothing', async () => {
    await write('platform.yaml', platform(['shop']));
    const { stdout } = await synth('--root');
    const kinds = parseAllDocuments(stdout).map((document) => document.get('kind'));
    expect(kinds).toEqual(['AppProject', 'Application']);
    expect(await readdir(gitops)).toEqual(['platform.yaml']);
  });
});
