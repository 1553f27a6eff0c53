import fc from 'fast-check';
import { parse } from 'yaml';
import { unsafeCharacter, yamlText } from '../../apps/yaml-text.ts';

const versions = [{ version: '1.1' as const }, { compat: 'yaml-1.1' as const }];

describe('yamlText', () => {
  it.each(versions)(
    'writes nothing on which readers do not agree, and loses nothing (%j)',
    (options) => {
      fc.assert(
        fc.property(
          fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })),
          (value) => {
            const text = yamlText({ value }, options);
            expect(unsafeCharacter(text)).toBeUndefined();
            expect(parse(text, options)).toEqual({ value });
          },
        ),
      );
    },
  );

  it.each([
    ['x\u0080y', 'a: "x\\u0080y"\n'],
    ['x\u2028y', 'a: "x\\u2028y"\n'],
    ['x\uffffy', 'a: "x\\uffffy"\n'],
    ['x\ud800y', 'a: "x\ufffdy"\n'],
    ['0o17', 'a: "0o17"\n'],
    ['plain 0o17', 'a: plain 0o17\n'],
  ])('%j', (value, text) => {
    expect(yamlText({ a: value }, { version: '1.1' })).toBe(text);
  });
});
