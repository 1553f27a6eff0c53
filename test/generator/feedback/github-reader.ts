/** What GitHub makes of Markdown text outside of code: escapes and entities are gone before it looks for links. */
export function readByGitHub(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#64;/g, '@')
    .replace(/&amp;/g, '&');
}

/** Everything of a comment that stands in no code block and no code span. */
export function outsideCode(markdown: string): string {
  const lines = markdown.split('\n');
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of lines) {
    const ticks = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence === undefined && ticks) fence = ticks[1];
    else if (fence === undefined) kept.push(line);
    else if (ticks?.[2]?.trim() === '' && (ticks[1]?.length ?? 0) >= fence.length) {
      fence = undefined;
    }
  }
  return kept.join('\n').replace(/(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
}

/** Anything GitHub would turn into a mention, a reference to an issue, or a link. */
export const LINKS = /@[a-z0-9]|#\d|\bgh-\d|:\/\/|\bwww\./i;
