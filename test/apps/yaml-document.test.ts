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

  it('refuses broken syntax with its place', () => {
    expect(problemsOf('name: [1, 2\nsize: 1\n').join('\n')).toMatch(/^line \d+, column \d+: some/);
  });

  it('refuses an alias bomb without unfolding it', () => {
    const began = Date.now();
    expect(problemsOf(bomb(9))).toEqual([
      'some.yaml: uses aliases for more than 100 nodes; write them out',
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
