import { formatProblem } from '../../apps/problems.ts';
import { clip, codeBlock, escapeMarkdown, withCode } from './markdown.ts';
import type { View } from './view.ts';

/** GitHub refuses a text of more than 65,536 characters, and what is refused is never shown. */
const MAX_LINE = 500;
const MAX_PART = 80;
const MAX_FINDINGS = 8;
const MAX_PROBLEMS = 20;

/** A reason as Markdown, with its capital letter and its full stop. */
export function sentence(reason: string): string {
  const text = withCode(clip(reason, MAX_LINE));
  // What is no word, such as the name of a file, is written as it is.
  const begins = /^[a-z]+(?=[ ,;:.]|$)/.test(reason);
  return `${begins ? text.charAt(0).toUpperCase() : text.charAt(0)}${text.slice(1)}.`;
}

/** What is wrong with what runs, and what mends it. Log lines are left to the dashboard. */
export function findingLines({ findings }: Pick<View, 'findings'>): string[] {
  return findings
    .slice(0, MAX_FINDINGS)
    .flatMap(({ part, summary, fix }) => [
      '',
      `**${escapeMarkdown(clip(part, MAX_PART))}**: ${sentence(summary)} → ${sentence(fix)}`,
    ]);
}

export function problemLines({ problems }: Pick<View, 'problems'>): string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, MAX_PROBLEMS).map((one) => clip(formatProblem(one), MAX_LINE));
  const rest = problems.length - shown.length;
  return ['', codeBlock([...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n'))];
}

/** The line that somebody may post. */
export function copyLines({ copy }: Pick<View, 'copy'>): string[] {
  if (copy === undefined) return [];
  return ['', 'After a look at what it would run, comment:', '', codeBlock(copy)];
}

const MAX_CHANGES = 40;
const MAX_CHANGE = 300;

/** What the commit changes besides images, folded. */
export function changeLines({ changes }: Pick<View, 'changes'>): string[] {
  if (changes.length === 0) return [];
  const shown = changes.slice(0, MAX_CHANGES).map((line) => clip(line, MAX_CHANGE));
  const rest = changes.length - shown.length;
  return [
    ...['', '<details><summary>What this commit changes besides the image</summary>', ''],
    codeBlock([...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n')),
    ...['', '</details>'],
  ];
}
