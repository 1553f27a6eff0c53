import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
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

/** Throws where the kernel gives this process no process numbers of its own. */
export function requireOwnProcesses(): void {
  execFileSync('unshare', [...OWN_PROCESSES, 'true'], { stdio: 'pipe' });
}

/**
 * The server is process 1 of numbers of its own, as in a container: its end ends everything it started,
 * and a lock file with a number of before says the same as it does there.
 */
const OWN_PROCESSES = ['--pid', '--fork', '--mount-proc'];

export function startServer(container: LocalContainer, account: Account): LocalServer {
  const { command, variables, probes } = container;
  const began = performance.now();
  const child: ChildProcess = spawn('unshare', [...OWN_PROCESSES, ...as(account), ...command], {
    env: { ...variables },
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
      await signal(child, 'SIGTERM');
      await ended;
    },
    async kill() {
      await signal(child, 'SIGKILL');
      await ended;
    },
  };
}

function as({ uid, gid }: Account): string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--'];
}

/** To the server itself: `unshare` only waits for it. */
async function signal(child: ChildProcess, name: NodeJS.Signals): Promise<void> {
  while (child.exitCode === null && child.signalCode === null) {
    const { pid } = child;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    const server = Number(children);
    if (server > 0) return void process.kill(server, name);
    await sleep(5);
  }
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
