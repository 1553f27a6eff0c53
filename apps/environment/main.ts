import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { formatProblem } from '../problems.ts';
import { createCheck } from './check/check.ts';
import { renderStream } from './render-stream.ts';

const usage = `npm run --silent render -- FILE --pr N [--platform platform.yaml] [--sha SHA]

Prints the environment of a k8s-ee.yaml as one YAML stream. Without --platform: as on the example platform.
`;

const EXAMPLE = new URL('../../gitops-repo/platform.yaml', import.meta.url);

function fail(text: string): never {
  process.stderr.write(text);
  process.exit(1);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { pr: { type: 'string' }, platform: { type: 'string' }, sha: { type: 'string' } },
    });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${usage}`);
  }
}

async function textOf(file: string | URL): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) =>
    fail(`cannot read "${String(file)}" (${error.code ?? 'failed'})\n`),
  );
}

const { positionals, values } = readArguments();
const [file, ...more] = positionals;
if (file === undefined || more.length > 0 || values.pr === undefined) fail(usage);
const rendered = renderStream({
  config: { name: file, text: await textOf(file) },
  platform: {
    name: values.platform ?? 'platform.yaml',
    text: await textOf(values.platform ?? EXAMPLE),
  },
  number: values.pr,
  sha: values.sha,
  check: createCheck(),
});
if (rendered.ok) process.stdout.write(rendered.value);
else fail(rendered.problems.map((problem) => `${formatProblem(problem)}\n`).join(''));
