import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { parsePlatform } from '../apps/platform/config.ts';
import { listFiles, readText, repositoryRoot } from './support/source-tree.ts';

type Step = { uses?: string; run?: string; with?: Record<string, unknown>; env?: object };
type Job = {
  if?: string;
  permissions?: Record<string, string>;
  steps: Step[];
  'timeout-minutes'?: number;
};
type Workflow = {
  on: Record<string, unknown>;
  permissions: object;
  env?: object;
  jobs: Record<string, Job>;
};

const files = listFiles('.github/workflows');
const workflow = (name: string) => parse(readText(`.github/workflows/${name}.yaml`)) as Workflow;
const hasActionlint = spawnSync('actionlint', ['-version']).status === 0;

describe('the workflows', () => {
  it('actionlint is there where it must be', () => {
    expect(process.env.ACTIONLINT !== 'required' || hasActionlint).toBe(true);
  });

  (hasActionlint ? it : it.skip)('are right by actionlint', () => {
    const all = [...files, ...listFiles('gitops-repo/.github/workflows')];
    const told = spawnSync('actionlint', ['-shellcheck=', '-pyflakes=', ...all], {
      cwd: repositoryRoot,
    });
    expect([told.stdout.toString(), told.status]).toEqual(['', 0]);
  });

  it.each(files)('%s puts no text of others into a script, and ends some time', (file) => {
    const { jobs } = parse(readText(file)) as Workflow;
    for (const { steps, 'timeout-minutes': minutes } of Object.values(jobs)) {
      expect(minutes).toBeGreaterThan(0);
      for (const { run = '', uses = '', with: given } of steps) {
        expect(run).not.toContain('${{');
        if (uses.startsWith('actions/checkout')) {
          expect(given).toMatchObject({ 'persist-credentials': false });
        }
      }
    }
  });

  it.each(['build-preview', 'build-fork'])(
    '%s is given nothing of a cluster, and no secret',
    (name) => {
      const text = readText(`.github/workflows/${name}.yaml`);
      expect(text).not.toMatch(/kube|secrets\./i);
      expect(Object.keys(workflow(name).on)).toEqual(['workflow_call']);
      expect(workflow(name).permissions).toEqual({});
    },
  );

  it('what builds a fork may not push, and what pushes runs nothing of it', () => {
    const { build, push } = workflow('build-fork').jobs as Record<'build' | 'push', Job>;
    expect(build.permissions).toEqual({ contents: 'read' });
    expect(JSON.stringify(build)).not.toContain('github.token');
    expect(push.permissions).toEqual({ contents: 'read', packages: 'write' });
    const checkouts = push.steps.filter(({ uses }) => uses?.startsWith('actions/checkout'));
    expect(checkouts.map(({ with: given }) => given?.repository)).toEqual(['${{ env.SOURCE }}']);
    expect(push.steps.flatMap(({ run }) => run ?? []).join()).not.toMatch(/buildx|npm|node/);
  });

  it('scripts that they run exist', () => {
    for (const name of ['build-preview', 'build-fork']) {
      const scripts = [
        ...readText(`.github/workflows/${name}.yaml`).matchAll(/bash source\/(\S+)/g),
      ];
      expect(scripts.length).toBeGreaterThan(0);
      for (const [, script] of scripts) expect(listFiles('action')).toContain(script);
    }
  });
});

describe('the action that builds', () => {
  it('pins its actions and passes every input on', () => {
    const text = readText('action/build-images/action.yml');
    for (const [, use] of text.matchAll(/uses: (.+)$/gm)) {
      expect(use).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    const { inputs } = parse(text) as { inputs: object };
    for (const input of Object.keys(inputs)) expect(text).toContain(`\${{ inputs.${input} }}`);
  });
});

describe('the preview of this project', () => {
  const platform = [
    'domain: acme-previews.dev',
    'gitops: { url: https://github.com/acme/previews.git }',
    'projects:',
    "  - { id: previews, repository: acme/k8s-ephemeral-environments, image: 'ghcr.io/acme/k8s-ephemeral-environments:{sha}' }",
    '',
  ].join('\n');

  it('renders, as the user of the image', () => {
    expect(parsePlatform(platform).ok).toBe(true);
    const file = join(mkdtempSync(join(tmpdir(), 'own-')), 'platform.yaml');
    writeFileSync(file, platform);
    const out = execFileSync(
      'node',
      [
        '--import',
        'tsx',
        'apps/environment/main.ts',
        'k8s-ee.yaml',
        '--pr',
        '7',
        '--platform',
        file,
      ],
      { cwd: repositoryRoot },
    ).toString();
    rmSync(dirname(file), { recursive: true });
    const uid = /^USER (\d+):/m.exec(readText('Dockerfile'))?.[1];
    expect(out).toContain(`runAsUser: ${uid}`);
    expect(out).toMatch(/host: previews-pr-7\.acme-previews\.dev/);
    // What migrate makes is there when the generator starts.
    expect(out.match(/mountPath: \/data$/gm)).toHaveLength(2);
  });
});
