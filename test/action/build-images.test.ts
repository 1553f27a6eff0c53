import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BakeFile } from '../../apps/builds/bake.ts';
import { readText, repositoryRoot } from '../support/source-tree.ts';

const SHA = '0123456789abcdef0123456789abcdef01234567';
let directory: string;

/** In the place of docker and skopeo: writes down how it was called, and docker also the plan it was given. */
const RECORDER = `#!/bin/sh
printf '%s\\n' "$(basename "$0") $*" >>"$CALLED"
case "$*" in "buildx bake --file "*) cat "$4" >"$CALLED.plan" ;; esac
`;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'build-'));
  for (const name of ['docker', 'skopeo']) {
    await writeFile(join(directory, name), RECORDER);
    await chmod(join(directory, name), 0o755);
  }
  await mkdir(join(directory, 'app'));
});
afterEach(() => rm(directory, { recursive: true }));

async function run(script: string, environment: Record<string, string>) {
  const called = join(directory, 'called');
  const env = {
    ...process.env,
    ...environment,
    CALLED: called,
    PATH: `${directory}:${process.env.PATH}`,
  };
  const path = join(repositoryRoot, 'action/build-images', script);
  const result = await promisify(execFile)('bash', [path], { cwd: directory, env }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
  );
  const calls = await readFile(called, 'utf8').catch(() => '');
  return { ...result, calls: calls.split('\n').filter((line) => line !== '') };
}

const build = (environment: Record<string, string> = {}) =>
  run('build.sh', {
    ...{ DIRECTORY: 'app', FILE: 'k8s-ee.yaml', IMAGE: 'ghcr.io/acme/shop', SHA, CACHE: 'false' },
    ...{ SOURCE_URL: 'https://github.com/acme/shop', PLATFORMS: 'linux/amd64,linux/arm64' },
    ...environment,
  });
const config = (text: string) => writeFile(join(directory, 'app/k8s-ee.yaml'), text);
const plan = async () =>
  JSON.parse(await readFile(join(directory, 'called.plan'), 'utf8')) as BakeFile;

describe('build', () => {
  it('builds each image of k8s-ee.yaml once, and pushes it with provenance and SBOM', async () => {
    await config(readText('docs/examples/full.k8s-ee.yaml'));
    const { code, calls } = await build({ CACHE: 'true' });
    expect([code, calls.length]).toEqual([0, 1]);
    expect(calls[0]).toMatch(/^docker buildx bake --file \S+ --allow fs\.read=\S+\/app$/);
    const { group, target } = await plan();
    expect(group.default.targets).toEqual(['image-0', 'image-1']);
    expect(target['image-0']).toEqual({
      ...{ context: 'web', dockerfile: 'Dockerfile', platforms: ['linux/amd64', 'linux/arm64'] },
      tags: [`ghcr.io/acme/shop-web:${SHA}`],
      labels: {
        'org.opencontainers.image.source': 'https://github.com/acme/shop',
        'org.opencontainers.image.revision': SHA,
      },
      attest: ['type=provenance,mode=max', 'type=sbom'],
      'cache-from': ['type=registry,ref=ghcr.io/acme/shop-web:buildcache'],
      'cache-to': ['type=registry,ref=ghcr.io/acme/shop-web:buildcache,mode=max,ignore-error=true'],
      output: ['type=registry'],
    });
    expect(target['image-1']).toMatchObject({ context: '.', tags: [`ghcr.io/acme/shop:${SHA}`] });
  });

  it('reads context and dockerfile of the only service', async () => {
    await config(
      'projectId: shop\nimage: { context: backend, dockerfile: docker/Dev.dockerfile }\n',
    );
    expect((await build()).code).toBe(0);
    expect((await plan()).target['image-0']).toMatchObject({
      context: 'backend',
      dockerfile: 'docker/Dev.dockerfile',
    });
  });

  it('names every problem of k8s-ee.yaml with its line, and builds nothing', async () => {
    await config('projectId: shop\nimage: { context: ../.. }\napp: { port: many }\n');
    const { code, stderr, calls } = await build();
    expect([code, calls]).toEqual([1, []]);
    expect(stderr).toMatch(/k8s-ee\.yaml: line 2, .*image\.context/);
    expect(stderr).toMatch(/k8s-ee\.yaml: line 3, .*app\.port/);
  });

  it.each([
    [{ SHA: 'main' }, /--sha: expected a full commit/],
    [{ IMAGE: 'ghcr.io/Acme/Shop' }, /--image: expected a name in lower case/],
    [{ FILE: 'absent.yaml' }, /absent\.yaml/],
  ])('refuses %j', async (environment, message) => {
    await config('projectId: shop\n');
    const { code, stderr, calls } = await build(environment);
    expect([code, calls]).toEqual([1, []]);
    expect(stderr).toMatch(message);
  });

  it('for a fork keeps the images as files, and says where each belongs', async () => {
    await config('projectId: shop\n');
    const archives = join(directory, 'archives');
    const { calls } = await build({ ARCHIVES: archives, CACHE: 'true' });
    expect(calls[0]).toContain(`--allow fs.write=${archives}`);
    const { target } = await plan();
    expect(target['image-0']?.output).toEqual([`type=oci,dest=${archives}/image-0.tar`]);
    // What a fork built must not become a layer of other builds.
    expect(target['image-0']).not.toHaveProperty('cache-to');
    const list = await readFile(join(archives, 'images.txt'), 'utf8');
    expect(list).toBe(`image-0.tar ghcr.io/acme/shop:${SHA}\n`);
  });
});

describe('push', () => {
  const push = async (list: string) => {
    await writeFile(join(directory, 'images.txt'), list);
    await writeFile(join(directory, 'image-0.tar'), '');
    return run('push.sh', { ARCHIVES: directory, SHA, IMAGES: 'ghcr.io/acme/shop\n' });
  };

  it('copies what was built, with its provenance', async () => {
    const { code, calls } = await push(`image-0.tar ghcr.io/acme/shop:${SHA}\n`);
    expect(code).toBe(0);
    expect(calls).toEqual([
      `skopeo copy --all oci-archive:${directory}/image-0.tar docker://ghcr.io/acme/shop:${SHA}`,
    ]);
  });

  it.each([
    ['another image', `image-0.tar ghcr.io/acme/production:${SHA}`, 'may not write'],
    ['an image that begins alike', `image-0.tar ghcr.io/acme/shop2:${SHA}`, 'may not write'],
    ['another tag', 'image-0.tar ghcr.io/acme/shop:latest', 'has another tag'],
    ['another file', `../../etc/passwd ghcr.io/acme/shop:${SHA}`, 'names no archive'],
    ['a file that is not there', `image-1.tar ghcr.io/acme/shop:${SHA}`, 'names no archive'],
    ['an option', `image-0.tar --dest-creds=x ghcr.io/acme/shop:${SHA}`, 'names no archive'],
    ['nothing', '', 'names nothing'],
  ])('refuses %s', async (_, line, message) => {
    const { code, stderr, calls } = await push(line === '' ? '' : `${line}\n`);
    expect([code, calls]).toEqual([1, []]);
    expect(stderr).toContain(message);
  });

  it('follows no link out of the archives', async () => {
    await symlink('/etc/hostname', join(directory, 'image-2.tar'));
    expect((await push(`image-2.tar ghcr.io/acme/shop:${SHA}\n`)).code).toBe(1);
  });
});
