import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatProblem } from '../problems.ts';
import { bakeFile, pushList } from './bake.ts';
import { readBuilds } from './read.ts';

const usage = `node --import tsx apps/builds/main.ts FILE --image NAME --sha SHA --source URL [--platform P]... [--cache] [--archives DIR]

Prints how the images of a k8s-ee.yaml are built, as a file for docker buildx bake. For action/build-images.
  --archives DIR  to files in DIR, not to a registry; DIR/images.txt then says where each belongs
`;

process.exitCode = await main().catch((error: Error) => fail(`${error.message}\n\n${usage}`));

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      image: { type: 'string' },
      sha: { type: 'string' },
      source: { type: 'string', default: '' },
      platform: { type: 'string', multiple: true, default: ['linux/amd64'] },
      cache: { type: 'boolean', default: false },
      archives: { type: 'string' },
    },
  });
  const [file, ...more] = positionals;
  const { image, sha, source, platform: platforms, cache, archives } = values;
  if (file === undefined || more.length > 0 || image === undefined || sha === undefined) {
    return fail(usage);
  }
  if (!/^[0-9a-f]{40}$/.test(sha)) return fail(`--sha: expected a full commit, got "${sha}"\n`);
  if (!/^[a-z0-9][a-z0-9._:-]*(\/[a-z0-9._-]+)+$/.test(image)) {
    return fail(
      `--image: expected a name in lower case such as ghcr.io/acme/shop, got "${image}"\n`,
    );
  }
  const builds = readBuilds(await readFile(file, 'utf8'));
  if (!builds.ok) {
    return fail(builds.problems.map((one) => `${file}: ${formatProblem(one)}\n`).join(''));
  }
  const options = {
    image,
    sha,
    source,
    platforms,
    cache,
    ...(archives !== undefined && { archives }),
  };
  const bake = bakeFile(builds.value, options);
  if (archives !== undefined) {
    await writeFile(join(archives, 'images.txt'), `${pushList(bake).join('\n')}\n`);
  }
  process.stdout.write(`${JSON.stringify(bake, undefined, 2)}\n`);
  return 0;
}

function fail(text: string): number {
  process.stderr.write(text);
  return 1;
}
