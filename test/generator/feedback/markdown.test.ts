import fc from 'fast-check';
import { clip, codeBlock, escapeMarkdown, withCode } from '../../../generator/feedback/markdown.ts';
import { LINKS, outsideCode, readByGitHub } from './github-reader.ts';

/** Text made of what Markdown, HTML and GitHub give a meaning to. */
const tricky = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...['@', '#', '<', '>', '&', '`', '```', '*', '_', '[', ']', '(', ')', '!', '|', '~', '\\'],
        ...['\n', '\r', '\u2028', '\u0000', '\u202e', '-', '://', 'www.', 'GH-1', 'everyone', '1'],
        ...['<script>', '</details>', '<!--', '-->', '&#64;', '&lt;', 'https://evil.example', ' '],
      ),
      fc.string({ maxLength: 3 }),
      fc.constantFrom('😀', '\ud83d', '\ude00'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('escaped text', () => {
  it.each([
    ['$(rm -rf /)', '\\$\\(rm \\-rf /\\)'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert\\(1\\)&gt;'],
    ['**bold** [link](x) ![i](y)', '\\*\\*bold\\*\\* \\[link\\]\\(x\\) \\!\\[i\\]\\(y\\)'],
    ['a\nb\r\n\u2028c', 'a b c'],
    ['../../x', '../../x'],
    ['&#64;all &lt;b&gt;', '&amp;\\#\u200b64;all &amp;lt;b&amp;gt;'],
  ])('%j', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });

  it('mentions nobody: GitHub looks for names where escapes are gone', () => {
    expect(escapeMarkdown('@everyone')).toBe('@\u200beveryone');
  });

  it('has no HTML, no mention, no link and no second line, whatever it was', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[<>\n\r\u2028\u2029\p{Cc}]/u);
        expect(readByGitHub(escaped)).not.toMatch(LINKS);
      }),
      { numRuns: 3_000 },
    );
  });

  it('is read as the text it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(readByGitHub(escapeMarkdown(text)).replaceAll('\u200b', '')).toBe(text);
      }),
    );
  });
});

describe('a code block', () => {
  it('holds whatever it is given, and ends where it should', () => {
    fc.assert(
      fc.property(tricky, (text) => {
        expect(outsideCode(`before\n${codeBlock(text)}\nafter`)).toBe('before\nafter');
      }),
      { numRuns: 3_000 },
    );
  });

  it('is fenced longer than the backticks in it', () => {
    expect(codeBlock('a\n````\nb')).toBe('`````text\na\n````\nb\n`````');
  });

  it('turns control and direction characters into spaces', () => {
    expect(codeBlock('a\u202eb\u0007c\td')).toBe('```text\na b c d\n```');
  });
});

it('a clipped text is as long as is allowed, and shows that it was longer', () => {
  expect(clip('abcdef', 6)).toBe('abcdef');
  expect(clip('abcdefg', 6)).toBe('abcde…');
});

it('no text has half a character in it, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.nat(12), (max) => {
      const cut = clip('a😀'.repeat(4), max);
      for (const text of [escapeMarkdown(cut), codeBlock(cut), withCode(`\`${cut}\``)]) {
        expect(text).not.toMatch(/\p{Cs}/u);
      }
    }),
  );
});
