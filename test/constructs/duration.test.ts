import fc from 'fast-check';
import { DURATION_PATTERN, parseDuration } from '../../constructs/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['48h', 172_800_000],
    ['7d', 604_800_000],
  ])('%s is %i ms', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    '',
    '0s',
    '5',
    'h',
    '1.5h',
    '-1h',
    '1 h',
    '1h30m',
    '1w',
    '1H',
    '1h\n',
    '1234567s',
    '01h',
  ])('refuses %j and says what is allowed', (text) => {
    expect(() => parseDuration(text)).toThrow(
      `expected a duration such as 90s, 30m, 48h or 7d, got ${JSON.stringify(text)}`,
    );
  });

  it('reads whatever its pattern takes, and nothing else', () => {
    const text = fc.oneof(
      fc.stringMatching(DURATION_PATTERN),
      fc.string({
        unit: fc.constantFrom('0', '1', '9', 's', 'm', 'h', 'd', '.', ' '),
        maxLength: 9,
      }),
    );
    fc.assert(
      fc.property(text, (duration) => {
        if (!DURATION_PATTERN.test(duration))
          return expect(() => parseDuration(duration)).toThrow();
        const milliseconds = parseDuration(duration);
        expect(milliseconds).toBeGreaterThanOrEqual(1000);
        expect(Number.isSafeInteger(milliseconds)).toBe(true);
      }),
    );
  });
});
