import { parseArgs } from 'node:util';
import { formatProblem } from '../../problems.ts';
import { renderRoot } from '../render.ts';
import { synthReport } from './report.ts';
import { readPlatformOf, synth } from './synth.ts';

const usage = `npm run synth -- [--gitops DIR] [--root]

Renders platform.yaml of DIR, a checkout of the GitOps repository, to DIR/platform/.
  --gitops DIR  the checkout (default: gitops-repo)
  --root        instead print the root Application, which is applied once by hand:
                npm run --silent synth -- --gitops DIR --root | kubectl apply -f -
`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') return fail([options, usage]);
  if (options.help) return print([usage]);
  const parsed = await readPlatformOf(options.gitops);
  if (!parsed.ok) {
    const lines = parsed.problems.map((problem) => `platform.yaml: ${formatProblem(problem)}`);
    return fail([...lines, `${lines.length} problem(s); nothing was written`]);
  }
  if (options.root) return print([renderRoot(parsed.value).trimEnd()]);
  const result = await synth(parsed.value, options.gitops);
  return print(synthReport(parsed.value, options.gitops, result));
}

function readOptions(argv: string[]): { gitops: string; root: boolean; help: boolean } | string {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        gitops: { type: 'string', default: 'gitops-repo' },
        root: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    return (error as Error).message;
  }
}

function print(lines: readonly string[]): number {
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function fail(lines: readonly string[]): number {
  process.stderr.write(`${lines.join('\n')}\n`);
  return 1;
}
