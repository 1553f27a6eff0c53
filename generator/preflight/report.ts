import type { Finding, Status } from './finding.ts';

const WIDTH = 100;
const COLORS: Readonly<Record<Status, number>> = { ok: 32, warn: 33, fail: 31, unknown: 90 };

/** The findings as a table for people; what is wrong has what to do about it below. */
export function findingsTable(
  findings: readonly Finding[],
  { color }: { readonly color: boolean },
): string {
  const name = Math.max(...findings.map(({ check }) => check.length), 0);
  const indent = ' '.repeat(8 + name + 2);
  const rows = findings.flatMap(({ check, status, message, next }) => {
    const word = status.padEnd(8);
    const painted = color ? `\u001b[${COLORS[status]}m${word}\u001b[0m` : word;
    const [first = '', ...rest] = wrap(oneLine(message));
    return [
      `${painted}${check.padEnd(name)}  ${first}`,
      ...rest.map((line) => indent + line),
      ...(next === undefined ? [] : wrap(`→ ${oneLine(next)}`).map((line) => indent + line)),
    ];
  });
  return [...rows, '', summary(findings)].map((line) => line.trimEnd()).join('\n');
}

/** `12 ok, 1 warn, 0 fail, 3 unknown`. */
export function summary(findings: readonly Finding[]): string {
  const count = (wanted: Status) => findings.filter(({ status }) => status === wanted).length;
  return (['ok', 'warn', 'fail', 'unknown'] as const)
    .map((status) => `${count(status)} ${status}`)
    .join(', ');
}

/** What others say may hold anything: nothing of it moves the cursor or begins a line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
