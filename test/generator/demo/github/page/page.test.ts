import { request } from 'node:http';
import { startGitHub, type GitHubStandIn } from '../../../../../generator/demo/github/stand-in.ts';

let github: GitHubStandIn;

beforeEach(async () => {
  github = await startGitHub({
    page: {
      links: [{ title: 'GitOps repository', url: 'http://localhost:1/gitops' }],
      panels: ({ repository, number }) =>
        number === 3
          ? Promise.reject(new Error('no clone yet'))
          : Promise.resolve([
              { title: 'Git log', text: `<commit> of ${repository}#${number}` },
              { title: 'Files', html: '<details><summary>web.yaml</summary></details>' },
            ]),
    },
  });
  github.createRepository('acme/shop');
});

afterEach(() => github.stop());

async function page(path: string): Promise<string> {
  const response = await fetch(github.url + path);
  expect(response.status).toBe(200);
  return response.text();
}

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(github.url + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    headers,
  });
}

describe('the page', () => {
  it('opens a pull request with the choices of the form, and leads to it', async () => {
    const response = await post('/open', {
      repository: 'acme/shop',
      title: 'Add the cart',
      branch: 'feature/cart',
      author: 'mallory',
      config: 'valid',
      postgresql: 'on',
      fork: 'on',
      draft: 'on',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/acme/shop/pull/1?reload=4');
    const pull = github.pullRequest('acme/shop', 1);
    expect(pull).toMatchObject({
      title: 'Add the cart',
      draft: true,
      author: { login: 'mallory' },
      head: { branch: 'feature/cart', repository: { kind: 'fork' } },
    });
    const files = github.repository('acme/shop').commits.get(pull.head.sha);
    expect(files?.['k8s-ee.yaml']).toContain('projectId: shop');
    expect(files?.['k8s-ee.yaml']).toContain('postgresql: true');
    expect(await page('/')).toContain('<a href="/acme/shop/pull/1">#1 Add the cart</a>');
  });

  it('does everything its buttons say', async () => {
    await github.openPullRequest('acme/shop');
    const at = '/acme/shop/pull/1';
    const state = () => github.pullRequest('acme/shop', 1);
    const before = state().head.sha;
    await post(`${at}/push`, { config: 'invalid' });
    expect(state().head.sha).not.toBe(before);
    const commit = github.repository('acme/shop').commits.get(state().head.sha);
    expect(commit?.['k8s-ee.yaml']).toContain('port: eighty');
    await post(`${at}/push`, { config: 'missing' });
    const files = () => github.repository('acme/shop').commits.get(state().head.sha);
    expect(Object.keys(files() ?? {})).toEqual(['server.js']);
    await post(`${at}/push`, { text: 'projectId: other', app: 'crashes' });
    expect(files()).toEqual({
      'k8s-ee.yaml': 'projectId: other\n',
      'server.js': expect.stringContaining('crash') as string,
    });
    await post(`${at}/label`, { label: 'preview' });
    expect(state().labels).toEqual(['preview']);
    await post(`${at}/unlabel`, { label: 'preview' });
    expect(state().labels).toEqual([]);
    await post(`${at}/comment`, { body: 'Hello' });
    expect(state().comments.map(({ body }) => body)).toEqual(['Hello']);
    await post(`${at}/draft`, {});
    expect(state().draft).toBe(true);
    await post(`${at}/ready`, {});
    await post(`${at}/close`, {});
    expect(state().state).toBe('closed');
    await post(`${at}/reopen`, {});
    expect(state().state).toBe('open');
    await post(`${at}/merge`, {});
    expect(state().merged).toBe(true);
    const again = await post(`${at}/reopen`, {});
    expect([again.status, await again.text()]).toEqual([
      400,
      expect.stringContaining('Pull request 1 was merged') as string,
    ]);
    expect((await post(`${at}/explode`, {})).status).toBe(404);
    expect((await post('/open', { repository: 'acme/none' })).status).toBe(400);
  });

  it('shows comments, panels and links, and everything hostile as text', async () => {
    const hostile = '</title><script>alert(1)</script>';
    await github.openPullRequest('acme/shop', { title: hostile, branch: '$(rm -rf /)"><b>' });
    await github.label('acme/shop', 1, hostile);
    await github.comment('acme/shop', 1, { author: 'x"><i>', body: `### Hi\n${hostile}` });
    const shown = await page('/acme/shop/pull/1');
    for (const text of [shown, await page('/')]) {
      expect(text.match(/<script.*/g)).toEqual(['<script src="/live.js" defer></script>']);
      expect(text).not.toMatch(/<b>|<i>/);
      expect(text).toContain('&lt;script&gt;');
    }
    expect(shown).toContain('<h4>Hi</h4>');
    expect(shown).toContain('&lt;commit&gt; of acme/shop#1');
    expect(shown).toContain('<details><summary>web.yaml</summary></details>');
    expect(shown).toContain('<a href="http://localhost:1/gitops">GitOps repository</a>');
    await github.openPullRequest('acme/shop', { number: 3 });
    expect(await page('/acme/shop/pull/3')).toContain('no clone yet');
  });

  it('forbids scripts but its own; without them it reloads itself a few times after an action', async () => {
    await github.openPullRequest('acme/shop');
    const response = await fetch(`${github.url}/acme/shop/pull/1?reload=2`);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*script-src 'self'; /,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toMatch(
      /<noscript\s*><meta http-equiv="refresh" content="2;url=\/acme\/shop\/pull\/1\?reload=1" \/><\/noscript/,
    );
    expect(await page('/acme/shop/pull/1')).not.toContain('http-equiv="refresh"');
    expect(await page('/style.css')).toContain('prefers-color-scheme: dark');
  });

  it('obeys no form of another site and no name it does not know, while REST does', async () => {
    await github.openPullRequest('acme/shop');
    const foreign = await post('/acme/shop/pull/1/close', {}, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    expect(github.pullRequest('acme/shop', 1).state).toBe('open');
    expect((await post('/acme/shop/pull/1/close', {}, { origin: github.url })).status).toBe(303);
    expect(await statusFor('/', 'evil.example')).toBe(403);
    expect(await statusFor('/acme/shop/pull/1', 'evil.example')).toBe(403);
    expect(await statusFor('/', `localhost:${github.port}`)).toBe(200);
    expect(await statusFor('/api/v3/repos/acme/shop', 'github.internal')).toBe(200);
  });
});

/** fetch does not let one set Host. */
function statusFor(path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: github.port, path, headers: { host } };
    request(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
