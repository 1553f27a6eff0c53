import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { compareFields } from '../../../apps/diff/fields.ts';
import { pathText } from '../../../apps/diff/value-text.ts';

/** `a.b[c] added` and so on. */
const lines = (before: unknown, after: unknown) =>
  compareFields(before, after).map(({ path, kind }) => `${pathText(path)} ${kind}`);

describe('compareFields', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['fields', { a: 1, b: 2 }, { a: 2, c: 3 }, ['a changed', 'b removed', 'c added']],
    ['a value that becomes a map', { a: 1 }, { a: {} }, ['a changed']],
    ['an empty map', {}, { emptyDir: {} }, ['emptyDir added']],
    [
      'containers by name',
      { c: [{ name: 'a', x: 1 }, { name: 'b' }] },
      { c: [{ name: 'new' }, { name: 'a', x: 2 }] },
      ['c[a].x changed', 'c[b] removed', 'c[new] added'],
    ],
    [
      'another order of variables, which may refer to those before them',
      { env: [{ name: 'A' }, { name: 'B' }] },
      { env: [{ name: 'B' }, { name: 'A' }] },
      ['env reordered'],
    ],
    [
      'ports by number where one has no name',
      { ports: [{ containerPort: 1, name: 'http' }] },
      { ports: [{ containerPort: 1, name: 'http' }, { containerPort: 2 }] },
      ['ports[2] added'],
    ],
    [
      'mounts by path: one volume may be mounted twice',
      {
        m: [
          { name: 'v', mountPath: '/a' },
          { name: 'v', mountPath: '/b' },
        ],
      },
      { m: [{ name: 'v', mountPath: '/b', readOnly: true }] },
      ['m[/a] removed', 'm[/b].readOnly added'],
    ],
    [
      'claims by the name in their metadata',
      [{ metadata: { name: 'data' }, spec: 1 }],
      [{ metadata: { name: 'data' }, spec: 2 }],
      ['[data].spec changed'],
    ],
    [
      'a rule in the middle of rules without names',
      { egress: [{ to: [1] }, { to: [3] }] },
      { egress: [{ to: [1] }, { to: [2] }, { to: [3] }] },
      ['egress[1] added'],
    ],
    [
      'one of two equal items',
      { except: ['a', 'b', 'a'] },
      { except: ['a', 'c', 'a', 'd'] },
      ['except[1] changed', 'except[3] added'],
    ],
    [
      'keys that hold dots and slashes',
      { labels: { 'a.b/c': '1' } },
      { labels: { 'a.b/c': '2' } },
      ['labels[a.b/c] changed'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(lines(before, after)).toEqual(expected);
  });

  it('is empty for the same values and for no others', () => {
    const value = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>;
    const named = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c'), x: fc.nat(2) }));
    const any = fc.oneof(value, named, fc.array(fc.constantFrom('a', 'b', 'c')));
    fc.assert(
      fc.property(any, any, (before, after) => {
        expect(compareFields(before, structuredClone(before))).toEqual([]);
        const changes = compareFields(before, after);
        expect(changes.length === 0).toBe(isDeepStrictEqual(before, after));
      }),
    );
  });
});
