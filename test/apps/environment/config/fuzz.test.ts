import fc from 'fast-check';
import { createCheck } from '../../../../apps/environment/check/check.ts';
import { boundsOf, parseEnvironmentConfig } from '../../../../apps/environment/config.ts';
import { renderEnvironment } from '../../../../apps/environment/render.ts';
import { parsePlatform } from '../../../../apps/platform/config.ts';
import { readText } from '../../../support/source-tree.ts';
import { anyConfig } from '../any-config.ts';
import { fullConfig, generousPlatform, recordOf } from '../samples.ts';

/** What has broken parsers, and what means something else to another. */
const EVIL = [
  ...[
    '&a ',
    '*a',
    '<<: *a',
    '!!js/function "x"',
    '!!binary aGk=',
    '!!python/object:os',
    '? ',
    '---\n',
  ],
  ...['...\n', '%YAML 1.1\n', '%TAG ! x\n', '__proto__: {polluted: true}\n', 'constructor: {}\n'],
  ...['\0', '\u0085', '\u2028', '\uFEFF', '\t', '\r', '{', '}', '[', ']', '"', "'", '|\n', '>-\n'],
  ...['- ', ': ', '#', '0x7f', '1e999', '.nan', '~', 'a: 1\na: 2\n', '\ud800', '['.repeat(500)],
  ...['{a: '.repeat(200), '&x [*x, *x]', ' '.repeat(300), 'no', 'null', '2026-01-01'],
];

const piece = fc.oneof(fc.constantFrom(...EVIL), fc.string({ maxLength: 4, unit: 'binary' }));
const edits = fc.array(
  fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(6), put: piece }),
  { minLength: 1, maxLength: 3 },
);

type Edit = { readonly at: number; readonly cut: number; readonly put: string };
const edited = (text: string, all: readonly Edit[]) =>
  all.reduce((result, { at, cut, put }) => {
    const from = Math.floor(at * result.length);
    return result.slice(0, from) + put + result.slice(from + cut);
  }, text);

const bounds = boundsOf(generousPlatform.projects[0]!, generousPlatform);
const check = createCheck();

/** A value or problems that say something, and nothing else of the world changes. */
function soundly<T>(
  parse: () => { ok: true; value: T } | { ok: false; problems: readonly { message: string }[] },
) {
  const began = performance.now();
  const parsed = parse();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  if (!parsed.ok) {
    expect(parsed.problems.length).toBeGreaterThan(0);
    for (const { message } of parsed.problems) expect(message).not.toBe('');
  }
  return parsed;
}

describe('text that nobody meant', () => {
  it('k8s-ee.yaml: is taken or refused with a reason; what is taken renders to what may be committed', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(fc.constant(fullConfig), anyConfig), edits, (text, all) => {
        const evil = edited(text, all);
        const parsed = soundly(() => parseEnvironmentConfig(evil, bounds));
        if (!parsed.ok) return;
        taken += 1;
        const record = recordOf(evil);
        const { objects } = renderEnvironment(record, generousPlatform);
        expect(check(objects, { record, platform: generousPlatform })).toEqual([]);
      }),
      { numRuns: 600 },
    );
    expect(taken).toBeGreaterThan(0);
  }, 120_000);

  it('platform.yaml: is taken or refused with a reason', () => {
    const platform = readText('gitops-repo/platform.yaml');
    fc.assert(
      fc.property(edits, (all) => void soundly(() => parsePlatform(edited(platform, all)))),
      { numRuns: 600 },
    );
  }, 120_000);

  it('bytes without any sense', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        soundly(() => parseEnvironmentConfig(text, bounds));
        soundly(() => parsePlatform(text));
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
