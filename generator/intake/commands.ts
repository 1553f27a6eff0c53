import { DURATION_PATTERN } from '../../constructs/duration.ts';

const PLAIN = [
  'up',
  'down',
  'redeploy',
  'sleep',
  'wake',
  'unpreserve',
  'reset-db',
  'logs',
  'help',
] as const;
type PlainVerb = (typeof PLAIN)[number];

/** What people may ask for in a comment. */
export type Command =
  | { [V in PlainVerb]: { readonly verb: V } }[PlainVerb]
  | { readonly verb: 'approve'; /** Whole, 40 hex digits. */ readonly sha: string }
  | { readonly verb: 'extend'; /** e.g. `24h` */ readonly duration: string }
  | { readonly verb: 'preserve'; /** @default - as policy says */ readonly duration?: string };

export type CommandText =
  | { readonly kind: 'command'; readonly text: string; readonly command: Command }
  /** Meant as a command, and none: `problem` says what is allowed. */
  | { readonly kind: 'misspelt'; readonly text: string; readonly problem: string };

/** For people, a line each. */
export const USAGE: readonly string[] = [
  '/preview up: make a preview, or bring it back',
  '/preview down: remove it, and keep it away until /preview up',
  '/preview redeploy: deploy the same commit again',
  '/preview approve SHA: deploy this commit of a fork (the whole SHA)',
  '/preview sleep, /preview wake: stop what runs and keep the data, start it again',
  '/preview extend 24h: let it live longer',
  '/preview preserve [48h]: keep it after the pull request is closed; /preview unpreserve: no longer',
  '/preview reset-db: begin again with empty databases',
  '/preview logs: where its logs are, and their last lines',
  '/preview help: this list',
];

/** The earlier platform's commands. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['/deploy-preview', 'up'],
  ['/destroy-preview', 'down'],
  ['/preserve', 'preserve'],
]);

const MAX_LINE = 200;

/**
 * Reads a comment: its first line is a command, or the comment is none. Text before it, quoted text and
 * anything below the first line mean nothing.
 */
export function parseCommand(body: string): CommandText | undefined {
  const text = (body.split(/\r\n|\r|\n/, 1)[0] ?? '').trimEnd();
  if (text.length > MAX_LINE || /[^\x20-\x7e]/.test(text)) return undefined;
  const [name = '', ...words] = text.split(/ +/);
  const alias = ALIASES.get(name);
  if (name !== '/preview' && !alias) return undefined;
  const [verb = '', ...rest] = alias ? [alias, ...words] : words;
  const command = readCommand(verb, rest);
  return typeof command === 'string'
    ? { kind: 'misspelt', text, problem: command }
    : { kind: 'command', text, command };
}

function readCommand(verb: string, words: readonly string[]): Command | string {
  const [first, ...more] = words;
  const wants = (what: string) => `"${verb}" wants ${what}, got "${words.join(' ')}"`;
  switch (verb) {
    case 'approve':
      return first && more.length === 0 && /^[0-9a-f]{40}$/i.test(first)
        ? { verb, sha: first.toLowerCase() }
        : wants('the whole SHA of the commit (40 hex digits)');
    case 'extend':
      return first && more.length === 0 && DURATION_PATTERN.test(first)
        ? { verb, duration: first }
        : wants('a duration such as 24h or 3d');
    case 'preserve':
      if (first === undefined) return { verb };
      return more.length === 0 && DURATION_PATTERN.test(first)
        ? { verb, duration: first }
        : wants('a duration such as 48h or 3d, or nothing');
    default: {
      const plain = PLAIN.find((one) => one === verb);
      if (!plain) return `there is no command "${verb}"`;
      return first === undefined ? { verb: plain } : wants('nothing more');
    }
  }
}
