import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Path of oauth2-proxy itself; without it the tests that need it are left out. */
export const oauth2ProxyProgram = process.env.OAUTH2_PROXY ?? '';

export type Answer = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** `name=value` of each cookie it sets, and how. */
  readonly cookies: readonly string[];
};

export type RunningProxy = {
  readonly url: string;
  /** All it has said. */
  log(): string;
  stop(): Promise<void>;
};

/** A line of an htpasswd file. */
export function htpasswdLine(name: string, password: string): string {
  return `${name}:{SHA}${createHash('sha1').update(password).digest('base64')}\n`;
}

/** Starts it as the chart does, with this configuration and, where given, an htpasswd file. */
export async function startOauth2Proxy(
  configuration: string,
  cookieSecret: string,
  htpasswd?: string,
): Promise<RunningProxy> {
  const directory = await mkdtemp(join(tmpdir(), 'oauth2-proxy-'));
  const config = join(directory, 'oauth2_proxy.cfg');
  const users = join(directory, 'users.txt');
  await writeFile(config, configuration);
  await writeFile(users, htpasswd ?? '');
  const port = await freePort();
  const child = spawn(
    oauth2ProxyProgram,
    [
      `--http-address=127.0.0.1:${port}`,
      `--config=${config}`,
      ...(htpasswd === undefined ? [] : [`--htpasswd-file=${users}`]),
    ],
    {
      env: {
        OAUTH2_PROXY_CLIENT_ID: 'client',
        OAUTH2_PROXY_CLIENT_SECRET: 'secret',
        OAUTH2_PROXY_COOKIE_SECRET: cookieSecret,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (log += text));
  }
  const url = `http://127.0.0.1:${port}`;
  async function stop(): Promise<void> {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(directory, { recursive: true, force: true });
  }
  for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
    const answer = await ask(`${url}/ping`).catch(() => undefined);
    if (answer?.status === 200) return { url, log: () => log, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error(`oauth2-proxy does not start:\n${log}`);
}

/** One request; no redirect is followed. */
export async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: AskOptions = {},
): Promise<Answer> {
  const asked = request(url, { method, headers });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  const { statusCode = 0, headers: answered } = response;
  return { status: statusCode, headers: answered, cookies: answered['set-cookie'] ?? [] };
}

type AskOptions = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** The cookies of an answer as a browser sends them back. */
export function cookieHeader({ cookies }: Answer): string {
  return cookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

/** As much of GitHub as a login needs: the code `x` is the user `x`, who belongs to the organizations given. */
export async function startGitHubLogin(
  organizations: Readonly<Record<string, readonly string[]>>,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const server = createServer((incoming, response) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://github');
    const user = /^(?:token|Bearer) (\S+)$/.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
    const first = (searchParams.get('page') ?? '1') === '1';
    let body = '';
    incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
    incoming.on('end', () => {
      const code = new URLSearchParams(body).get('code') ?? '';
      const answers: Record<string, unknown> = {
        '/login/oauth/access_token': { access_token: code, token_type: 'bearer' },
        '/api/v3': {},
        '/api/v3/user': { login: user, email: `${user}@example.com` },
        '/api/v3/user/emails': [{ email: `${user}@example.com`, primary: true, verified: true }],
        '/api/v3/user/orgs': first ? (organizations[user] ?? []).map((login) => ({ login })) : [],
        '/api/v3/user/teams': [],
      };
      response.setHeader('content-type', 'application/json');
      response.statusCode = pathname in answers ? 200 : 404;
      response.end(JSON.stringify(answers[pathname] ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
