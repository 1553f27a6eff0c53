import { escapeHtml, trusted, type Html } from './html.ts';

/**
 * Shows the Markdown that comments of this project use: headings, paragraphs, lists, tables, fenced code,
 * bold, code, links. All text is escaped, the only HTML let through is `<sub>`, and links lead to http(s) only.
 */
export function markdown(source: string): Html {
  const lines = source
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?-->/g, '')
    .split('\n');
  const blocks: string[] = [];
  while (lines.length > 0) blocks.push(takeBlock(lines));
  return trusted(blocks.join('\n'));
}

function takeWhile(lines: string[], matches: (line: string) => boolean): string[] {
  const end = lines.findIndex((line) => !matches(line));
  return lines.splice(0, end === -1 ? lines.length : end);
}

/** Takes the lines of one block off the front and gives its markup. */
function takeBlock(lines: string[]): string {
  const first = lines[0] ?? '';
  const fence = /^(`{3,})/.exec(first)?.[1];
  if (fence !== undefined) {
    lines.shift();
    const code = takeWhile(lines, (line) => line.trim() !== fence);
    lines.shift();
    return `<pre><code>${escapeHtml(code.join('\n'))}</code></pre>`;
  }
  const heading = /^(#{1,6}) (.*)$/.exec(first);
  if (heading) {
    lines.shift();
    // Below the page's own headings, which end at the second level.
    const level = Math.min(6, (heading[1] ?? '').length + 1);
    return `<h${level}>${inline(heading[2] ?? '')}</h${level}>`;
  }
  if (first.startsWith('|')) return table(takeWhile(lines, (line) => line.startsWith('|')));
  if (/^[-*] /.test(first)) {
    const items = takeWhile(lines, (line) => /^[-*] /.test(line));
    return `<ul>${items.map((item) => `<li>${inline(item.slice(2))}</li>`).join('')}</ul>`;
  }
  if (first.trim() === '') return lines.shift() ?? '';
  const isText = (line: string) => line.trim() !== '' && !/^(`{3,}|#{1,6} |\||[-*] )/.test(line);
  return `<p>${takeWhile(lines, isText).map(inline).join('<br>')}</p>`;
}

function table(rows: string[]): string {
  const cells = (row: string) =>
    row
      .replace(/^\||\|\s*$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
  const body = rows.filter((row) => !/^\|[\s:|-]+\|?\s*$/.test(row) || /^[|\s]+$/.test(row));
  const shown = body.map(cells).filter((row) => row.some((cell) => cell !== ''));
  const line = (row: string[]) =>
    `<tr>${row.map((cell) => `<td>${inline(cell)}</td>`).join('')}</tr>`;
  return `<table><tbody>${shown.map(line).join('')}</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#64;': '@',
};

const tokens = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /`(?<code>[^`]+)`/,
    /\*\*(?<bold>[^*]+)\*\*/,
    /\[(?<label>[^\]]*)\]\((?<target>https?:\/\/[^\s)]+)\)/,
    /(?<url>https?:\/\/[^\s<>|)]+)/,
    /(?<entity>&(?:amp|lt|gt|quot|#39|#64);)/,
    /(?<sub><\/?sub>)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

function inline(text: string): string {
  let shown = '';
  let end = 0;
  for (const match of text.matchAll(tokens)) {
    shown += escapeHtml(text.slice(end, match.index)) + token(match.groups ?? {});
    end = match.index + match[0].length;
  }
  return shown + escapeHtml(text.slice(end));
}

function token(found: Record<string, string | undefined>): string {
  const { escaped, code, bold, label, target, url, entity, sub } = found;
  if (escaped !== undefined) return escapeHtml(escaped);
  if (code !== undefined) return `<code>${escapeHtml(code)}</code>`;
  if (bold !== undefined) return `<strong>${inline(bold)}</strong>`;
  if (target !== undefined) return link(target, label ?? target);
  if (url !== undefined) return link(url, url);
  if (entity !== undefined) return escapeHtml(entities[entity] ?? '');
  return sub ?? '';
}

function link(target: string, label: string): string {
  return `<a href="${escapeHtml(target)}" rel="noreferrer">${escapeHtml(label)}</a>`;
}
