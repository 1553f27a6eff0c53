import { startGitHub, type GitHubStandIn } from '../../../../../generator/demo/github/stand-in.ts';
import {
  takeId,
  createWorld,
  type Deployment,
} from '../../../../../generator/demo/github/world.ts';

let github: GitHubStandIn;
let sha: string;

beforeEach(async () => {
  github = await startGitHub();
  github.createRepository('acme/shop');
  sha = (await github.openPullRequest('acme/shop', {})).pull.head.sha;
});

afterEach(() => github.stop());

const world = createWorld();
const page = async () => (await fetch(`${github.url}/acme/shop/pull/1`)).text();
const creator = { login: 'previews[bot]', id: 1, type: 'Bot' as const };
const createdAt = new Date();

function deployed(state: Deployment['statuses'][number]['state'], url: string, of = sha): void {
  const status = { state, description: `<b>${state}</b>`, environmentUrl: url, logUrl: '' };
  github.repository('acme/shop').deployments.push({
    ...{ id: takeId(world), creator, sha: of, ref: of, task: 'deploy', environment: 'preview' },
    ...{ payload: {}, description: null, transient: true, production: false, createdAt },
    statuses: [{ ...status, id: takeId(world), creator, createdAt }],
  });
}

describe('the page of a pull request', () => {
  it('says where there are neither Deployments nor checks', async () => {
    expect((await page()).match(/None yet\./g)).toHaveLength(2 + 1);
  });

  it('shows the Deployments of its commits, the newest first, with their addresses', async () => {
    deployed('inactive', 'https://old.example');
    const { pull } = await github.push('acme/shop', 1);
    deployed('success', 'https://shop-pr-1.example', pull.head.sha);
    deployed('success', 'https://foreign.example', 'f'.repeat(40));
    const text = await page();
    expect(text).toContain('<a href="https://shop-pr-1.example"');
    expect(text.indexOf('success</span>')).toBeLessThan(text.indexOf('destroyed</span>'));
    expect(text).not.toMatch(/old\.example|foreign\.example/);
    expect(text).toContain('&lt;b&gt;success&lt;/b&gt;');
  });

  it('makes no link of what is no address of the web', async () => {
    deployed('success', 'javascript:alert(1)');
    expect(await page()).not.toContain('javascript:');
  });

  it('shows check runs, and of the commit statuses the newest of each context', async () => {
    const repository = github.repository('acme/shop');
    repository.checkRuns.push({
      ...{ id: takeId(world), app: 'previews', sha, name: 'preview', externalId: 'shop-pr-1' },
      ...{ status: 'completed', conclusion: 'neutral', detailsUrl: 'https://details.example' },
      ...{ title: 'No preview', summary: '**why** <script>', startedAt: createdAt },
      completedAt: createdAt,
    });
    for (const state of ['pending', 'failure'] as const) {
      const status = { state, description: `was ${state}`, targetUrl: null };
      const place = { id: takeId(world), creator, sha, context: 'ci', createdAt };
      repository.statuses.push({ ...place, ...status });
    }
    const text = await page();
    expect(text).toContain('neutral</span>');
    expect(text).toContain('<strong>why</strong> &lt;script&gt;');
    expect(text).toContain('was failure');
    expect(text).not.toContain('was pending');
  });
});
