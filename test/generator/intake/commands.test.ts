import fc from 'fast-check';
import { parseCommand, USAGE } from '../../../generator/intake/commands.ts';

const SHA = '3f2a1b0c4d5e6f708192a3b4c5d6e7f8091a2b3c';

describe('a comment is a command', () => {
  it.each([
    ['/preview up', { verb: 'up' }],
    ['/preview down  ', { verb: 'down' }],
    ['/preview   redeploy\nplease', { verb: 'redeploy' }],
    ['/preview wake\r\nnow', { verb: 'wake' }],
    [`/preview approve ${SHA.toUpperCase()}`, { verb: 'approve', sha: SHA }],
    ['/preview extend 24h', { verb: 'extend', duration: '24h' }],
    ['/preview preserve', { verb: 'preserve' }],
    ['/preview preserve 3d', { verb: 'preserve', duration: '3d' }],
    ['/deploy-preview', { verb: 'up' }],
    ['/destroy-preview', { verb: 'down' }],
    ['/preserve 48h', { verb: 'preserve', duration: '48h' }],
  ])('%j', (body, command) => {
    expect(parseCommand(body)).toMatchObject({ kind: 'command', command });
  });

  it.each([
    '> /preview down',
    ' /preview down',
    'please\n/preview down',
    '/previews down',
    '/preview\u00a0down',
    '```\n/preview down\n```',
    '<!-- -->/preview down',
    '/Preview down',
    `/preview ${'x'.repeat(300)}`,
    '',
  ])('%j is none', (body) => {
    expect(parseCommand(body)).toBeUndefined();
  });

  it.each([
    ['/preview', 'no command ""'],
    ['/preview fly', 'no command "fly"'],
    ['/preview down now', '"down" wants nothing more, got "now"'],
    ['/preview approve', 'the whole SHA'],
    ['/preview approve 3f2a1b0', 'the whole SHA'],
    [`/preview approve ${SHA} ${SHA}`, 'the whole SHA'],
    ['/preview extend', 'a duration'],
    ['/preview extend forever', 'a duration'],
    ['/preview extend -1h', 'a duration'],
    ['/preview preserve 0d', 'a duration'],
    ['/preview logs now', 'wants nothing more'],
  ])('%j is misspelt, and it is said how', (body, problem) => {
    expect(parseCommand(body)).toMatchObject({
      kind: 'misspelt',
      problem: expect.stringContaining(problem) as string,
    });
  });

  it('or anything else, without a crash, on one line of plain letters', () => {
    const body = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((rest) => `/preview ${rest}`),
    );
    fc.assert(
      fc.property(body, (text) => {
        const read = parseCommand(text);
        if (read) expect(read.text).toMatch(/^\/[\x20-\x7e]{0,199}$/);
      }),
    );
  });
});

it('the list for people names every command, and each of its examples is one', () => {
  const examples = USAGE.flatMap((line) => line.split(':')[0]!.split(', '));
  for (const example of examples) {
    const text = example.replace('SHA', SHA).replace(/[[\]]/g, '');
    expect(parseCommand(text)).toMatchObject({ kind: 'command' });
  }
});
