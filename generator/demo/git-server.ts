import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment, serveGit } from './git-http-backend.ts';

const run = promisify(execFile);
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin';

/** Bare repositories that can be cloned from and pushed to over http. */
export type GitServer = {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly url: string;
  /** Makes `name` as an empty repository whose first branch is `main`; answers its URL, `…/name.git`. */
  createRepository(name: string): Promise<string>;
  /** Where the bare repository stands on disk, for hooks. */
  directoryOf(name: string): string;
  /** Answers everything with this HTTP status, until set to `undefined`. */
  setFailure(status: number | undefined): void;
  /** Asks for HTTP Basic with this password (any user name), until set to `undefined`. */
  requirePassword(password: string | undefined): void;
  /** Runs before the next push is let through, once: the place to let another writer win the race. */
  beforeNextPush(act: () => Promise<void>): void;
  /** Drops all connections and ends all children of the server. */
  stop(): Promise<void>;
};

/**
 * Starts a git server; it trusts everyone who reaches it, so it listens on 127.0.0.1 unless told otherwise.
 * `path` is where `git` is looked for, as in `PATH`.
 */
export async function startGitServer(options: {
  readonly root: string;
  readonly port?: number;
  readonly host?: string;
  readonly path?: string;
}): Promise<GitServer> {
  const { root, host = '127.0.0.1' } = options;
  const environment = gitEnvironment(options.path ?? DEFAULT_PATH, root);
  const children = new Set<ChildProcess>();
  let failure: number | undefined;
  let password: string | undefined;
  let beforePush: (() => Promise<void>) | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (failure !== undefined) return refuse(response, failure, 'failing on purpose\n');
    if (password !== undefined && !carriesPassword(request, password)) {
      response.setHeader('WWW-Authenticate', 'Basic realm="git"');
      return refuse(response, 401, 'a password is required\n');
    }
    if (request.method === 'POST' && request.url?.endsWith('/git-receive-pack')) {
      const act = beforePush;
      beforePush = undefined;
      await act?.();
    }
    await serveGit(request, response, { environment, root, onChild: follow });
  }

  function follow(child: ChildProcess): void {
    children.add(child);
    child.once('close', () => children.delete(child));
  }

  await mkdir(root, { recursive: true });
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, `${String(error)}\n`);
    });
  });
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;

  return {
    url,
    async createRepository(name) {
      const directory = join(root, `${name}.git`);
      const config = ['-c', 'init.defaultBranch=main'];
      await run('git', [...config, 'init', '--bare', '--quiet', directory], { env: environment });
      // Nothing of git may go on in the background once the server has stopped.
      const settings = { 'http.receivepack': 'true', 'gc.auto': '0', 'receive.autogc': 'false' };
      for (const [key, value] of Object.entries(settings)) {
        await run('git', ['--git-dir', directory, 'config', key, value], { env: environment });
      }
      return `${url}/${name}.git`;
    },
    directoryOf: (name) => join(root, `${name}.git`),
    setFailure(status) {
      failure = status;
    },
    requirePassword(required) {
      password = required;
    },
    beforeNextPush(act) {
      beforePush = act;
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      const ended = [...children].map((child) => once(child, 'close'));
      for (const child of children) child.kill();
      await Promise.all([closed, ...ended]);
    },
  };
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(text);
}

function carriesPassword(request: IncomingMessage, password: string): boolean {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return false;
  const pair = Buffer.from(basic, 'base64').toString();
  return pair.slice(pair.indexOf(':') + 1) === password;
}
