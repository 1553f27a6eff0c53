/** Breaks what GitHub would link even where Markdown shows it letter by letter; nobody sees it. */
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text as Markdown shows it letter by letter: no markup, no HTML, no mention, no link comes of it.
 * Control characters become spaces, so that it stays on its line.
 *
 * GitHub looks for mentions, issue numbers and addresses in what is left after the Markdown was read: no
 * escape and no entity hides them, so they are broken apart.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]()#+!|~$^-]/g, '\\$&')
    .replace(/@|#|:(?=\/\/)|\bwww(?=\.)|\bGH(?=\\-)/gi, `$&${ZERO_WIDTH_SPACE}`);
}

/** A fenced block that its text cannot end: the fence is longer than any run of backticks in it. */
export function codeBlock(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  const safe = text.replace(/[^\P{Cc}\n]|\p{Cf}|\p{Cs}/gu, ' ');
  return `${fence}text\n${safe}\n${fence}`;
}

/** The beginning of a text where it is longer than `max` characters. */
export function clip(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

/** The same for our own words, in which pairs of backticks mark code; without pairs they mean nothing. */
export function withCode(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return escapeMarkdown(text);
  return parts
    .map((part, index) => (index % 2 === 0 ? escapeMarkdown(part) : codeSpan(part)))
    .join('');
}

/** Without a backtick in it. */
function codeSpan(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return line === '' ? '' : `\`${line}\``;
}
