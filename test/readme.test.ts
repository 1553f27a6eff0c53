import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { isGroupRunning } from './support/processes.ts';
import { commandsIn, readmeCommands, unclaimed } from './support/readme-commands.ts';
import { listFiles, readText, repositoryRoot } from './support/source-tree.ts';

const readme = readText('README.md');

describe('the commands of the README', () => {
  it('are each run by somebody', () => {
    expect(unclaimed(commandsIn(readme), readmeCommands)).toEqual([]);
  });

  it.each(readmeCommands.filter(({ by }) => by === '.ci/run'))('.ci/run has $command', (claim) => {
    const runs = listFiles('.ci').some((file) =>
      withoutComments(readText(file)).includes(claim.command),
    );
    expect({ command: claim.command, runs }).toEqual({ command: claim.command, runs: true });
  });

  const inEndToEnd = readmeCommands.filter(({ by }) => by === 'e2e').map(({ command }) => command);
  it(`the end-to-end test has: ${inEndToEnd.join(', ') || 'none'}`, () => {
    const texts = listFiles()
      .filter((file) => file.startsWith('test/e2e/'))
      .map((file) => withoutComments(readText(file)));
    for (const command of inEndToEnd) expect(texts.join('\n')).toContain(command);
  });

  const printing = readmeCommands.flatMap((claim) => ('prints' in claim ? [claim] : []));
  it.each(printing)('$command', async ({ command, prints }) => {
    const { stdout } = await promisify(execFile)('sh', ['-c', command], { cwd: repositoryRoot });
    for (const pattern of prints) expect(stdout).toMatch(pattern);
  });

  const serving = readmeCommands.flatMap((claim) => ('address' in claim ? [claim] : []));
  it.each(serving)(
    '$command answers, and ctrl-C ends it',
    async ({ command, address, soon }) => {
      const data = await mkdtemp(join(tmpdir(), 'readme-'));
      const child = spawn('sh', ['-c', command], {
        cwd: repositoryRoot,
        // Relative, as the default is.
        env: { ...process.env, PORT: '0', DATA_DIR: relative(repositoryRoot, data) },
        detached: true, // a process group of its own, as a terminal gives it
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      try {
        const url = await printed(child, address);
        expect((await fetch(url)).status).toBe(200);
        const page = async () => (await fetch(`${url}${soon.path}`)).text();
        const end = Date.now() + 20_000;
        while (!(await page()).includes(soon.text) && Date.now() < end) await sleep(100);
        expect(await page()).toContain(soon.text);
      } finally {
        signalGroup(child, 'SIGINT');
      }
      await ended(child, 20_000);
      await groupEnded(child, 5_000);
      await rm(data, { recursive: true, force: true });
    },
    60_000,
  );
});

describe('a command that nobody runs is found', () => {
  it('in sh blocks, without comments, split at &&', () => {
    const text =
      'x\n```sh\n# note\nnpm ci && npm test\nnpm run a   # why\n```\n```yaml\na: b\n```\n';
    expect(commandsIn(text)).toEqual(['npm ci', 'npm test', 'npm run a']);
  });

  it('in both directions', () => {
    const claims = [{ command: 'npm run gone', by: '.ci/run' }] as const;
    expect(unclaimed(['npm run new'], claims)).toEqual([
      '"npm run new" is in the README and run by nobody',
      '"npm run gone" is claimed but not in the README',
    ]);
  });
});

const withoutComments = (script: string): string => script.replace(/^\s*(#|\/\/).*$/gm, '');

/** What matched in the standard output; fails with all of it when the process ends first. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    child.stdout?.on('data', (chunk: Buffer) => {
      seen.push(chunk.toString());
      const match = pattern.exec(seen.join(''));
      if (match) resolve(match[0]);
    });
    child.once('exit', () => {
      reject(new Error(`ended without printing ${String(pattern)}:\n${seen.join('')}`));
    });
  });
}

function ended(child: ChildProcess, milliseconds: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      reject(new Error(`still running ${milliseconds} ms after ctrl-C`));
    }, milliseconds);
    child.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-(child.pid ?? 0), signal);
  } catch {
    return false; // nobody is left in the group
  }
}

/** What the shell started may end a moment after it. */
async function groupEnded(child: ChildProcess, milliseconds: number): Promise<void> {
  const until = Date.now() + milliseconds;
  while (isGroupRunning(child.pid ?? 0) && Date.now() < until) await sleep(50);
  expect(isGroupRunning(child.pid ?? 0)).toBe(false);
}
