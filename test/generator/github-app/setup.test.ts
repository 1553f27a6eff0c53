import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { takeOverApp } from '../../../generator/github/app-manifest.ts';
import { appManifest, newAppUrl } from '../../../generator/github-app/manifest.ts';
import { startSetup } from '../../../generator/github-app/setup.ts';
import { repositoryRoot } from '../../support/source-tree.ts';

const KEY = '-----BEGIN RSA PRIVATE KEY-----\nsecret of the app\n-----END RSA PRIVATE KEY-----\n';
const HOOK = 'the-hook-secret';
const main = ['--import', 'tsx', 'generator/github-app/main.ts'];

/** Hands one App over, for the code `good`, as GitHub does. */
async function startConversions(): Promise<{ url: string; server: Server; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization ?? 'nobody'}`);
    const good = /\/app-manifests\/good\/conversions$/.test(incoming.url ?? '');
    response.writeHead(good ? 201 : 404, { 'content-type': 'application/json' });
    const app = {
      id: 12345,
      slug: 'acme-previews',
      html_url: 'https://github.com/apps/acme-previews',
    };
    response.end(
      JSON.stringify(good ? { ...app, pem: KEY, webhook_secret: HOOK } : { message: 'Not Found' }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, asked };
}

/** What a browser sends back of a form of one page: its address and its hidden fields. */
function formOf(html: string): { action: string; manifest: unknown } {
  const plain = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
  const action = /<form method="post" action="([^"]*)"/.exec(html)?.[1] ?? '';
  const value = /name="manifest" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return { action: plain(action), manifest: JSON.parse(plain(value)) as unknown };
}

describe('the manifest', () => {
  const options = { opsDomain: 'ops.example.com', redirectUrl: 'http://127.0.0.1:1/created' };

  it('of the generator asks for what it needs, and names where webhooks go', () => {
    expect(appManifest({ user: 'generator', ...options })).toEqual({
      name: 'previews-ops-example-com',
      url: 'https://previews.ops.example.com',
      description: 'A preview environment for every pull request.',
      public: false,
      redirect_url: 'http://127.0.0.1:1/created',
      hook_attributes: { url: 'https://previews.ops.example.com/webhooks/github', active: true },
      default_permissions: expect.objectContaining({ contents: 'read', pull_requests: 'write' }),
      default_events: expect.arrayContaining(['pull_request', 'issue_comment', 'push']),
    });
  });

  it('of Argo CD may read pull requests, and hears nothing', () => {
    const manifest = appManifest({ user: 'argocd', ...options });
    expect(manifest.default_permissions).toEqual({ metadata: 'read', pull_requests: 'read' });
    expect(manifest.default_events).toEqual([]);
    expect(manifest).not.toHaveProperty('hook_attributes');
  });

  it('has a name that GitHub takes', () => {
    const opsDomain = `${'long.'.repeat(12)}example.com`;
    for (const user of ['generator', 'argocd'] as const) {
      expect(appManifest({ user, ...options, opsDomain }).name.length).toBeLessThanOrEqual(34);
    }
  });

  it('goes to a person or an organization', () => {
    expect(newAppUrl('https://github.com', undefined)).toBe('https://github.com/settings/apps/new');
    expect(newAppUrl('https://github.com', 'acme')).toBe(
      'https://github.com/organizations/acme/settings/apps/new',
    );
  });
});

describe('the page', () => {
  let conversions: Awaited<ReturnType<typeof startConversions>>;
  let setup: Awaited<ReturnType<typeof startSetup>>;
  beforeEach(async () => {
    conversions = await startConversions();
    setup = await startSetup({
      ...{ user: 'generator', opsDomain: 'ops.example.com', organization: 'acme' },
      name: '"><script>alert(1)</script>',
      gitHub: 'https://github.com',
      takeOver: (code) => takeOverApp({ apiUrl: conversions.url, code }),
    });
  });
  afterEach(async () => {
    await setup.stop();
    conversions.server.closeAllConnections();
    conversions.server.close();
  });

  it('posts the manifest to GitHub, and takes the App over', async () => {
    const html = await (await fetch(setup.url)).text();
    expect(html).not.toContain('<script>');
    const { action, manifest } = formOf(html);
    expect(manifest).toEqual(JSON.parse(JSON.stringify(setup.manifest)));
    const { origin, pathname, searchParams } = new URL(action);
    expect(origin + pathname).toBe('https://github.com/organizations/acme/settings/apps/new');
    const back = await fetch(`${setup.url}/created?code=good&state=${searchParams.get('state')}`);
    expect(back.status).toBe(200);
    expect(await back.text()).not.toContain('secret');
    expect(await setup.app).toEqual({
      ...{ id: 12345, slug: 'acme-previews', page: 'https://github.com/apps/acme-previews' },
      ...{ privateKey: KEY, webhookSecret: HOOK },
    });
    expect(conversions.asked).toEqual(['POST /app-manifests/good/conversions nobody']);
  });

  it('takes no answer to a form of somebody else', async () => {
    const back = await fetch(`${setup.url}/created?code=good&state=guessed`);
    expect([back.status, conversions.asked]).toEqual([403, []]);
  });

  it('says so where GitHub hands nothing over, and waits on', async () => {
    const { searchParams } = new URL(formOf(await (await fetch(setup.url)).text()).action);
    const back = await fetch(`${setup.url}/created?code=old&state=${searchParams.get('state')}`);
    expect(back.status).toBe(502);
    expect(await back.text()).toContain('GitHub answered 404');
  });

  it('is for this address alone', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      request(setup.url, { headers: { host: 'evil.example.com' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end();
    });
    expect(status).toBe(403);
  });
});

describe('the command', () => {
  it('prints the manifest', async () => {
    const { stdout } = await promisify(execFile)(
      'node',
      [...main, '--ops-domain', 'ops.example.com', '--for', 'argocd', '--print'],
      { cwd: repositoryRoot },
    );
    expect(JSON.parse(stdout)).toMatchObject({ name: 'previews-ops-example-com-argocd' });
  });

  it('keeps the key in a file of its own, and shows none of it', async () => {
    const conversions = await startConversions();
    const parent = await mkdtemp(join(tmpdir(), 'github-app-'));
    const directory = join(parent, 'app');
    const child = spawn(
      'node',
      [
        ...main,
        '--ops-domain',
        'ops.example.com',
        '--github',
        conversions.url,
        '--directory',
        directory,
      ],
      { cwd: repositoryRoot, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      let printed = '';
      child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      const ended = new Promise((resolve) => child.once('close', resolve));
      while (!/http:\S+/.test(printed)) await new Promise((resolve) => setTimeout(resolve, 50));
      const url = /http:\S+/.exec(printed)![0];
      const { searchParams } = new URL(formOf(await (await fetch(url)).text()).action);
      await fetch(`${url}/created?code=good&state=${searchParams.get('state')}`);
      expect(await ended).toBe(0);
      expect(printed).toContain('github-app-id=12345');
      expect(printed).not.toContain('secret of the app');
      expect(printed).not.toContain(HOOK);
      expect((await readdir(directory)).sort()).toEqual(['private-key.pem', 'webhook-secret']);
      expect(await readFile(join(directory, 'private-key.pem'), 'utf8')).toBe(KEY);
      expect((await stat(join(directory, 'private-key.pem'))).mode & 0o777).toBe(0o600);
    } finally {
      child.kill();
      conversions.server.closeAllConnections();
      conversions.server.close();
      await rm(parent, { recursive: true });
    }
  });

  it('refuses what is no domain', async () => {
    await expect(
      promisify(execFile)('node', [...main, '--ops-domain', 'https://x'], { cwd: repositoryRoot }),
    ).rejects.toMatchObject({ stderr: '--ops-domain: "https://x" is no domain\n' });
  });
});
