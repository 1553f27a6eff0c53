import { rateLimited } from '../../../../generator/demo/github/faults.ts';
import { startGitHub, type GitHubStandIn } from '../../../../generator/demo/github/stand-in.ts';

let github: GitHubStandIn;

beforeEach(async () => {
  github = await startGitHub({ tokens: { ours: 'preview-bot', theirs: 'argocd' } });
  github.createRepository('acme/shop', { files: { 'k8s-ee.yaml': 'projectId: shop\n' } });
});

afterEach(() => github.stop());

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(github.url + path, { headers });
}

const asArgo = { authorization: 'Bearer theirs', 'user-agent': 'go-github/v69.2.0' };
const asUs = { authorization: 'token ours', 'user-agent': 'previews' };

describe("the stand-in's REST calls", () => {
  it('are the same with and without /api/v3, and repository names ignore case', async () => {
    const plain = await (await get('/repos/acme/shop')).json();
    expect(await (await get('/api/v3/repos/ACME/Shop')).json()).toEqual(plain);
  });

  it('list what is open by default, newest first, in pages that link to each other', async () => {
    for (let number = 1; number <= 5; number++) await github.openPullRequest('acme/shop');
    await github.close('acme/shop', 2);
    const first = await get('/api/v3/repos/acme/shop/pulls?per_page=3', asArgo);
    const numbers = async (answer: Response) =>
      ((await answer.json()) as { number: number }[]).map(({ number }) => number);
    expect(await numbers(first)).toEqual([5, 4, 3]);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    expect(next).toBe(`${github.url}/api/v3/repos/acme/shop/pulls?per_page=3&page=2`);
    const second = await fetch(next);
    expect(await numbers(second)).toEqual([1]);
    expect(second.headers.get('link')).not.toMatch(/rel="next"/);
    expect(await numbers(await get('/repos/acme/shop/pulls?state=closed'))).toEqual([2]);
  });

  it('answer 304 to a known ETag, free of charge, until something changes', async () => {
    await github.openPullRequest('acme/shop');
    const first = await get('/repos/acme/shop/pulls/1', asUs);
    const etag = first.headers.get('etag') ?? '';
    const again = await get('/repos/acme/shop/pulls/1', { ...asUs, 'if-none-match': etag });
    expect(again.status).toBe(304);
    await github.edit('acme/shop', 1, { title: 'Other' });
    const changed = await get('/repos/acme/shop/pulls/1', { ...asUs, 'if-none-match': etag });
    expect(changed.status).toBe(200);
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4999');
    expect(changed.headers.get('x-ratelimit-remaining')).toBe('4998');
  });

  it('refuse unknown tokens, writes without a token and private repositories to strangers', async () => {
    github.createRepository('acme/secret', { private: true });
    await github.openPullRequest('acme/shop');
    expect((await get('/repos/acme/shop', { authorization: 'Bearer no' })).status).toBe(401);
    expect((await get('/repos/acme/secret')).status).toBe(404);
    expect((await get('/repos/acme/secret', asUs)).status).toBe(200);
    const path = `${github.url}/repos/acme/shop/issues/1/comments`;
    const write = await fetch(path, { method: 'POST', body: JSON.stringify({ body: 'x' }) });
    expect(write.status).toBe(401);
    expect((await get('/orgs/acme/teams', asUs)).status).toBe(404);
  });

  it('fail for one caller and not for the other, as told', async () => {
    const heal = github.fail({ match: ({ caller }) => caller === 'argocd', status: 500 });
    expect((await get('/repos/acme/shop/pulls', asArgo)).status).toBe(500);
    expect((await get('/repos/acme/shop/pulls', asUs)).status).toBe(200);
    heal();
    expect((await get('/repos/acme/shop/pulls', asArgo)).status).toBe(200);

    github.fail({ match: ({ userAgent }) => userAgent.startsWith('go-github'), ...rateLimited });
    const limited = await get('/repos/acme/shop/pulls', asArgo);
    expect([limited.status, limited.headers.get('x-ratelimit-remaining')]).toEqual([403, '0']);
    github.heal();

    github.fail({ kind: 'reset', times: 1 });
    await expect(get('/repos/acme/shop')).rejects.toThrow();
    expect((await get('/repos/acme/shop')).status).toBe(200);
    github.fail({ kind: 'hang' });
    const waiting = fetch(`${github.url}/user`, { signal: AbortSignal.timeout(100) });
    await expect(waiting).rejects.toThrow(/timeout/i);
  });

  it('are counted by caller and route', async () => {
    await get('/api/v3/repos/acme/shop/pulls?per_page=100', asArgo);
    await get('/repos/acme/shop', asUs);
    await get('/repos/acme/shop');
    expect(github.countCalls({ caller: 'argocd' })).toBe(1);
    expect(github.countCalls({ path: '/repos/acme/shop', method: 'GET' })).toBe(2);
    expect(github.calls[0]).toMatchObject({
      caller: 'argocd',
      userAgent: 'go-github/v69.2.0',
      path: '/repos/acme/shop/pulls',
      query: 'per_page=100',
      status: 200,
    });
  });

  it('show hostile names as what they are', async () => {
    const branch = '$(rm -rf /)';
    const title = '</textarea><script>alert(1)</script> **bold** ${{ x }}';
    await github.openPullRequest('acme/shop', { branch, title, labels: ['../../x'] });
    const answer: unknown = await (await get('/repos/acme/shop/pulls/1')).json();
    expect(answer).toMatchObject({ title, head: { ref: branch }, labels: [{ name: '../../x' }] });
  });
});
