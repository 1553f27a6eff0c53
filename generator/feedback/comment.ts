import { formatProblem } from '../../apps/problems.ts';
import { clip, codeBlock, escapeMarkdown } from './markdown.ts';
import type { View } from './view.ts';

/** By this, and by its author, the one comment is found again. */
export const COMMENT_MARKER = '<!-- k8s-ee:environment -->';

const MAX_PROBLEMS = 20;
/** GitHub refuses a comment of more than 65,536 characters, and what is refused is never shown. */
const MAX_LINE = 500;

const HEADLINES: Readonly<Record<View['state'], string>> = {
  skipped: '⚪ No preview',
  'awaiting-approval': '🟡 Preview waits for approval',
  building: '🟡 Preview waits for its image',
  queued: '🟡 Preview waits for a place',
  failed: '🔴 Preview not possible',
  deploying: '🔵 Preview deploying',
  sleeping: '💤 Preview asleep',
  preserved: '🟣 Preview preserved',
  destroying: '🟠 Preview being removed',
  destroyed: '⚫ Preview removed',
};

/** The Markdown of the sticky comment. The same view gives the same bytes. */
export function commentBody(view: View): string {
  return [
    COMMENT_MARKER,
    `### ${HEADLINES[view.state]}`,
    '',
    sentence(view.reason),
    ...problemLines(view),
    ...copyLines(view),
    ...table(view),
    ...view.notes.flatMap((note) => ['', sentence(note)]),
    '',
    `<sub>Environment \`${view.id}\`. This comment is kept up to date; \`/preview help\` lists what you can ask for.</sub>`,
    '',
  ].join('\n');
}

function sentence(reason: string): string {
  const text = escapeMarkdown(clip(reason, MAX_LINE));
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function problemLines({ problems }: View): string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, MAX_PROBLEMS).map((one) => clip(formatProblem(one), MAX_LINE));
  const rest = problems.length - shown.length;
  const text = [...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
  return ['', codeBlock(text), '', 'Correct this and push again.'];
}

function copyLines({ copy }: View): string[] {
  if (copy === undefined) return [];
  return ['', 'After a look at what it would run, comment:', '', codeBlock(copy)];
}

function table({ state, url, sha, waitingSha, expiresAt }: View): string[] {
  if (!['deploying', 'sleeping', 'preserved'].includes(state)) return [];
  const waiting = waitingSha ? [`| Waiting | ${shortSha(waitingSha)} |`] : [];
  return [
    '',
    '| | |',
    '|---|---|',
    `| URL | ${url} |`,
    `| Commit | ${sha ? shortSha(sha) : 'none'} |`,
    ...waiting,
    ...(expiresAt === undefined ? [] : [`| Expires | ${minuteOf(expiresAt)}, unless pushed to |`]),
    state === 'sleeping'
      ? '| Status | asleep; its data is kept |'
      : '| Status | committed; Argo CD deploys it (whether it runs is not observed) |',
  ];
}

/** `2026-12-04 06:53 UTC`. */
function minuteOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function shortSha(sha: string): string {
  return `\`${sha.slice(0, 7).replace(/[^0-9a-f]/g, '')}\``;
}
