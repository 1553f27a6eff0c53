import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash, createSign, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

export const LOGIN = { user: 'ci', password: 'of the registry' };
/** Its password by bcrypt, the only way this registry reads. */
const HASHED = '$2b$04$wgJ21Rn7eoOmuI44zhMGKu80nPTJtwGSHgySH0asa7sN9Lohx0Hci';
export const basic = Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64');

/** Whether Debian's `docker-registry` is there. */
export function hasRegistry(): boolean {
  return spawnSync('docker-registry', ['--version']).status === 0;
}

export type RealRegistry = Awaited<ReturnType<typeof startRegistry>>;

/** A real registry on a free port of this machine, that asks for no login, a password or a token. */
export async function startRegistry(access: 'open' | 'basic' | 'bearer' = 'open') {
  const directory = await mkdtemp(join(tmpdir(), 'registry-'));
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const tokens = access === 'bearer' ? await startTokenServer(directory) : undefined;
  const auth = {
    open: [],
    basic: ['auth:', `  htpasswd: {realm: test, path: ${join(directory, 'htpasswd')}}`],
    bearer: [
      'auth:',
      `  token: {realm: "${tokens?.url}", service: test, issuer: test, rootcertbundle: ${join(directory, 'cert.pem')}}`,
    ],
  }[access];
  if (access === 'basic') {
    await writeFile(join(directory, 'htpasswd'), `${LOGIN.user}:${HASHED}\n`);
  }
  const config = join(directory, 'config.yml');
  const lines = [
    'version: 0.1',
    `storage: {filesystem: {rootdirectory: ${join(directory, 'data')}}}`,
    `http: {addr: "${host}"}`,
    ...auth,
    '',
  ];
  await writeFile(config, lines.join('\n'));
  const child = spawn('docker-registry', ['serve', config], { stdio: 'ignore' });
  child.unref();
  await listening(`http://${host}/v2/`);

  async function headers(repository: string): Promise<Record<string, string>> {
    if (access === 'open') return {};
    if (access === 'basic' || !tokens) return { authorization: `Basic ${basic}` };
    const scope = `repository:${repository}:pull,push`;
    const answer = await fetch(`${tokens.url}?${new URLSearchParams({ service: 'test', scope })}`, {
      headers: { authorization: `Basic ${basic}` },
    });
    return { authorization: `Bearer ${((await answer.json()) as { token: string }).token}` };
  }

  return {
    host,
    /** Pushes the smallest of images; `content` makes it another one. The digest of its manifest. */
    async push(repository: string, tag: string, content = tag): Promise<string> {
      const authorized = await headers(repository);
      const config = await upload(JSON.stringify({ content }));
      const manifest = JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
        config: { mediaType: 'application/vnd.docker.container.image.v1+json', ...config },
        layers: [],
      });
      const put = await fetch(`http://${host}/v2/${repository}/manifests/${tag}`, {
        method: 'PUT',
        headers: {
          'content-type': 'application/vnd.docker.distribution.manifest.v2+json',
          ...authorized,
        },
        body: manifest,
      });
      if (put.status !== 201) throw new Error(`the registry answers ${put.status}`);
      return digestOf(manifest);

      async function upload(body: string) {
        const begun = await fetch(`http://${host}/v2/${repository}/blobs/uploads/`, {
          method: 'POST',
          headers: authorized,
        });
        const place = new URL(begun.headers.get('location') ?? '');
        place.searchParams.set('digest', digestOf(body));
        await fetch(place, { method: 'PUT', headers: authorized, body });
        return { digest: digestOf(body), size: body.length };
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await tokens?.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** Hands out tokens, as the registry's own documentation has them, to who gives the password. */
async function startTokenServer(directory: string) {
  const key = join(directory, 'key.pem');
  const cert = join(directory, 'cert.pem');
  const subject = ['-subj', '/CN=test', '-days', '2'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
    { stdio: 'ignore' },
  );
  const privateKey = await readFile(key, 'utf8');
  const x5c = (await readFile(cert, 'utf8')).replace(/-----[^-]+-----|\s/g, '');
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Basic ${basic}`) {
      response.writeHead(401).end('{}');
      return;
    }
    const scope = new URL(request.url ?? '/', 'http://localhost').searchParams.get('scope') ?? '';
    const [type = '', name = '', actions = ''] = scope.split(':');
    const seconds = Math.floor(Date.now() / 1000);
    const parts = [
      { typ: 'JWT', alg: 'RS256', x5c: [x5c] },
      {
        ...{ iss: 'test', sub: LOGIN.user, aud: 'test', jti: randomUUID() },
        ...{ nbf: seconds - 5, iat: seconds, exp: seconds + 300 },
        access: [{ type, name, actions: actions.split(',') }],
      },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = createSign('RSA-SHA256')
      .update(parts.join('.'))
      .sign(privateKey, 'base64url');
    response.end(JSON.stringify({ token: [...parts, signature].join('.') }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listening(url: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
