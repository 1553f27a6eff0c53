import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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

export function startServer(container: LocalContainer, account: Account): LocalServer {
  const { command, variables, probes } = container;
  const began = performance.now();
  const [program = '', ...args] = command;
  // Of its own group, so that all of it can be killed.
  const child: ChildProcess = spawn(program, args, {
    env: { ...variables },
    ...account,
    cwd: '/',
    detached: true,
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
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
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
