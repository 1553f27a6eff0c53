import fc from 'fast-check';
import type { Project } from '../../../apps/platform/config.ts';
import { deniedByLabel, notAdmitted } from '../../../generator/reconcile/admission.ts';
import { samplePullRequest } from '../decided-fixture.ts';
import { samplePlatform } from '../platform-fixture.ts';

function projectWith(policy: string): Project {
  const [project] = samplePlatform({ shop: `policy: {${policy}}` }).projects;
  if (!project) throw new Error('the fixture has no project');
  return project;
}

describe('labels', () => {
  const denied = (labels: string[], policy = '') =>
    deniedByLabel(samplePullRequest({ labels }), projectWith(policy));

  it.each([
    ['../../x'],
    ['no-preview\n'],
    ['NO-PREVIEW'],
    [' no-preview'],
    ['$(rm -rf /)'],
    ['no-preview<script>'],
  ])('%j is not the label that denies', (label) => {
    expect(denied([label])).toBeUndefined();
  });

  it('no label but the one that policy names asks for a preview', () => {
    expect(denied(['preview'], 'trigger: label')).toBeUndefined();
    for (const label of ['Preview', 'preview/x', '../preview', 'constructor']) {
      expect(denied([label], 'trigger: label')).toContain('with the label "preview"');
    }
  });

  it('the label that denies wins over the one that asks', () => {
    expect(denied(['preview', 'no-preview'], 'trigger: label')).toContain('"no-preview" is set');
  });

  it('the platform names both labels', () => {
    const policy = 'trigger: label, label: ship it, noPreviewLabel: never';
    expect(denied(['ship it', 'no-preview'], policy)).toBeUndefined();
    expect(denied(['ship it', 'never'], policy)).toContain('"never" is set');
  });

  it('a message names labels of platform.yaml only, never one of the pull request', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (labels) => {
        const marked = labels.map((label) => `☠${label}`);
        expect(denied([...marked, 'no-preview'])).not.toContain('☠');
        expect(denied(marked, 'trigger: label')).not.toContain('☠');
      }),
    );
  });
});

describe('admission', () => {
  it.each([
    ['bots', 'bots: deploy', { author: { login: 'renovate[bot]', bot: true } }],
    ['drafts', 'drafts: deploy', { draft: true }],
    ['every base branch', '', { base: { branch: '$(rm -rf /)', repositoryId: 123 } }],
  ])('%s where policy says so', (_, policy, change) => {
    expect(notAdmitted(samplePullRequest(change), projectWith(policy))).toBeUndefined();
  });

  it.each([
    ['release/1', true],
    ['release/1/x', false],
    ['release', false],
    ['main', true],
    ['mainly', false],
    ['../main', false],
    ['main\n', false],
  ])('of the base branch %j is %p', (branch, admitted) => {
    const project = projectWith('baseBranches: [main, release/*]');
    const pullRequest = samplePullRequest({ base: { branch, repositoryId: 123 } });
    expect(notAdmitted(pullRequest, project) === undefined).toBe(admitted);
  });

  it('a fork is refused where policy denies forks, however open the rest of it is', () => {
    const project = projectWith('forks: deny, bots: deploy, drafts: deploy');
    const author = { login: 'mallory[bot]', bot: true };
    expect(notAdmitted(samplePullRequest({ fork: true, author }), project)?.reason).toContain(
      'comes from a fork',
    );
  });

  it('no text of the pull request gets into the reason', () => {
    const evil = '☠\nSigned-off-by: x <img src=x>';
    const project = projectWith('forks: deny, baseBranches: [main]');
    for (const change of [{ fork: true }, { draft: true }, {}]) {
      const refusal = notAdmitted(
        samplePullRequest({
          ...change,
          title: evil,
          author: { login: evil, bot: false },
          head: { sha: 'a'.repeat(40), branch: evil },
          base: { branch: 'fork' in change || 'draft' in change ? 'main' : evil, repositoryId: 1 },
        }),
        project,
      );
      expect(refusal?.reason).toMatch(/^[^☠\n<]+$/);
    }
  });
});
