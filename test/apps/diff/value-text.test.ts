import {
  lineChanges,
  pathText,
  printable,
  valuePair,
  valueText,
} from '../../../apps/diff/value-text.ts';

describe('values as people read them', () => {
  it.each([
    ['512Mi', '512Mi'],
    ['8080', '"8080"'],
    [8080, '8080'],
    ['true', '"true"'],
    ['null', '"null"'],
    ['', '""'],
    [' a', '" a"'],
    ['two words', 'two words'],
    ['a\nb', '"a\\nb"'],
    ['{"a":1}', '"{\\"a\\":1}"'],
    [{ a: 1 }, '{"a":1}'],
    [null, 'null'],
    ['x'.repeat(101), `${'x'.repeat(100)}…`],
  ])('%j: %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('paths with brackets where a dot would mislead', () => {
    expect(pathText(['spec', 'containers', '[app]', 'image'])).toBe('spec.containers[app].image');
    expect(pathText(['data', 'app.sh'])).toBe('data[app.sh]');
    expect(pathText(['[0]'])).toBe('[0]');
  });

  it('two long texts: only where they differ', () => {
    const text = (word: string) => `${'before '.repeat(30)}${word}${' after'.repeat(30)}`;
    expect(valuePair(text('ONE'), text('THREE'))).toEqual([
      '…efore before before ONE after after after …',
      '…efore before before THREE after after after …',
    ]);
    expect(valuePair('512Mi', '1Gi')).toEqual(['512Mi', '1Gi']);
    expect(valuePair('8080', 8080)).toEqual(['"8080"', '8080']);
  });

  it('texts of several lines: those that differ', () => {
    expect(lineChanges('a\nb\nc\n', 'a\nB\nB2\nc\n')).toEqual(['- b', '+ B', '+ B2']);
    expect(lineChanges('a', 'b')).toBeUndefined();
    expect(lineChanges('a\n', 1)).toBeUndefined();
    const numbers = Array.from({ length: 12 }, (_, index) => `${index}`).join('\n');
    const lines = lineChanges('', numbers);
    expect(lines).toHaveLength(9);
    expect(lines?.at(-1)).toBe('… 5 more lines');
  });

  it('nothing that a terminal obeys', () => {
    expect(printable('a\u001b[31m\u009b\u202e\r\nö→')).toBe(
      'a\\u001b[31m\\u009b\\u202e\\u000d\\u000aö→',
    );
  });
});
