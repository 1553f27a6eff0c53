import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { takeOverApp } from '../github/app-manifest.ts';
import { handOver } from './handover.ts';
import { startSetup } from './setup.ts';

const usage = `npm run github-app -- --ops-domain DOMAIN [--organization NAME] [--for argocd] [--name NAME]

Makes a GitHub App with exactly the permissions that are needed: opens a page on this machine whose one button
sends its manifest to GitHub, and takes its key over when GitHub sends the browser back.
  --ops-domain DOMAIN  opsDomain of platform.yaml: webhooks go to https://previews.DOMAIN/webhooks/github
  --organization NAME  whose App it will be (default: yours)
  --for argocd         the one with which Argo CD lists pull requests (default: generator)
  --name NAME          unique on all of GitHub, at most 34 characters
  --github URL         a GitHub server of your own (default: https://github.com)
  --directory DIR      for its key and webhook secret (default: github-app-USER)
  --print              only prints the manifest
`;

process.exitCode = await main();

async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') return fail(`${options}\n\n${usage}`);
  const { 'ops-domain': opsDomain, for: user, github, organization, name } = options;
  if (options.help) return print([usage]);
  if (opsDomain === undefined) return fail(usage);
  if (!/^[a-z0-9.-]+$/.test(opsDomain)) return fail(`--ops-domain: "${opsDomain}" is no domain\n`);
  if (user !== 'generator' && user !== 'argocd') {
    return fail(`--for: expected generator or argocd, got "${user}"\n`);
  }
  const directory = options.directory ?? `github-app-${user}`;
  // GitHub hands a key over once: there must be a place for it.
  if (!options.print && existsSync(directory)) return fail(`${directory} exists already\n`);
  const gitHub = github.replace(/\/+$/, '');
  const apiUrl = gitHub === 'https://github.com' ? 'https://api.github.com' : `${gitHub}/api/v3`;
  const takeOver = (code: string) => takeOverApp({ apiUrl, code });
  const setup = await startSetup({ user, opsDomain, name, organization, gitHub, takeOver });
  try {
    if (options.print) return print([JSON.stringify(setup.manifest, undefined, 2)]);
    print([`Open ${setup.url} in a browser on this machine, and create the App there.`]);
    return print(['', ...(await handOver(await setup.app, { user, directory }))]);
  } finally {
    await setup.stop();
  }
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        'ops-domain': { type: 'string' },
        organization: { type: 'string' },
        for: { type: 'string', default: 'generator' },
        name: { type: 'string' },
        github: { type: 'string', default: 'https://github.com' },
        directory: { type: 'string' },
        print: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

function print(lines: readonly string[]): number {
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function fail(text: string): number {
  process.stderr.write(text);
  return 1;
}
