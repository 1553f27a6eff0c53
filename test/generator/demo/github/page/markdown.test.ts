import fc from 'fast-check';
import { html } from '../../../../../generator/demo/github/page/html.ts';
import { markdown } from '../../../../../generator/demo/github/page/markdown.ts';

const show = (source: string) => markdown(source).html;

describe('Markdown of comments', () => {
  it('shows headings, paragraphs, lists, bold, code and links', () => {
    expect(
      show(
        '### Title\n\none **two** `x<y`\nnext https://a.example/b?c=1&d=2\n- [l](https://e.example)',
      ),
    ).toBe(
      [
        '<h4>Title</h4>',
        '',
        '<p>one <strong>two</strong> <code>x&lt;y</code><br>next <a href="https://a.example/b?c=1&amp;d=2" rel="noreferrer">https://a.example/b?c=1&amp;d=2</a></p>',
        '<ul><li><a href="https://e.example" rel="noreferrer">l</a></li></ul>',
      ].join('\n'),
    );
  });

  it('shows tables without their empty head and without the line below it', () => {
    expect(show('| | |\n|---|---|\n| URL | https://a.example |\n| a \\| b | `c` |')).toBe(
      '<table><tbody><tr><td>URL</td><td><a href="https://a.example" rel="noreferrer">https://a.example</a></td></tr>' +
        '<tr><td>a | b</td><td><code>c</code></td></tr></tbody></table>',
    );
  });

  it('ends a fenced block at its own fence only, and shows its text letter by letter', () => {
    expect(show('````text\n```\n<b>\n````\nafter')).toBe(
      '<pre><code>```\n&lt;b&gt;</code></pre>\n<p>after</p>',
    );
    expect(show('```\nnever closed')).toBe('<pre><code>never closed</code></pre>');
  });

  it('takes escapes and entities for the letters they stand for, and drops HTML comments', () => {
    expect(show('<!-- marker -->\\*a\\* &lt;b&gt; &#64;c &amp;')).toBe(
      '<p>*a* &lt;b&gt; @c &amp;</p>',
    );
  });

  it('lets no HTML through but <sub>, and no link but http(s)', () => {
    expect(show('<sub>x</sub> <img src=x onerror=alert(1)>')).toBe(
      '<p><sub>x</sub> &lt;img src=x onerror=alert(1)&gt;</p>',
    );
    expect(show('[x](javascript:alert(1)) [y](https://e.example"onclick=z)')).not.toMatch(
      /href="javascript|"onclick/,
    );
  });

  it('never makes markup of any text', () => {
    const pieces = fc.constantFrom(
      ...[
        '<',
        '>',
        '"',
        "'",
        '&',
        '`',
        '```',
        '**',
        '|',
        '\n',
        '[',
        '](',
        ')',
        'https://',
        '<!--',
        '-->',
      ],
      ...['<sub>', '</sub>', '<script>', 'javascript:', '\\', '# ', '- ', '&lt;', 'x', ' on=y'],
    );
    const made =
      /<\/?(h[2-6]|p|ul|li|table|tbody|tr|td|pre|code|strong|sub|br)>|<a href="https?:\/\/[^"<>]*" rel="noreferrer">|<\/a>/g;
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(show(parts.join('')).replace(made, '')).not.toMatch(/[<>]/);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('html templates', () => {
  it('escape every value that is not markup itself', () => {
    const name = `"><script>'&`;
    expect(html`<p title="${name}">${name}${[html`<b>${1}</b>`, undefined]}</p>`.html).toBe(
      '<p title="&quot;&gt;&lt;script&gt;&#39;&amp;">&quot;&gt;&lt;script&gt;&#39;&amp;<b>1</b></p>',
    );
  });
});
