import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalContainer } from './local-container.ts';

/** The user of a package of Debian, who may run its server. */
export type Account = { readonly uid: number; readonly gid: number };

/** Throws where there is no such user. */
export function accountOf(name: string): Account {
  const number = (option: string) =>
    Number(execFileSync('id', [option, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  return { uid: number('-u'), gid: number('-g') };
}

/** A running server, and what the kubelet does with it. */
export type LocalServer = {
  /** Runs until every probe succeeds; the seconds it took. Throws with the output when it does not in time. */
  ready(seconds: number): Promise<number>;
  /** Whether the probe succeeds, with these variables in the place of its own. */
  probe(command: readonly string[], change?: Readonly<Record<string, string>>): Promise<boolean>;
  /** As at the end of a pod. */
  stop(): Promise<void>;
  /** As when the node loses power. */
  kill(): Promise<void>;
};

export function startServer(container: LocalContainer, account: Account): LocalServer {
  const { command, variables, probes } = container;
  const began = performance.now();
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, {
    env: { ...variables },
    ...account,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data: Buffer) => output.push(data.toString()));
  }
  const ended = once(child, 'exit');

  const probe: LocalServer['probe'] = (of, change = {}) =>
    new Promise((resolve) => {
      const [first = '', ...rest] = of;
      const options = { env: { ...variables, ...change }, ...account, cwd: '/', timeout: 5_000 };
      execFile(first, rest, options, (error) => resolve(error === null));
    });

  return {
    probe,
    async ready(seconds) {
      for (;;) {
        const passed = await Promise.all(probes.map((one) => probe(one)));
        const took = (performance.now() - began) / 1_000;
        if (passed.every(Boolean)) return took;
        if (took > seconds || child.exitCode !== null) {
          throw new Error(`not ready after ${took.toFixed(1)} s:\n${output.slice(-30).join('')}`);
        }
        await sleep(50);
      }
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      await killAll(variables.PATH?.split(':')[0] ?? '', child.pid);
      await ended;
    },
  };
}

/** Ends the first process and all that have `mark` in their environment, and their children, as the end of a container does. */
async function killAll(mark: string, first: number | undefined): Promise<void> {
  if (!mark.startsWith(tmpdir())) throw new Error(`no mark of a test: "${mark}"`);
  for (;;) {
    const found = await processesWith(mark, first);
    if (found.length === 0) return;
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    await sleep(20);
  }
}

async function processesWith(mark: string, first: number | undefined): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const read = (pid: number, file: string) =>
    readFile(`/proc/${pid}/${file}`, 'latin1').catch(() => '');
  const all = await Promise.all(
    pids.map(async (pid) => {
      // After the name in brackets: the state, and the parent.
      const [state = '', parent = ''] =
        (await read(pid, 'stat')).split(') ').at(-1)?.split(' ') ?? [];
      const marked = pid === first || (await read(pid, 'environ')).includes(mark);
      return { pid, parent: Number(parent), marked, ended: ['Z', 'X', ''].includes(state) };
    }),
  );
  const living = all.filter(({ ended }) => !ended);
  const found = new Set(living.filter(({ marked }) => marked).map(({ pid }) => pid));
  // Servers write over their environment to show what they do.
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { pid, parent } of living) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Whether something listens at a port of this machine: a liveness probe. */
export async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
