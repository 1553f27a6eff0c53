import { parseArgs } from 'node:util';
import { readPlatformOf } from '../../apps/platform/synth/synth.ts';
import { openClients } from './open.ts';
import { preflight } from './preflight.ts';
import { findingsTable } from './report.ts';

const usage = `npm run preflight -- --gitops DIR [--kubeconfig FILE] [--dns SERVER] [--json]

Looks whether everything is right for previews, and says what to do where it is not. Changes nothing.
  --gitops DIR       a checkout of the GitOps repository
  --kubeconfig FILE  of an account that may read Secrets (default: KUBECONFIG)
  --dns SERVER       ask this DNS server, such as 1.1.1.1, in the place of this machine's
  --json             the findings as JSON
Exits with 1 where a check failed.
`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 1;
  }
  const { gitops, help, json, dns } = options;
  if (help || gitops === undefined) {
    (help ? process.stdout : process.stderr).write(usage);
    return help ? 0 : 1;
  }
  const clients = await openClients({
    gitops,
    kubeconfig: options.kubeconfig ?? (process.env.KUBECONFIG || undefined),
    dnsServers: dns ?? [],
    environment: process.env,
  });
  try {
    const findings = await preflight(await readPlatformOf(gitops), clients);
    const color = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
    const text = json ? JSON.stringify(findings, undefined, 2) : findingsTable(findings, { color });
    process.stdout.write(`${text}\n`);
    return findings.some(({ status }) => status === 'fail') ? 1 : 0;
  } finally {
    await clients.close();
  }
}

function readOptions(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      options: {
        gitops: { type: 'string' },
        kubeconfig: { type: 'string' },
        dns: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return (error as Error).message;
  }
}
