import fc from 'fast-check';
import { formatCpu, formatMemory, parseCpu, parseMemory } from '../../constructs/quantity.ts';

describe('parseCpu', () => {
  it.each([
    ['250m', 250],
    ['0m', 0],
    ['1', 1000],
    ['1.5', 1500],
    ['0.001', 1],
    ['1.005', 1005],
  ])('%s is %i millicores', (text, millicores) => {
    expect(parseCpu(text)).toBe(millicores);
  });

  it.each(['', 'm', '1.5m', '-1', '1e3', '0.0001', '1 ', '1k', '.5', '1,5', '1\n'])(
    'refuses %j',
    (text) => {
      expect(() => parseCpu(text)).toThrow('expected a CPU quantity such as 250m or "2"');
    },
  );

  it('reads back what formatCpu writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), (millicores) => {
        expect(parseCpu(formatCpu(millicores))).toBe(millicores);
      }),
    );
  });

  it('reads three decimals exactly', () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999 }), fc.nat({ max: 999 }), (cores, thousandths) => {
        const text = `${cores}.${String(thousandths).padStart(3, '0')}`;
        expect(parseCpu(text)).toBe(cores * 1000 + thousandths);
      }),
    );
  });
});

/** Thousandths of a byte, without floating point. */
const FACTORS = {
  ...{ '': 1n, k: 1000n, M: 1000n ** 2n, G: 1000n ** 3n, T: 1000n ** 4n },
  ...{ Ki: 1024n, Mi: 1024n ** 2n, Gi: 1024n ** 3n, Ti: 1024n ** 4n },
} as const;

describe('parseMemory', () => {
  it.each([
    ['512Mi', 536_870_912],
    ['4Gi', 4_294_967_296],
    ['1Ti', 1_099_511_627_776],
    ['1Ki', 1024],
    ['1k', 1000],
    ['1M', 1_000_000],
    ['1G', 1_000_000_000],
    ['1T', 1_000_000_000_000],
    ['1.5Gi', 1_610_612_736],
    ['1000000', 1_000_000],
    ['0', 0],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });

  it.each([
    '',
    'Gi',
    '1g',
    '1GB',
    '1GiB',
    '1K',
    '-1Gi',
    '1 Gi',
    '1e9',
    '1Ei',
    '1m',
    '.5Gi',
    '1Gi\n',
  ])('refuses %j', (text) => {
    expect(() => parseMemory(text)).toThrow('expected a size such as 512Mi or 4Gi');
  });

  it('rounds a part of a byte up, as Kubernetes does when it counts', () => {
    const suffix = fc.constantFrom(...(Object.keys(FACTORS) as (keyof typeof FACTORS)[]));
    fc.assert(
      fc.property(fc.nat({ max: 4000 }), fc.nat({ max: 999 }), suffix, (whole, part, unit) => {
        const text = `${whole}.${String(part).padStart(3, '0')}${unit}`;
        const thousandths = (BigInt(whole) * 1000n + BigInt(part)) * FACTORS[unit];
        expect(BigInt(parseMemory(text))).toBe((thousandths + 999n) / 1000n);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads back what formatMemory writes', () => {
    const bytes = fc.oneof(
      fc.nat({ max: 10 ** 15 - 1 }),
      fc.nat({ max: 4096 }).map((n) => n * 2 ** 20),
      fc.nat({ max: 64 }).map((n) => n * 2 ** 40),
    );
    fc.assert(
      fc.property(bytes, (size) => {
        expect(parseMemory(formatMemory(size))).toBe(size);
      }),
    );
  });
});

describe('what is written', () => {
  it.each([
    [250, '250m'],
    [2000, '2'],
    [1500, '1500m'],
    [0, '0'],
  ])('%i millicores are %s', (millicores, text) => {
    expect(formatCpu(millicores)).toBe(text);
  });

  it.each([
    [2 ** 29, '512Mi'],
    [2 ** 32, '4Gi'],
    [1.5 * 2 ** 30, '1536Mi'],
    [1000, '1000'],
    [1536, '1536'],
    [0, '0'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatMemory(bytes)).toBe(text);
  });
});
