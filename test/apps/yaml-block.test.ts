import fc from 'fast-check';
import { stringify } from 'yaml';
import { renderEnvironment } from '../../apps/environment/render.ts';
import { blockText, type YamlOptions } from '../../apps/yaml-block.ts';
import { fullConfig, generousPlatform, recordOf } from './environment/samples.ts';

const all: readonly YamlOptions[] = [{ version: '1.1' }, { compat: 'yaml-1.1' }];
const byThePackage = (value: unknown, options: YamlOptions) =>
  stringify(value, { ...options, lineWidth: 0, aliasDuplicateObjects: false });

const word = fc.constantFrom(
  ...[
    'yes',
    'No',
    'on',
    'y',
    'null',
    '~',
    'true',
    '0',
    '007',
    '0o7',
    '1_000',
    '1:30',
    '.inf',
    '1e3',
  ],
  ...[
    '2026-01-02',
    '=',
    '<<',
    '-',
    '- a',
    '?',
    '? a',
    ': ',
    'a: b',
    'a #b',
    '#',
    '---',
    '...',
    '%a',
  ],
  ...[
    '',
    ' ',
    '\n',
    'a\n',
    'a\n\nb',
    ' a\n b\n',
    'a \nb',
    '\ta',
    'a\tb\n',
    '"',
    "'",
    '`',
    '@',
    '!a',
    '&a',
  ],
  ...[
    '{{ .password }}',
    '[',
    '{a}',
    'a,b',
    '|',
    '>',
    'a:',
    'a:b',
    'http://a:1/b?c=d',
    '$(A)',
    'é',
    '\u2028',
  ],
  ...['set -e\nuntil x; do\n  sleep 1\ndone\n', 'a'.repeat(200), 'a b '.repeat(50)],
);
const text = fc.oneof(
  word,
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.array(word).map((w) => w.join('')),
);
const likeNumbers = fc.oneof(
  fc.stringMatching(/^\d{1,3}(m|[KMGkmg]i?)?$/),
  fc.stringMatching(/^(\d{1,3}\.){1,4}\d(\/\d)?$/),
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^[0-9][0-9be]{39}$/),
  fc.stringMatching(/^[-+.\w:/]{1,6}$/),
);
const scalar = fc.oneof(text, likeNumbers, fc.integer(), fc.boolean(), fc.constant(null));
const key = fc.stringMatching(/^[A-Za-z][\w./-]{0,12}$/);
const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    fc.array(tie('value')),
    fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  ),
  value: fc.oneof({ depthSize: 'small' }, scalar, tie('data')),
}));

describe('blockText', () => {
  it.each(all)('writes what the package writes, or leaves it to the package (%j)', (options) => {
    let written = 0;
    fc.assert(
      fc.property(data, (value) => {
        const text = blockText(value, options);
        if (text === undefined) return;
        written += 1;
        expect(text).toBe(byThePackage(value, options));
      }),
      { numRuns: 1000 },
    );
    expect(written).toBeGreaterThan(300);
  });

  it('writes every object of an environment itself', () => {
    const { objects } = renderEnvironment(recordOf(fullConfig), generousPlatform);
    for (const object of objects) {
      expect(blockText(object, { version: '1.1' })).toBe(byThePackage(object, { version: '1.1' }));
    }
  });

  it.each([
    ['a key that is a number', { 1: 'a' }],
    ['a key that is no text in YAML 1.1', { on: 'push' }],
    ['a fraction', { a: 0.5 }],
    ['nothing', { a: undefined }],
    ['a date', { a: new Date(0) }],
    ['a scalar alone', 'a'],
  ])('leaves to the package: %s', (_, value) => {
    expect(blockText(value, { version: '1.1' })).toBeUndefined();
  });
});
