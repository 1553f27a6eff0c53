import { parse } from 'yaml';
import { readText } from '../support/source-tree.ts';

type Step = { uses?: string; run?: string; with?: Record<string, unknown> };
type Job = { permissions?: Record<string, string>; steps: Step[]; 'timeout-minutes'?: number };
type Workflow = {
  on: Record<string, unknown>;
  permissions: object;
  env: object;
  jobs: Record<string, Job>;
};

const names = ['records', 'synth'] as const;
const textOf = (name: string) => readText(`gitops-repo/.github/workflows/${name}.yaml`);
const workflow = (name: string) => parse(textOf(name)) as Workflow;
const scripts = (JSON.parse(readText('package.json')) as { scripts: Record<string, string> })
  .scripts;

describe.each(names)('the workflow %s', (name) => {
  const { env, jobs, on, permissions } = workflow(name);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('pins its actions, keeps no credential and asks for few rights', () => {
    for (const [, use] of textOf(name).matchAll(/uses: (.+)$/gm)) {
      expect(use).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
    for (const step of steps) {
      if (step.uses?.startsWith('actions/checkout')) {
        expect(step.with).toMatchObject({ 'persist-credentials': false });
      }
    }
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
    expect(on).not.toHaveProperty('pull_request_target');
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('puts no text of an event into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('runs scripts that exist', () => {
    const used = steps.flatMap(({ run }) => [
      ...(run ?? '').matchAll(/npm run (?:--silent )?([\w-]+)/g),
    ]);
    expect(used.length).toBeGreaterThan(0);
    for (const [, script] of used) expect(Object.keys(scripts)).toContain(script);
  });

  it('names the source and its release in one place', () => {
    expect(Object.keys(env)).toEqual(['SOURCE', 'RELEASE']);
  });
});

describe('only the job that proposes may write', () => {
  it('and it does not run for pull requests', () => {
    const { check, propose } = workflow('synth').jobs as Record<string, Job & { if: string }>;
    expect(check?.permissions).toEqual({ contents: 'read' });
    expect(propose?.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' });
    expect(propose?.if).toBe("github.event_name != 'pull_request'");
    expect(workflow('synth').on.push).toMatchObject({ branches: ['main'] });
  });
});
