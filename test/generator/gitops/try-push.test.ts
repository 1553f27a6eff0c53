import { tryPush } from '../../../generator/gitops/try-push.ts';
import { startGitOps, type GitOpsFixture } from '../../support/gitops-fixture.ts';

const token = 'token-of-try-push-0001';
const credentials = { kind: 'token', token: () => Promise.resolve(token) } as const;

describe('trying a push', () => {
  let gitops: GitOpsFixture;
  beforeEach(async () => {
    gitops = await startGitOps({ branches: 'both' });
    gitops.server.requirePassword(token);
  });
  afterEach(() => gitops.stop());

  const attempt = (branch: string, given: typeof credentials | undefined = credentials) =>
    tryPush({
      url: gitops.url,
      branch,
      credentials: given,
      environment: process.env,
      timeoutMs: 10_000,
    });
  const branches = async () => {
    gitops.server.requirePassword(undefined);
    return (await gitops.person.git('ls-remote', '--heads', 'origin')).trim();
  };

  it('tells a branch that is there from one that is to be made, and pushes to neither', async () => {
    expect(await attempt('environments')).toEqual({ kind: 'known', value: 'existing' });
    expect(await attempt('others')).toEqual({ kind: 'known', value: 'new' });
    const after = await branches();
    expect(after.split('\n')).toHaveLength(2);
    expect(after).not.toContain('others');
  });

  it('is refused without the right credential, which is not shown', async () => {
    gitops.server.requirePassword('another');
    const refused = await attempt('environments');
    expect(refused).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('refuses the credential'),
    });
    expect(JSON.stringify(refused)).not.toContain(token);
    expect(await attempt('environments', undefined)).toMatchObject({ kind: 'unknown' });
  });

  it('is refused where only reading is allowed', async () => {
    await gitops.person.git(
      '--git-dir',
      gitops.server.directoryOf('gitops'),
      'config',
      'http.receivepack',
      'false',
    );
    expect(await attempt('environments')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringMatching(/403|refuses/),
    });
  });

  it('says so where nobody answers', async () => {
    gitops.server.setFailure(502);
    expect(await attempt('environments')).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('502'),
    });
  });
});
