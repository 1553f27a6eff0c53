import fc from 'fast-check';
import { BLANK } from '../../../generator/diagnosis/named-secrets.ts';
import { redact, redactLog } from '../../../generator/diagnosis/redact.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const alphanumeric = (minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength, maxLength });
/** Long enough to be no word of the text around it. */
const password = alphanumeric(12, 30).map((text) => `Zq9${text}`);
/** With what breaks naive patterns, but no space and no quote. */
const wildPassword = fc
  .tuple(password, fc.constantFrom('', '/', '@', ':', '#', '?', '%40', '$', '&', '+'), password)
  .map((parts) => parts.join(''));
const around = fc.constantFrom('', 'Error: ', '2026-01-02T03:04:05Z INFO ', '[app] ', 'x=1, ');
const after = fc.constantFrom('', ' failed', ', retrying', ' (attempt 1)');

/** How a secret stands in a log, and what of it must not be left. */
const planted = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('postgresql', 'mongodb+srv', 'redis', 'amqp', 'https'),
      fc.constantFrom('app', 'user.name', ''),
      wildPassword,
    )
    .map(([scheme, user, secret]) => ({
      text: `${scheme}://${user}:${secret}@db:5432/app`,
      secret,
    })),
  fc
    .tuple(
      fc.constantFrom('PGPASSWORD', 'DB_PASSWORD', 'api-key', 'apiKey', 'client_secret', 'TOKEN'),
      fc.constantFrom('=', ': ', ' = ', '=>', '":"', "='", '="', '%3D'),
      wildPassword,
    )
    .map(([name, separator, secret]) => ({ text: name + separator + secret, secret })),
  fc.tuple(fc.constantFrom('Bearer ', 'Basic '), alphanumeric(20, 60)).map(([scheme, secret]) => ({
    text: `Authorization: ${scheme}${secret}`,
    secret,
  })),
  fc
    .tuple(
      fc.constantFrom('ghp_', 'gho_', 'ghs_', 'github_pat_', 'glpat-', 'sk_live_', 'eyJ'),
      alphanumeric(24, 40),
    )
    .map(([begin, rest]) => ({ text: begin + rest, secret: rest })),
  fc
    .string({
      unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
      minLength: 16,
      maxLength: 16,
    })
    .map((rest) => ({ text: `AKIA${rest}`, secret: rest })),
  password.map((secret) => ({ text: `psql --password ${secret} -h db`, secret })),
);

describe('a line that is shown', () => {
  it.each([
    ['FATAL: password authentication failed for user "app"', undefined],
    ['connect ECONNREFUSED 127.0.0.1:5432', undefined],
    [
      'Get "http://10.42.8.5:3000/health": dial tcp 10.42.8.5:3000: connect: connection refused',
      undefined,
    ],
    ['at https://registry.example/@scope/pkg:3 line 5', undefined],
    ['commit 3f2a1b0c4d5e6f708192a3b4c5d6e7f8091a2b3c', undefined],
    ['request 8b1a9953-c461-1296-a827-abf8c47804d7', undefined],
    ['password: undefined', undefined],
    ['PORT=3000', undefined],
    ['DB_PASSWORD=correct horse', `DB_PASSWORD=${BLANK}`],
    ['{"apiKey":"abc","n":1}', `{"apiKey":${BLANK},"n":1}`],
    ['at a?access_token=xyz&b=1', `at a?access_token=${BLANK}`],
    ['fetch https://tok@github.com/x', `fetch https://${BLANK}@github.com/x`],
    ['cut off: postgres://user:pa', `cut off: postgres://${BLANK}`],
    ['\u001b[31mred\u001b[0m\u0007 \u001b]0;title\u0007text', 'red text'],
    ['pass\u200bword=abc', `password=${BLANK}`],
    ['-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY----- x', `${BLANK} x`],
    ['digest d41d8cd98f00b204e9800998ecf8427e', `digest ${BLANK}`],
  ])('%j', (line, shown = line) => {
    expect(redact(line)).toBe(shown);
  });

  it('holds no secret, whatever stands around it', () => {
    fc.assert(
      fc.property(around, planted, after, (before, { text, secret }, rest) => {
        const shown = redact(before + text + rest);
        // Not a part of it either.
        for (let at = 0; at + 8 <= secret.length; at += 4) {
          expect(shown).not.toContain(secret.slice(at, at + 8));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has one line, no control character, no half of a character, at most 300 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const shown = redact(text);
        expect(shown.length).toBeLessThanOrEqual(300);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(redact(shown)).toBe(shown);
      }),
    );
  });

  it.each([
    'a',
    '=',
    ':',
    '"',
    '\\',
    'a=',
    '://',
    'https://a:',
    'token=',
    '@',
    '-',
    '\u001b[',
    'A1b',
  ])('takes no time where a million of %j say nothing', (part) => {
    const began = performance.now();
    redact(part.repeat(1_000_000 / part.length));
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('a log that is shown', () => {
  it('has its last 20 lines', () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
    expect(redactLog([...lines, '', ''])).toEqual(lines.slice(30));
  });

  it('has nothing of a PEM block, wherever it begins and ends', () => {
    const body = ['MIIEvQIBADANBg', 'kqhkiG9w0BAQEF'];
    const begin = '-----BEGIN RSA PRIVATE KEY-----';
    const end = '-----END RSA PRIVATE KEY-----';
    expect(redactLog(['a', begin, ...body, end, 'b'])).toEqual(['a', BLANK, 'b']);
    expect(redactLog([...body, end, 'b'])).toEqual([BLANK, 'b']);
    expect(redactLog(['a', `key: ${begin}`, ...body])).toEqual(['a', BLANK]);
    expect(redactLog([...body, `${end}${begin}`, ...body, end, 'b'])).toEqual([BLANK, 'b']);
  });

  it('has none of the secrets of its lines, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(planted, { maxLength: 30 }), (all) => {
        const shown = redactLog(all.map(({ text }) => text)).join('\n');
        for (const { secret } of all) expect(shown).not.toContain(secret);
      }),
      { numRuns: 50 },
    );
  });
});
