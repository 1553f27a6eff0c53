/** What stands in the place of a secret. */
export const BLANK = '•••';

/** A name and what separates it from its value; behind an option that is a space alone. */
const NAME =
  /([A-Za-z0-9_.-]{1,100})(\\{0,4}["'`]?\]?\s{0,3}(?:=>|:=|[:=]|%3[AD])\s{0,3}|\s{1,3})/gi;
const QUOTED = /\\{0,4}"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|`[^`]*`?/y;
const BARE = /(?:(?:Bearer|Basic|Digest|Token|ApiKey)\s{1,3})?\S+/iy;

/** Names of secrets, as the last of the words they are made of. */
const SECRET_WORDS: readonly string[] = [
  ...['pass', 'pwd', 'secret', 'secrets', 'token', 'tokens', 'credential', 'credentials', 'creds'],
  ...['auth', 'authorization', 'cookie', 'cookies', 'jwt', 'pat', 'pin', 'otp', 'dsn', 'salt'],
  ...['session', 'sessionid', 'sid', 'signature', 'sig', 'bearer', 'hmac', 'passphrase'],
];
const SECRET_ENDING =
  /(?:password|passwd|passphrase|passcode|secret|token|apikey|accesskey|pwd)s?$/;
/** What says of a secret that there is none. */
const HARMLESS = /^["'`]?(?:true|false|null|undefined|none|nil|nan|•••)["'`]?[,;)}\]]*$/i;

/** Blanks the values of what is called like a secret: `DB_PASSWORD=…`, `"apiKey": "…"`, `--token …`. */
export function blankNamedSecrets(text: string): string {
  let result = '';
  let copied = 0;
  NAME.lastIndex = 0;
  for (let match = NAME.exec(text); match; match = NAME.exec(text)) {
    const [, name = '', separator = ''] = match;
    const isOption = separator.trim() === '';
    if (isOption && !name.startsWith('--')) continue;
    if (!isSecretName(name)) continue;
    const from = NAME.lastIndex;
    const value = isOption && text[from] === '-' ? '' : valueAt(text, from, match.index, name);
    if (value === '' || HARMLESS.test(value)) continue;
    result += text.slice(copied, from) + BLANK;
    copied = from + value.length;
    NAME.lastIndex = copied;
  }
  return result + text.slice(copied);
}

/** Up to the end of the line where the name begins it, as in a dump of variables, or where it is a header's. */
function valueAt(text: string, from: number, begin: number, name: string): string {
  QUOTED.lastIndex = from;
  const [quoted] = QUOTED.exec(text) ?? [];
  if (quoted !== undefined) return quoted;
  const alone = /^\s*(?:export\s+|-\s+)?$/i.test(text.slice(0, begin));
  if (alone || /cookie$|authorization$/i.test(name)) return text.slice(from);
  BARE.lastIndex = from;
  return BARE.exec(text)?.[0] ?? '';
}

function isSecretName(name: string): boolean {
  const words = name
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
  if (words.some((word) => SECRET_WORDS.includes(word) || SECRET_ENDING.test(word))) return true;
  return words.length > 1 && (words.at(-1) === 'key' || words.at(-1) === 'keys');
}
