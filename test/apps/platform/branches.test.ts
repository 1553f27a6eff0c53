import fc from 'fast-check';
import { BRANCH_PATTERN, matchesBranch } from '../../../apps/platform/branches.ts';

describe('matchesBranch', () => {
  it.each([
    ['**', 'main', true],
    ['**', 'feature/a/b', true],
    ['**', '', true],
    ['*', 'main', true],
    ['*', 'feature/a', false],
    ['main', 'main', true],
    ['main', 'main2', false],
    ['main', 'xmain', false],
    ['release/*', 'release/1.2', true],
    ['release/*', 'release/1/2', false],
    ['release/**', 'release/1/2', true],
    ['release/*', 'release', false],
    ['*-fix', 'a-fix', true],
    ['*-fix', 'a/b-fix', false],
    ['**-fix', 'a/b-fix', true],
    ['v1.2', 'v1x2', false],
    ['a+b(c)|$', 'a+b(c)|$', true],
    ['**/x/**', 'a/b/x/c/d', true],
    ['*/*', 'a/b', true],
    ['*/*', 'a/b/c', false],
  ])('%s names %s: %s', (pattern, branch, expected) => {
    expect(matchesBranch([pattern], branch)).toBe(expected);
  });

  it('takes any of the patterns, and none of an empty list', () => {
    expect(matchesBranch(['main', 'release/*'], 'release/1')).toBe(true);
    expect(matchesBranch([], 'main')).toBe(false);
  });

  it('agrees with a regular expression', () => {
    const text = fc.stringMatching(/^[ab/.]{0,8}$/);
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '/', '.', '*', '**'), { maxLength: 6 })
      .map((parts) => parts.join('').replace(/\*{3,}/g, '**'));
    fc.assert(
      fc.property(pattern, text, (glob, branch) => {
        const expression = glob.replace(/\*\*|\*|\./g, (found) =>
          found === '**' ? '.*' : found === '*' ? '[^/]*' : '\\.',
        );
        expect(matchesBranch([glob], branch)).toBe(new RegExp(`^${expression}$`).test(branch));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a millisecond where a regular expression would take years', () => {
    const started = performance.now();
    expect(matchesBranch(['**a'.repeat(20) + 'c'], 'a'.repeat(240) + 'b')).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it.each(['main', '**', 'release/*', 'dependabot/**', 'größe', 'a@b', "$('x')"])(
    '%s is a pattern',
    (pattern) => {
      expect(BRANCH_PATTERN.test(pattern)).toBe(true);
    },
  );

  it.each(['', 'a b', 'a***', 'a?', '[ab]', 'a{b}', '^a', 'a~1', 'a\nb', 'a:b'])(
    '%j is none',
    (pattern) => {
      expect(BRANCH_PATTERN.test(pattern)).toBe(false);
    },
  );
});
