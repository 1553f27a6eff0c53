/** The most that GitHub takes for the description of a Deployment, of its statuses and of a commit status. */
export const MAX_DESCRIPTION = 140;

/**
 * Text for a field that GitHub shows as it is: on one line, of at most `max` characters.
 * Emoji and the like go: GitHub refuses characters above U+FFFF in some of these fields.
 */
export function oneLine(text: string, max = MAX_DESCRIPTION): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{10000}-\u{10FFFF}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > max ? `${line.slice(0, max - 1)}…` : line;
}
