import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { startGitHub, type GitHubStandIn } from '../../../../generator/demo/github/stand-in.ts';
import { operations, violations } from '../../../support/openapi/validate.ts';
import { testApp, testAppPrivateKey } from './app-keys.ts';

let github: GitHubStandIn;
let sha: string;
let comment: number;
const checked = new Set<string>();

beforeAll(async () => {
  github = await startGitHub({ tokens: { secret: 'preview-bot' }, app: testApp });
  github.createRepository('acme/shop', {
    files: {
      'k8s-ee.yaml': 'projectId: shop\n',
      'docs/guide.md': '# Guide\n',
      'large.bin': new Uint8Array(2 * 1024 * 1024),
      link: { symlink: '../outside' },
      module: { submodule: 'a'.repeat(40) },
    },
  });
  const opened = await github.openPullRequest('acme/shop', { labels: ['preview'], draft: true });
  sha = opened.pull.head.sha;
  await github.openPullRequest('acme/shop', { fork: true, author: 'mallory' });
  await github.openPullRequest('acme/shop', { fork: 'gone', author: 'dependabot[bot]' });
  await github.openPullRequest('acme/shop', {});
  await github.merge('acme/shop', 4);
  comment = (await github.comment('acme/shop', 1, { body: 'Hello' })).comment.id;
});

afterAll(() => github.stop());

/** GitHub does answer `repo: null` once a fork is deleted; its own description does not say so. */
const known = /^(\/\d+)?\/head\/repo must be object$/;

/** Asks the stand-in and compares its answer with GitHub's OpenAPI. */
async function check(
  operation: string,
  path: string,
  { status = 200, body, token = 'secret' }: { status?: number; body?: object; token?: string } = {},
): Promise<unknown> {
  const [method = 'GET'] = operation.split(' ');
  const response = await fetch(`${github.url}/api/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  checked.add(operation);
  const wrong = violations(operation, status, answer).filter((found) => !known.test(found));
  expect({ path, status: response.status, wrong }).toEqual({
    path,
    status,
    wrong: [],
  });
  return answer;
}

describe("the stand-in's answers fit GitHub's OpenAPI", () => {
  it('for repositories and pull requests of every kind', async () => {
    await check('GET /repos/{owner}/{repo}', '/repos/acme/shop');
    await check('GET /repos/{owner}/{repo}', '/repos/acme/none', { status: 404 });
    const list = 'GET /repos/{owner}/{repo}/pulls';
    expect(await check(list, '/repos/acme/shop/pulls')).toHaveLength(3);
    expect(await check(list, '/repos/acme/shop/pulls?state=all')).toHaveLength(4);
    for (const number of [1, 2, 3, 4]) {
      const one = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
      expect(await check(one, `/repos/acme/shop/pulls/${number}`)).toMatchObject({ number });
    }
    await check('GET /repos/{owner}/{repo}/pulls/{pull_number}', '/repos/acme/shop/pulls/99', {
      status: 404,
    });
  });

  it('for files, directories, links, modules and commits', async () => {
    const contents = 'GET /repos/{owner}/{repo}/contents/{path}';
    const at = (path: string) => `/repos/acme/shop/contents/${path}?ref=${sha}`;
    expect(await check(contents, at('k8s-ee.yaml'))).toMatchObject({
      type: 'file',
      encoding: 'base64',
      content: Buffer.from('projectId: shop\n').toString('base64'),
    });
    expect(await check(contents, at('large.bin'))).toMatchObject({ content: '', encoding: 'none' });
    expect(await check(contents, at(''))).toHaveLength(5);
    expect(await check(contents, at('docs'))).toMatchObject([{ name: 'guide.md', type: 'file' }]);
    expect(await check(contents, at('link'))).toMatchObject({ type: 'symlink' });
    expect(await check(contents, at('module'))).toMatchObject({ type: 'submodule' });
    await check(contents, at('none'), { status: 404 });
    const commit = 'GET /repos/{owner}/{repo}/git/commits/{commit_sha}';
    expect(await check(commit, `/repos/acme/shop/git/commits/${sha}`)).toMatchObject({ sha });
    await check(commit, `/repos/acme/shop/git/commits/${'0'.repeat(40)}`, { status: 404 });
  });

  it('for comments, read and written', async () => {
    const all = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
    const one = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
    await check(`POST ${all}`, '/repos/acme/shop/issues/1/comments', {
      status: 201,
      body: { body: 'from us' },
    });
    await check(`POST ${all}`, '/repos/acme/shop/issues/1/comments', { status: 422, body: {} });
    expect(await check(`GET ${all}`, '/repos/acme/shop/issues/1/comments')).toHaveLength(2);
    await check(`GET ${one}`, `/repos/acme/shop/issues/comments/${comment}`);
    const reactions = `${one}/reactions`;
    const reactionsPath = `/repos/acme/shop/issues/comments/${comment}/reactions`;
    const reaction = { status: 201, body: { content: '+1' } };
    await check(`POST ${reactions}`, reactionsPath, reaction);
    await check(`POST ${reactions}`, reactionsPath, { ...reaction, status: 200 });
    await check(`POST ${reactions}`, reactionsPath, { status: 422, body: { content: 'yes' } });
    expect(await check(`GET ${reactions}`, reactionsPath)).toMatchObject([{ content: '+1' }]);
    expect(await check(`GET ${one}`, `/repos/acme/shop/issues/comments/${comment}`)).toMatchObject({
      reactions: { total_count: 1, '+1': 1, confused: 0 },
    });
    const permission = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission';
    for (const [login, expected] of [
      ['alice', 'write'],
      ['mallory', 'read'],
    ]) {
      expect(
        await check(permission, `/repos/acme/shop/collaborators/${login}/permission`),
      ).toMatchObject({ permission: expected });
    }
    await check(permission, '/repos/acme/shop/collaborators/nobody/permission', { status: 404 });
    const edited = { body: { body: 'edited' } };
    const path = `/repos/acme/shop/issues/comments/${comment}`;
    expect(await check(`PATCH ${one}`, path, edited)).toMatchObject({ body: 'edited' });
  });

  it('for Deployments and their statuses', async () => {
    const all = '/repos/{owner}/{repo}/deployments';
    const path = '/repos/acme/shop/deployments';
    const preview = { ref: sha, environment: 'preview', task: 'deploy:a', required_contexts: [] };
    const body = { ...preview, payload: { a: 1 }, transient_environment: true };
    const made = await check(`POST ${all}`, path, { status: 201, body });
    expect(made).toMatchObject({ sha, environment: 'preview', production_environment: false });
    await check(`POST ${all}`, path, { status: 422, body: { ref: 'none' } });
    await check(`POST ${all}`, path, { status: 201, body: { ref: 'main', description: '' } });
    expect(await check(`GET ${all}`, path)).toMatchObject([{ ref: 'main' }, { ref: sha }]);
    const narrowed = `${path}?environment=preview&task=deploy:a&sha=${sha}`;
    expect(await check(`GET ${all}`, narrowed)).toMatchObject([{ payload: { a: 1 } }]);
    const statuses = `${all}/{deployment_id}/statuses`;
    const at = `${path}/${(made as { id: number }).id}/statuses`;
    for (const state of ['queued', 'success']) {
      const status = { state, environment_url: 'https://x.example', log_url: 'https://l.example' };
      await check(`POST ${statuses}`, at, { status: 201, body: status });
    }
    for (const wrong of [{}, { state: 'ready' }, { state: 'success', environment_url: 'x' }]) {
      await check(`POST ${statuses}`, at, { status: 422, body: wrong });
    }
    const long = { state: 'success', description: 'x'.repeat(141) };
    await check(`POST ${statuses}`, at, { status: 422, body: long });
    expect(await check(`GET ${statuses}`, at)).toMatchObject([
      { state: 'success', target_url: 'https://l.example' },
      { state: 'queued' },
    ]);
    await check(`GET ${statuses}`, `${path}/1/statuses`, { status: 404 });
  });

  it('for commit statuses', async () => {
    const create = 'POST /repos/{owner}/{repo}/statuses/{sha}';
    for (const state of ['pending', 'success']) {
      const body = { state, context: 'preview', target_url: 'https://x.example' };
      await check(create, `/repos/acme/shop/statuses/${sha}`, { status: 201, body });
    }
    const list = 'GET /repos/{owner}/{repo}/commits/{ref}/statuses';
    expect(await check(list, `/repos/acme/shop/commits/${sha}/statuses`)).toMatchObject([
      { state: 'success', context: 'preview', creator: { login: 'preview-bot' } },
      { state: 'pending' },
    ]);
  });

  it('for check runs, which Apps make', async () => {
    const { request } = new Octokit({ baseUrl: `${github.url}/api/v3` });
    const { installationId } = testApp;
    const auth = createAppAuth({ appId: testApp.id, privateKey: testAppPrivateKey, request });
    const { token } = await auth({ type: 'installation', installationId });
    const create = 'POST /repos/{owner}/{repo}/check-runs';
    const path = '/repos/acme/shop/check-runs';
    const body = { name: 'preview', head_sha: sha, external_id: 'a', status: 'in_progress' };
    const made = await check(create, path, { status: 201, body, token });
    expect(made).toMatchObject({ conclusion: null, app: { slug: 'previews' } });
    const update = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
    const output = { title: 'Ready', summary: 'It *runs*.' };
    const done = { body: { conclusion: 'success', output }, token };
    const one = `${path}/${(made as { id: number }).id}`;
    expect(await check(update, one, done)).toMatchObject({ status: 'completed', output });
    const list = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
    const of = `/repos/acme/shop/commits/${sha}/check-runs?check_name=preview`;
    expect(await check(list, of)).toMatchObject({
      total_count: 1,
      check_runs: [{ name: 'preview' }],
    });
    const byToken = await fetch(`${github.url}${path}`, {
      ...{ method: 'POST', body: JSON.stringify(body) },
      headers: { authorization: 'Bearer secret' },
    });
    expect(byToken.status).toBe(403);
    expect(await byToken.json()).toMatchObject({
      message: 'You must authenticate via a GitHub App.',
    });
  });

  it('for the owner of a token and for an App', async () => {
    await check('GET /user', '/user');
    await check('GET /user', '/user', { status: 401, token: 'wrong' });
    const { request } = new Octokit({ baseUrl: `${github.url}/api/v3` });
    const auth = createAppAuth({ appId: testApp.id, privateKey: testAppPrivateKey, request });
    const { token } = await auth({ type: 'app' });
    await check('GET /app', '/app', { token });
    const installation = 'GET /repos/{owner}/{repo}/installation';
    await check(installation, '/repos/acme/shop/installation', { token });
    await check(
      'POST /app/installations/{installation_id}/access_tokens',
      `/app/installations/${testApp.installationId}/access_tokens`,
      { token, status: 201 },
    );
  });

  it('and no operation was left out', () => {
    expect([...checked].sort()).toEqual([...operations].sort());
  });
});
