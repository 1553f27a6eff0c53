import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { promisify } from 'node:util';

/** Something that lets itself be reached, as `HOST:PORT`, until it is stopped. */
export type Listener = { readonly address: string; stop(): Promise<void> };

/** Listens on an address of this machine. */
export async function listenHere(host: string, port: number): Promise<Listener> {
  const server = createServer((socket) => socket.end());
  server.listen(port, host);
  await once(server, 'listening');
  return {
    address: `${host}:${port}`,
    async stop() {
      server.close();
      await once(server, 'close');
    },
  };
}

const SERVE = `
import socket, sys
server = socket.create_server((sys.argv[1], int(sys.argv[2])))
print("listening", flush=True)
while True:
    server.accept()[0].close()
`;

/** Gives the node an address of its own more, such as the metadata service of a cloud has, and listens there. */
export async function listenOnNode(program: string, host: string, port: number): Promise<Listener> {
  const onNode = (...command: string[]) =>
    promisify(execFile)(program, ['node', 'exec', ...command]);
  await onNode('ip', 'address', 'replace', `${host}/32`, 'dev', 'lo');
  const server: ChildProcess = spawn(
    program,
    ['node', 'exec', 'python3', '-c', SERVE, host, String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'], detached: true },
  );
  await once(server.stdout!, 'data');
  return {
    address: `${host}:${port}`,
    async stop() {
      // With the group: the program may have started another one.
      if (server.pid !== undefined) process.kill(-server.pid, 'SIGKILL');
      await onNode('ip', 'address', 'del', `${host}/32`, 'dev', 'lo');
    },
  };
}
