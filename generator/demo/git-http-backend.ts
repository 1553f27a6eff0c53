import { spawn, type ChildProcess } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

/** What `git` needs from its surroundings; whoever runs the server has its own settings ignored. */
export function gitEnvironment(path: string, home: string): Record<string, string> {
  return {
    PATH: path,
    HOME: home,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * Answers one request by `git http-backend`, git's own CGI program: body in, headers and body out,
 * both streamed. The child is handed to `onChild`, and ends when the client goes away.
 */
export async function serveGit(
  request: IncomingMessage,
  response: ServerResponse,
  options: {
    readonly environment: Readonly<Record<string, string>>;
    readonly root: string;
    readonly onChild: (child: ChildProcess) => void;
  },
): Promise<void> {
  const child = spawn('git', ['http-backend'], {
    env: { ...options.environment, ...cgiVariables(request, options.root) },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  options.onChild(child);
  response.once('close', () => {
    if (child.exitCode === null) child.kill();
  });
  const failed = new Promise<never>((_resolve, reject) => child.once('error', reject));
  // The program may answer and leave before it has read the whole body.
  const sent = pipeline(request, child.stdin).catch(() => undefined);
  await Promise.race([failed, answer(child.stdout, response)]);
  await Promise.race([failed, sent]);
}

/** The variables of RFC 3875 that `git http-backend` reads. A chunked body has no length: it ends at its end. */
function cgiVariables(request: IncomingMessage, root: string): Record<string, string> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { headers } = request;
  const variables: Record<string, string | undefined> = {
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: single(headers['git-protocol']),
    REQUEST_METHOD: request.method,
    PATH_INFO: decodeURIComponent(url.pathname),
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: headers['content-type'],
    CONTENT_LENGTH: headers['content-length'],
    HTTP_CONTENT_ENCODING: headers['content-encoding'],
    REMOTE_ADDR: request.socket.remoteAddress,
  };
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

async function answer(output: NodeJS.ReadableStream, response: ServerResponse): Promise<void> {
  let head = Buffer.alloc(0);
  for await (const chunk of output) {
    if (response.headersSent) {
      if (!response.write(chunk)) await drained(response);
      continue;
    }
    head = Buffer.concat([head, chunk as Buffer]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    writeHead(head.subarray(0, end).toString('latin1'), response);
    response.write(head.subarray(end + 4));
  }
  if (!response.headersSent) response.writeHead(502);
  response.end();
}

function writeHead(text: string, response: ServerResponse): void {
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else if (colon > 0) response.setHeader(name, value);
  }
  response.writeHead(status);
}

/** Resolves too when the client is gone: then nothing drains any more. */
async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
}
