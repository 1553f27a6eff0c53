import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { diffCheckout } from './diff.ts';
import { formatReport } from './report.ts';

const usage = `npm run --silent diff -- [PATH] [--platform FILE] [--format text|json] [--exit-code]

What an edited template would change of the environments in PATH, a checkout of the GitOps repository
(default: the example in gitops-repo). Nothing is written.

  --platform FILE   platform.yaml, where it is on another branch (default: PATH/platform.yaml)
  --format json     for machines
  --exit-code       1 where anything changes or could not be compared; else 0
`;

/** Fewer are done before anybody would read it. */
const WORTH_SHOWING = 100;

function refuse(text: string): never {
  process.stderr.write(text);
  process.exit(2);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        platform: { type: 'string' },
        format: { type: 'string', default: 'text' },
        'exit-code': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return refuse(`${(error as Error).message}\n\n${usage}`);
  }
}

function showProgress(done: number, all: number): void {
  if (all <= WORTH_SHOWING || done % 10 > 0) return;
  const line = `${done} of ${all} environments`;
  if (process.stderr.isTTY) process.stderr.write(`\r${line}`);
  else if (done % 1000 === 0) process.stderr.write(`${line}\n`);
}

const { positionals, values } = readArguments();
const example = fileURLToPath(new URL('../../gitops-repo', import.meta.url));
const [path = example, ...more] = positionals;
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
if (more.length > 0) refuse(`expected one PATH, got ${positionals.length}\n\n${usage}`);
if (values.format !== 'text' && values.format !== 'json') {
  refuse(`--format: expected text or json, got "${values.format}"\n\n${usage}`);
}
const diff = await diffCheckout(path, values.platform ?? join(path, 'platform.yaml'), showProgress);
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
if (!diff.ok) refuse(diff.problems.map((problem) => `${problem}\n`).join(''));
const { changed, failed } = diff.value;
process.stdout.write(
  values.format === 'json'
    ? `${JSON.stringify(diff.value, null, 2)}\n`
    : formatReport(diff.value, { colour: process.stdout.isTTY }),
);
if (values['exit-code'] && changed.length + failed.length > 0) process.exitCode = 1;
