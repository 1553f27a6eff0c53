import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parsePlatform, type Platform } from '../platform/config.ts';
import { formatProblem } from '../problems.ts';
import { calculationOf, capacityDocument, exampleSizes } from './document.ts';
import { boundText, capacityReport } from './report.ts';

const usage = `npm run --silent capacity -- [--gitops DIR] [--price DOLLARS] [--write]

Prints what your platform leaves to environments, how many fit, and what each costs.
  --gitops DIR     a checkout of the GitOps repository (default: gitops-repo)
  --price DOLLARS  of the server, a month (default: platform.server.monthlyPrice)
  --write          instead write docs/capacity.md anew
`;

/** Entered, not looked up. */
const EXAMPLE_PRICES = { lean: 15, standard: 30 } as const;
const ROOT = new URL('../../', import.meta.url);

const textOf = (path: string) => readFile(new URL(path, ROOT), 'utf8');
const examples = async () => ({
  usual: await textOf('docs/examples/k8s-ee.yaml'),
  full: await textOf('docs/examples/full.k8s-ee.yaml'),
});

async function platformIn(directory: string | URL): Promise<Platform> {
  const file = directory instanceof URL ? directory : join(directory, 'platform.yaml');
  const parsed = parsePlatform(await readFile(file, 'utf8'));
  if (parsed.ok) return parsed.value;
  throw new Error(parsed.problems.map(formatProblem).join('\n'));
}

async function main(): Promise<string> {
  const { values } = parseArgs({
    options: {
      gitops: { type: 'string' },
      price: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return usage;
  const example = await platformIn(new URL('gitops-repo/platform.yaml', ROOT));
  const sizes = exampleSizes(example, await examples());
  if (values.write) {
    const file = new URL('docs/capacity.md', ROOT);
    await writeFile(file, capacityDocument(example, sizes, EXAMPLE_PRICES));
    return 'wrote docs/capacity.md\n';
  }
  if (values.price !== undefined && !/^\d+(\.\d+)?$/.test(values.price)) {
    throw new Error(`--price: expected dollars such as 15, got "${values.price}"`);
  }
  const price = values.price === undefined ? undefined : Number(values.price);
  const platform = values.gitops === undefined ? example : await platformIn(values.gitops);
  const calculation = calculationOf(platform, price);
  const usual = sizes[1];
  const bound = usual ? [boundText(calculation, usual), ''] : [];
  return [...capacityReport(calculation, sizes), ...bound].join('\n');
}

await main().then(
  (text) => void process.stdout.write(text),
  (error: Error) => {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exitCode = 1;
  },
);
