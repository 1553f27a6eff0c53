import fc from 'fast-check';
import { environmentHost, environmentId, isProjectId, labelValue } from '../../constructs/names.ts';

const LABEL = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

/** Made of the pieces that could make two ids read the same. */
const tricky = fc
  .array(fc.constantFrom('a', 'z', '0', '7', '-', 'pr', '-pr', 'pr-', '-pr-', '-pr-7'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const projectId = fc
  .oneof(tricky, fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,19}$/))
  .filter(isProjectId);
const number = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

describe('environmentId', () => {
  it('is written as the dashboards know it', () => {
    expect(environmentId('shop', 7)).toBe('shop-pr-7');
    expect(environmentId('shop', '7')).toBe('shop-pr-7');
  });

  it('is a DNS label for every project and number', () => {
    fc.assert(
      fc.property(projectId, number, (project, pr) => {
        const id = environmentId(project, pr);
        expect(id).toMatch(LABEL);
        expect(id.length).toBeLessThanOrEqual(63);
      }),
    );
  });

  it('belongs to one project and number only', () => {
    fc.assert(
      fc.property(projectId, number, (project, pr) => {
        // Split at the first and at the last: there is one way to read it.
        const id = environmentId(project, pr);
        const first = id.indexOf('-pr-');
        expect([id.slice(0, first), id.slice(first + 4)]).toEqual([project, String(pr)]);
        expect(id.lastIndexOf('-pr-')).toBe(first);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('environmentHost', () => {
  it('is one label below the domain', () => {
    expect(environmentHost('shop-pr-7', 'acme-previews.dev')).toBe('shop-pr-7.acme-previews.dev');
  });
});

describe('isProjectId', () => {
  it.each(['a', '7', 'shop', 'my-shop-2', 'pr', 'prs', 'a-prx', 'pr-7', 'a'.repeat(20)])(
    'takes %j',
    (text) => {
      expect(isProjectId(text)).toBe(true);
    },
  );

  it.each([
    ...['', '-a', 'a-', 'A', 'a.b', 'a_b', 'ä', ' a', 'a\n', 'a'.repeat(21)],
    ...['a-pr', 'a-pr-7', 'a-pr-b', 'a-pr-', '../a'],
  ])('refuses %j', (text) => {
    expect(isProjectId(text)).toBe(false);
  });
});

describe('labelValue', () => {
  it.each([
    ['main', 'main'],
    ['feature/cart', 'feature-cart'],
    ['renovate/@types/node_20.x', 'renovate-types-node_20.x'],
    ['--a--', 'a'],
    ['größe', 'gr-e'],
    ['日本語', 'unknown'],
    ['', 'unknown'],
    ['...', 'unknown'],
  ])('%j becomes %j', (text, value) => {
    expect(labelValue(text)).toBe(value);
  });

  it('is a label value for any text, cut or not', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', size: 'max', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom('a', '-', '/', '.', '_', '€'),
        size: 'max',
        maxLength: 200,
      }),
    );
    fc.assert(
      fc.property(text, (branch) => {
        const value = labelValue(branch);
        expect(value).toMatch(LABEL_VALUE);
        expect(value.length).toBeLessThanOrEqual(63);
        expect(labelValue(value)).toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves alone what is one already', () => {
    const valid = fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/);
    fc.assert(fc.property(valid, (value) => expect(labelValue(value)).toBe(value)));
  });
});
