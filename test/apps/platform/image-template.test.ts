import fc from 'fast-check';
import { imageTemplateProblem, substituteImage } from '../../../apps/platform/image-template.ts';

const sha = '3f2a9c0d1e4b5a69788796a5b4c3d2e1f0a9b8c7';

describe('an image template', () => {
  it.each([
    ['ghcr.io/acme/shop:{sha}', `ghcr.io/acme/shop:${sha}`],
    ['ghcr.io/acme/shop:pr-{number}-{sha}', `ghcr.io/acme/shop:pr-7-${sha}`],
    ['localhost:5000/shop:{sha}', `localhost:5000/shop:${sha}`],
    ['shop:{sha}', `shop:${sha}`],
    ['ghcr.io/acme/{number}/shop:V-{sha}', `ghcr.io/acme/7/shop:V-${sha}`],
  ])('%s', (template, image) => {
    expect(imageTemplateProblem(template)).toBeUndefined();
    expect(substituteImage(template, { sha, number: '7' })).toBe(image);
  });

  it.each([
    ['ghcr.io/acme/shop:latest', /must contain \{sha\}.*old image running/],
    ['ghcr.io/acme/shop', /must contain \{sha\}/],
    ['ghcr.io/acme/shop:{branch}-{sha}', /unknown placeholder "\{branch\}"/],
    ['ghcr.io/acme/shop:{sha', /unknown placeholder "\{sha"/],
    ['ghcr.io/acme/shop:sha}', /unknown placeholder "\}"/],
    ['ghcr.io/Acme/shop:{sha}', /did you mean "ghcr\.io\/acme\/shop:\{sha\}"\?/],
    ['https://ghcr.io/acme/shop:{sha}', /expected an image name with a tag/],
    ['ghcr.io/acme/shop@{sha}', /expected an image name with a tag/],
    ['ghcr.io/acme/{sha}', /expected an image name with a tag/],
    [' ghcr.io/acme/shop:{sha}', /expected an image name with a tag/],
    ['ghcr.io/acme/shop:{sha} --privileged', /expected an image name with a tag/],
    ['', /must contain \{sha\}/],
  ])('%j is refused', (template, problem) => {
    expect(imageTemplateProblem(template)).toMatch(problem);
    expect(imageTemplateProblem(template)).toContain(JSON.stringify(template));
  });

  it('that is accepted names another image for every commit, with no placeholder left', () => {
    const part = fc.constantFrom('shop', ':', '/', '{sha}', '{number}', '-', 'A', '.');
    const parts = fc.array(part, { minLength: 1, maxLength: 4 }).map((some) => some.join(''));
    const template = fc.tuple(parts, parts).map(([path, tag]) => `acme/${path}:${tag}{sha}`);
    const commit = fc.stringMatching(/^[0-9a-f]{40}$/);
    fc.assert(
      fc.property(template, commit, commit, (text, one, other) => {
        if (imageTemplateProblem(text) !== undefined || one === other) return;
        const image = substituteImage(text, { sha: one, number: '7' });
        expect(image).not.toMatch(/[{}\s]/);
        expect(image).not.toBe(substituteImage(text, { sha: other, number: '7' }));
      }),
      { numRuns: 2000 },
    );
  });
});
