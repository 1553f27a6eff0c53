import { blankNamedSecrets, BLANK } from './named-secrets.ts';

const MAX_LINES = 20;
const MAX_LINE = 300;
/** Longer lines are cut before they are looked at, so that a hostile one costs no time. */
const MAX_LOOKED_AT = 2_000;

/** What can be nothing but a secret, whatever stands before it. */
const TOKENS: readonly RegExp[] = [
  /gh[pousr]_[A-Za-z0-9]{8,}/g,
  /github_pat_[A-Za-z0-9_]{8,}/g,
  /glpat-[A-Za-z0-9_-]{8,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  /\bxox[a-z]-[A-Za-z0-9-]{8,}/g,
  /\b(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{14,}/g,
  /\bsk-[A-Za-z0-9_-]{16,}/g,
  /\bSG\.[A-Za-z0-9_.-]{16,}/g,
  /\bAIza[A-Za-z0-9_-]{20,}/g,
  /\bnpm_[A-Za-z0-9]{20,}/g,
  /\bhv[sbr]\.[A-Za-z0-9_-]{16,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/g,
];
const SCHEME = /\b(Bearer|Basic|Digest)(\s{1,3})[A-Za-z0-9._~+/=-]{6,}/gi;
/** A login in a URL. After the first `:` stands a port or a password, which may hold `/` and `@`. */
const URL_PASSWORD =
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s:/?#@"]{0,200}:(?!\d{1,5}(?![^\s/?#"',;)\]]))[^\s"]*@|[^\s/?#"]*@)/gi;
/** The same, cut off before its `@`. */
const URL_CUT =
  /(\b[a-z][a-z0-9+.-]{0,30}:\/\/)(?!\[)[^\s:/?#@"]{0,200}:(?!\d{1,5}(?![^\s/?#"',;)\]]))(?!•)[^\s"]+/gi;
/** Letters and digits in disorder. */
const LONG = /(?<![A-Za-z0-9+/_=:@.-])[A-Za-z0-9+_-]{32,}={0,2}(?![A-Za-z0-9/_.-])/g;
const BASE64_LINE = /^\s*[A-Za-z0-9+/]{40,}={0,2}\s*$/;
const COMMIT = /^[0-9a-f]{40}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const ANSI =
  // eslint-disable-next-line no-control-regex
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]/g;

const BEGIN_PEM = /-----BEGIN [A-Z0-9 ]{1,40}-----/;
const END_PEM = /-----END [A-Z0-9 ]{1,40}-----/;
const PEM = /-----BEGIN [A-Z0-9 ]{1,40}-----.*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g;

/** One line that may be shown: without secrets, colours and control characters, of at most 300 characters. */
export function redact(line: string): string {
  const text = blank(plain(line.slice(0, MAX_LOOKED_AT))).trimEnd();
  // Half of a character of two is none.
  return text.length > MAX_LINE ? `${text.slice(0, MAX_LINE - 1).replace(/\p{Cs}$/u, '')}…` : text;
}

/** The last 20 lines of a log, as they may be shown. Of a PEM block nothing is left, wherever the log begins. */
export function redactLog(lines: readonly string[]): string[] {
  const marks = lines.map((line) => plain(line.slice(0, MAX_LOOKED_AT)));
  let inside = startsInPem(marks);
  const kept: string[] = [];
  marks.forEach((line, index) => {
    const begins = BEGIN_PEM.test(line);
    const ends = END_PEM.test(line);
    const hidden = inside || begins || ends;
    if (ends) inside = line.lastIndexOf('-----BEGIN ') > line.lastIndexOf('-----END ');
    else inside ||= begins;
    if (!hidden) kept.push(redact(lines[index] ?? ''));
    else if (kept.at(-1) !== BLANK) kept.push(BLANK);
  });
  while (kept.at(-1) === '') kept.pop();
  return kept.slice(-MAX_LINES);
}

function startsInPem(lines: readonly string[]): boolean {
  const first = lines.find((line) => BEGIN_PEM.test(line) || END_PEM.test(line)) ?? '';
  const end = first.search(END_PEM);
  const begin = first.search(BEGIN_PEM);
  return end >= 0 && (begin < 0 || end < begin);
}

/** Joins what was hidden by characters that nobody sees. */
function plain(text: string): string {
  return text
    .replace(ANSI, '')
    .replace(/[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
}

function blank(text: string): string {
  if (BASE64_LINE.test(text) && !COMMIT.test(text.trim())) return BLANK;
  const known = [PEM, ...TOKENS].reduce((rest, token) => rest.replace(token, BLANK), text);
  const anonymous = known
    .replace(URL_PASSWORD, `$1${BLANK}@`)
    .replace(URL_CUT, `$1${BLANK}`)
    .replace(SCHEME, `$1$2${BLANK}`);
  return blankNamedSecrets(anonymous).replace(LONG, (word) => (isHarmless(word) ? word : BLANK));
}

/** A commit, a UUID, or words in a row. */
function isHarmless(word: string): boolean {
  if (COMMIT.test(word) || UUID.test(word)) return true;
  const isHex = /^[0-9a-f]+=*$/i.test(word);
  return !isHex && !(/\d/.test(word) && /[a-z]/.test(word) && /[A-Z]/.test(word));
}
