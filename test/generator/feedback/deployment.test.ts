import fc from 'fast-check';
import { deploymentOf } from '../../../generator/feedback/deployment.ts';
import { sampleView } from '../view-fixture.ts';

describe('the Deployment of a view', () => {
  it('names the address, and the logs where Argo CD has a page', () => {
    const argocdUrl = 'https://argocd.acme.dev/applications/argocd/shop-pr-7';
    expect(deploymentOf(sampleView({ state: 'ready', argocdUrl }))).toMatchObject({
      environment: 'shop-pr-7',
      environmentUrl: 'https://shop-pr-7.acme-previews.dev',
      logUrl: argocdUrl,
      description: 'opened at 3f2a1b0',
    });
  });

  it('keeps still while its reason moves', () => {
    const texts = ['Argo CD deploys it', 'its pods start'].map((reason) =>
      JSON.stringify(deploymentOf(sampleView({ reason }))),
    );
    expect(new Set(texts).size).toBe(1);
  });

  it('describes itself in what GitHub takes, whatever a pull request says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (reason) => {
        const { description } = deploymentOf(sampleView({ state: 'failed', reason })) ?? {};
        expect(description?.length).toBeLessThanOrEqual(140);
        expect(description).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u{10000}-\u{10FFFF}]/u);
      }),
    );
    const long = deploymentOf(
      sampleView({ state: 'failed', reason: `crashed 🚀\n${'x'.repeat(200)}` }),
    );
    expect(long?.description).toMatch(/^crashed x{130}x…$/);
  });
});
