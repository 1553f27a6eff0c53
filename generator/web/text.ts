/** What no reader sees, or what turns the text around it: control, format and lone surrogate characters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Bytes of what is escaped in HTML. */
const ESCAPED: Readonly<Record<string, number>> = { '"': 6, '&': 5, '<': 4 };

/**
 * Text of people as one visible line of at most `max` characters, and of at most three bytes for each of them
 * as HTML, so that a page of many has a known size. Escaping is left to the renderer.
 */
export function shown(text: string, max = 200): string {
  // Cut before the slow part: nobody makes us read a megabyte.
  const line = text
    .slice(0, 4 * max)
    .replace(UNSEEN, ' ')
    .trim();
  let bytes = 0;
  let length = 0;
  for (const character of line) {
    bytes += ESCAPED[character] ?? bytesOf(character);
    if (length + character.length > max || bytes > 3 * max) return `${line.slice(0, length)}…`;
    length += character.length;
  }
  return line;
}

/** In UTF-8. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}

/** A reason with its capital letter and its full stop. */
export function sentence(text: string, max = 300): string {
  const line = shown(text, max);
  const end = /[.!?…:]$/.test(line) || line === '' ? '' : '.';
  // What is no word, such as the name of a file, is written as it is.
  const begins = /^[a-z]+(?=[ ,;:.]|$)/.test(line);
  return `${begins ? line.charAt(0).toUpperCase() : line.charAt(0)}${line.slice(1)}${end}`;
}

const MAX_URL = 2_000;

/** The address as it may stand in a link: http or https, no credential in it. `undefined`: it may not. */
export function linkable(url: string | undefined): string | undefined {
  if (url === undefined || url.length > MAX_URL || !URL.canParse(url)) return undefined;
  const { protocol, username, password, href } = new URL(url);
  const web = protocol === 'https:' || protocol === 'http:';
  return web && username === '' && password === '' ? href : undefined;
}

/** `3f2a1b9`, of whatever is given as a commit only its hex digits. */
export function shortSha(sha: string): string {
  return sha
    .slice(0, 40)
    .replace(/[^0-9a-f]/gi, '')
    .slice(0, 7);
}
