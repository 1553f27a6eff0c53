import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { Deployment } from '../../generator/github/client.ts';
import { start, token } from '../generator/github/start.ts';
import { repositoryRoot } from '../support/source-tree.ts';

let running: Awaited<ReturnType<typeof start>>;
let directory: string;
let sha: string;

beforeEach(async () => {
  running = await start({ throttle: false });
  directory = await mkdtemp(join(tmpdir(), 'action-'));
  const { pull } = await running.standIn.openPullRequest('acme/shop', { number: 7 });
  sha = pull.head.sha;
});
afterEach(async () => {
  await running.standIn.stop();
  await rm(directory, { recursive: true, force: true });
});

/** Runs the script as the action does. */
async function wait(change: Record<string, string> = {}) {
  const output = join(directory, 'output');
  await writeFile(output, '');
  const script = spawn('bash', [join(repositoryRoot, 'action/wait.sh')], {
    env: {
      PATH: process.env.PATH ?? '',
      ...{ SHA: sha, ENVIRONMENT: '', TIMEOUT: '20', TOKEN: token, POLL_SECONDS: '0.1' },
      ...{ GITHUB_API_URL: running.standIn.url, GITHUB_REPOSITORY: 'acme/shop' },
      ...{ GITHUB_OUTPUT: output, ...change },
    },
  });
  let said = '';
  script.stdout.on('data', (chunk) => (said += String(chunk)));
  script.stderr.on('data', (chunk) => (said += String(chunk)));
  const code = await new Promise((resolve) => script.once('close', resolve));
  return { code, said, outputs: await readFile(output, 'utf8') };
}

const show = (state: 'in_progress' | 'success' | 'failure', change: Partial<Deployment> = {}) =>
  running.github.deployment('acme/shop', 7, {
    ...{ environment: 'shop-pr-7', sha, state, description: `now ${state}` },
    environmentUrl: 'https://shop-pr-7.acme-previews.dev',
    ...{ create: true, replaces: true },
    ...change,
  });

describe('the action that waits for a preview', () => {
  it('gives the URL once it answers, and says what it waits for meanwhile', async () => {
    const waiting = wait();
    await sleep(500);
    await show('in_progress');
    await sleep(1_000);
    await show('success');
    const { code, said, outputs } = await waiting;
    expect([code, outputs]).toEqual([
      0,
      'url=https://shop-pr-7.acme-previews.dev\nenvironment=shop-pr-7\n',
    ]);
    expect(said).toMatch(
      /no preview of [0-9a-f]{7} yet\n.*shop-pr-7: in_progress, now in_progress/,
    );
  });

  it('fails at once with what failed', async () => {
    await show('failure');
    const { code, said, outputs } = await wait();
    expect([code, outputs]).toEqual([1, '']);
    expect(said).toContain('::error title=No preview::shop-pr-7 failed: now failure.');
  });

  it('waits for the commit it was asked for, and for that environment alone', async () => {
    await show('success');
    const other = await wait({ ENVIRONMENT: 'blog-pr-7', TIMEOUT: '1' });
    expect(other.code).toBe(1);
    const { pull } = await running.standIn.push('acme/shop', 7);
    const pushed = await wait({ SHA: pull.head.sha, TIMEOUT: '1' });
    expect(pushed.said).toContain('after 1 s: no preview of');
  });

  it('names what the check says where there is none in time', async () => {
    const text = { title: 'Waits', summary: '', description: 'Waits for its image' };
    await running.github.check('acme/shop', {
      ...{ environment: 'shop-pr-7', sha, state: 'in_progress', ...text },
      ...{ detailsUrl: 'https://shop-pr-7.acme-previews.dev', create: true },
    });
    const { said } = await wait({ TIMEOUT: '1' });
    expect(said).toContain('The check says: Waits for its image.');
  });

  it('ends early where policy gives none', async () => {
    const text = { title: 'No preview', summary: '', description: 'no preview: it is a draft' };
    await running.github.check('acme/shop', {
      ...{ environment: 'shop-pr-7', sha, state: 'neutral', ...text },
      ...{ detailsUrl: 'https://shop-pr-7.acme-previews.dev', create: true },
    });
    const began = Date.now();
    const { code, said } = await wait({ TIMEOUT: '60' });
    expect([code, said]).toEqual([1, expect.stringContaining('::no preview: it is a draft.')]);
    expect(Date.now() - began).toBeLessThan(30_000);
  });

  it('goes on while GitHub fails', async () => {
    await show('success');
    running.standIn.fail({ status: 502, times: 3 });
    expect((await wait()).code).toBe(0);
  });

  it.each<Record<string, string>>([{ SHA: 'main' }, { TIMEOUT: 'soon' }, { ENVIRONMENT: '$(id)' }])(
    'refuses %p, and says what it expects',
    async (change) => {
      const { code, said } = await wait(change);
      expect([code, said]).toEqual([1, expect.stringMatching(/::error .*expected .*, got "/)]);
    },
  );

  it('is described as it is read', async () => {
    const text = await readFile(join(repositoryRoot, 'action/action.yml'), 'utf8');
    const { inputs, runs } = parse(text) as {
      inputs: Record<string, unknown>;
      runs: { steps: { env: Record<string, string> }[] };
    };
    expect(Object.values(runs.steps[0]?.env ?? {})).toEqual(
      Object.keys(inputs).map((name) => `\${{ inputs.${name} }}`),
    );
  });
});
