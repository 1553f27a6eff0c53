import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authFromFile } from '../../../generator/registry/auth-file.ts';
import { createRegistry } from '../../../generator/registry/registry.ts';
import {
  basic,
  digestOf,
  hasRegistry,
  startRegistry,
  type RealRegistry,
} from '../../support/registry.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'registry-auth-'));
});
afterEach(() => rm(directory, { recursive: true }));

const noLogin = createRegistry({ auth: authFromFile(undefined), timeoutMs: 2_000 });
async function withLogin(host: string, auth = basic) {
  const path = join(directory, 'config.json');
  await writeFile(path, JSON.stringify({ auths: { [host]: { auth } }, credsStore: 'none' }));
  return createRegistry({ auth: authFromFile(path), timeoutMs: 2_000 });
}

it('the registry of Debian is there where it must be', () => {
  expect(process.env.DOCKER_REGISTRY !== 'required' || hasRegistry()).toBe(true);
});

(hasRegistry() ? describe : describe.skip)('a real registry', () => {
  let real: RealRegistry;
  afterEach(() => real.stop());

  it('names the digest of a tag, and says what is not there', async () => {
    real = await startRegistry();
    const image = `${real.host}/acme/shop:1`;
    expect(await noLogin.digest(image)).toEqual({
      kind: 'missing',
      reason: `${real.host} has no such image`,
    });
    const first = await real.push('acme/shop', '1');
    expect(await noLogin.digest(image)).toEqual({ kind: 'found', digest: first });
    const moved = await real.push('acme/shop', '1', 'other');
    expect(moved).not.toBe(first);
    expect(await noLogin.digest(image)).toEqual({ kind: 'found', digest: moved });
  });

  it.each(['basic', 'bearer'] as const)(
    'that wants a login (%s) is given it from the file',
    async (access) => {
      real = await startRegistry(access);
      const image = `${real.host}/acme/shop:1`;
      const digest = await real.push('acme/shop', '1');
      expect((await noLogin.digest(image)).kind).not.toBe('found');
      const wrong = await withLogin(real.host, Buffer.from('ci:guess').toString('base64'));
      expect((await wrong.digest(image)).kind).not.toBe('found');
      // The file is read anew: what is logged in meanwhile counts.
      await withLogin(real.host);
      expect(await wrong.digest(image)).toEqual({ kind: 'found', digest });
      expect(await wrong.digest(`${real.host}/acme/shop:2`)).toMatchObject({ kind: 'missing' });
    },
  );
});

describe('a registry that behaves in another way', () => {
  let server: Server;
  let asked: string[];
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function answering(handle: RequestListener): Promise<string> {
    asked = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.headers.host?.split(':')[0]} ${request.url}`);
      handle(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const status =
    (code: number, headers: Record<string, string> = {}): RequestListener =>
    (_, response) =>
      response.writeHead(code, headers).end();
  const challenge = (realm: string) =>
    status(401, {
      'www-authenticate': `Bearer realm="${realm}",service="s",scope="repository:a/b:pull"`,
    });

  it('names no digest on HEAD: what it answers to GET is hashed', async () => {
    const manifest = '{"schemaVersion":2}';
    const host = await answering((_, response) => response.writeHead(200).end(manifest));
    expect(await noLogin.digest(`${host}/a/b:1`)).toEqual({
      kind: 'found',
      digest: digestOf(manifest),
    });
  });

  it.each<[string, RequestListener, string]>([
    ['fails', status(503), 'answers 503'],
    ['limits', status(429), 'answers 429'],
    ['sends elsewhere', status(307, { location: 'http://127.0.0.1:1/' }), 'answers 307'],
    [
      'names nonsense',
      status(200, { 'docker-content-digest': 'sha256:../..' }),
      'a digest that is none',
    ],
    ['hangs', () => undefined, 'no answer in time'],
    [
      'never stops talking',
      (request, response) => {
        response.writeHead(200);
        if (request.method === 'HEAD') response.end();
        else for (let n = 0; n < 80; n++) response.write('x'.repeat(100_000));
      },
      'too long',
    ],
  ])('%s: nothing is known', async (_, handle, reason) => {
    const host = await answering(handle);
    const fact = await noLogin.digest(`${host}/a/b:1`);
    expect(fact).toMatchObject({ kind: 'unknown' });
    expect('reason' in fact && fact.reason).toContain(reason);
  });

  it.each([
    ['a private address', 'https://10.1.2.3/token', 'private IP'],
    ['the cloud’s metadata', 'https://169.254.169.254/token', 'private IP'],
    ['plain HTTP', 'http://registry.example/token', 'is not HTTPS'],
    ['a name of this machine', 'https://localhost:PORT/token', 'private IP'],
    ['the same in IPv6', 'https://[::ffff:127.0.0.1]:PORT/token', 'private IP'],
  ])('sends for a token to %s: nobody is asked there', async (_, realm, reason) => {
    let where = realm;
    const host = await answering((request, response) => challenge(where)(request, response));
    where = realm.replace('PORT', host.split(':')[1] ?? '');
    const registry = await withLogin(host);
    const fact = await registry.digest(`${host}/a/b:1`);
    expect(fact).toMatchObject({ kind: 'unknown' });
    expect('reason' in fact && fact.reason).toContain(reason);
    expect(asked).toEqual(['HEAD 127.0.0.1 /v2/a/b/manifests/1']);
  });

  it('the credentials and the file are in no reason', async () => {
    const host = await answering(status(500));
    await writeFile(join(directory, 'config.json'), 'secret text');
    const registry = createRegistry({ auth: authFromFile(join(directory, 'config.json')) });
    server.removeAllListeners('request').on('request', challenge('http://127.0.0.1:1/token'));
    const fact = await registry.digest(`${host}/a/b:1`);
    expect(JSON.stringify(fact)).toMatch(/REGISTRY_AUTH_FILE .* cannot be read as a Docker/);
    expect(JSON.stringify(fact)).not.toContain('secret text');
  });
});
