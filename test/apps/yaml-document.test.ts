import { z } from 'zod';
import { formatProblem } from '../../apps/problems.ts';
import { parseYaml } from '../../apps/yaml-document.ts';

const schema = z.strictObject({
  name: z.string(),
  size: z.int().min(1).optional(),
  list: z.array(z.int()).optional(),
});
const options = { maxBytes: 1000, name: 'some.yaml' };

/** What a person is told, one line a problem. */
function problemsOf(text: string): string[] {
  const parsed = parseYaml(text, schema, options);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

/** `levels` lists, each of ten times the one before: billions of nodes in some hundred bytes. */
function bomb(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const items = Array.from({ length: 10 }, () => (level === 0 ? '1' : `*a${level - 1}`));
    return `  - &a${level} [${items.join(', ')}]`;
  });
  return `name: bomb\nlist:\n${lines.join('\n')}\n`;
}

describe('parseYaml', () => {
  it('reads what fits the schema', () => {
    expect(parseYaml('name: shop\nsize: 3 # comment\n', schema, options)).toEqual({
      ok: true,
      value: { name: 'shop', size: 3 },
    });
  });

  it('tells every problem at once, in the order of the lines', () => {
    expect(problemsOf('size: 0\nlist:\n  - 1\n  - two\ncolour: red\n')).toEqual([
      'line 1, column 1: name: is required',
      'line 1, column 7: size: expected >=1, got 0',
      'line 4, column 5: list[1]: expected number, got "two"',
      'line 5, column 1: colour: there is no such key "colour"; check its spelling and indentation, or remove it',
    ]);
  });

  it.each([
    ['nothing', '', 'some.yaml: is empty; expected a mapping of keys and values'],
    ['a comment only', '# nothing\n', 'some.yaml: is empty; expected a mapping of keys and values'],
    ['a list', '- name\n', 'line 1, column 1: some.yaml: expected a mapping of keys and values'],
    [
      'the same key twice',
      'name: a\nsize: 1\nname: b\n',
      'line 3, column 1: some.yaml: the same key stands here twice; keep one',
    ],
    [
      'two documents',
      'name: a\n---\nname: b\n',
      'line 2, column 1: some.yaml: holds more than one document; expected one, without "---" in between',
    ],
    [
      'more bytes than are read',
      `name: ${'é'.repeat(500)}\n`,
      'some.yaml: is 1007 bytes long; at most 1000 are read',
    ],
  ])('refuses %s', (_, text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });

  it.each([
    ['U+2028', '\u2028'],
    ['U+0080', '\u0080'],
    ['U+FFFE', '\ufffe'],
    ['U+0000', '\0'],
  ])('refuses %s, on which YAML readers do not agree', (code, character) => {
    expect(problemsOf(`size: 1\nname: a${character}b\n`)).toEqual([
      `line 2, column 8: some.yaml: holds the character ${code}, which YAML does not allow; remove it, or write it as an escape in double quotes`,
    ]);
  });

  it('is quick with many keys, and tells deep nesting', () => {
    const began = Date.now();
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join(', ');
    const big = { maxBytes: 1_000_000, name: 'some.yaml' };
    expect(parseYaml(`name: {${keys}}\n`, schema, big).ok).toBe(false);
    const deep = parseYaml(`name: ${'['.repeat(30_000)}\n`, schema, big);
    expect(deep.ok ? [] : deep.problems.slice(0, 2)).toEqual([
      { path: 'some.yaml', message: 'is nested too deeply to be read' },
    ]);
    expect(Date.now() - began).toBeLessThan(5000);
  });

  it('refuses broken syntax with its place', () => {
    expect(problemsOf('name: [1, 2\nsize: 1\n').join('\n')).toMatch(/^line \d+, column \d+: some/);
  });

  it('refuses an alias bomb without unfolding it', () => {
    const began = Date.now();
    expect(problemsOf(bomb(9))).toEqual([
      'line 4, column 10: some.yaml: uses aliases for more than 100 nodes; write them out',
    ]);
    expect(Date.now() - began).toBeLessThan(1000);
  });

  it('reads a few aliases', () => {
    const text = 'list: &one [1]\nname: shop\n';
    expect(parseYaml(text, schema, options).ok).toBe(true);
    expect(problemsOf('name: &name shop\nsize: *name\n')).toEqual([
      'line 2, column 7: size: expected number, got "shop"',
    ]);
  });
});
