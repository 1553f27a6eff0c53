import fc from 'fast-check';
import {
  fillIn,
  placeholdersOf,
  unknownPlaceholders,
} from '../../../../apps/environment/config/placeholders.ts';

describe('placeholders', () => {
  it('finds each of them', () => {
    const text = '{url} {host} {number} {sha} {service.api.url} {service.my-db.internalUrl}';
    expect(placeholdersOf(text)).toEqual([
      ...(['url', 'host', 'number', 'sha'] as const).map((kind) => ({ kind })),
      { kind: 'serviceUrl', service: 'api' },
      { kind: 'serviceInternalUrl', service: 'my-db' },
    ]);
    expect(unknownPlaceholders(text)).toEqual([]);
  });

  it.each([
    ['{hostname}', ['{hostname}']],
    ['x{service.api.port}y{branch}', ['{service.api.port}', '{branch}']],
    ['{"json": {"a": 1}}', []],
    ['{}', []],
    ['${SHELL}', []],
    ['{service.API.url}', ['{service.API.url}']],
  ])('%s: unknown are %j', (text, unknown) => {
    expect(unknownPlaceholders(text)).toEqual(unknown);
  });

  it('fills in what it finds and leaves the rest as it is', () => {
    expect(fillIn('a {url}/x?n={number} {other}', ({ kind }) => `<${kind}>`)).toBe(
      'a <url>/x?n=<number> {other}',
    );
  });

  it('leaves text without braces alone, and does not fill in what it filled in', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes('{'));
        expect(fillIn(text, () => 'x')).toBe(text);
      }),
    );
    expect(fillIn('{url}', () => '{sha}')).toBe('{sha}');
  });
});
