import { formatProblem } from '../../apps/problems.ts';
import { clip, codeBlock, escapeMarkdown } from './markdown.ts';
import type { View } from './view.ts';

/** By this, and by its author, the one comment is found again. */
export const COMMENT_MARKER = '<!-- k8s-ee:environment -->';

const MAX_PROBLEMS = 20;
const MAX_FINDINGS = 8;
const MAX_PART = 80;
/** GitHub refuses a comment of more than 65,536 characters, and what is refused is never shown. */
const MAX_LINE = 500;

const HEADLINES: Readonly<Record<View['state'], string>> = {
  skipped: '⚪ No preview',
  'awaiting-approval': '🟡 Preview waits for approval',
  building: '🟡 Preview waits for its image',
  queued: '🟡 Preview waits for a place',
  deploying: '🔵 Preview deploying',
  ready: '🟢 Preview ready',
  degraded: '🟠 Preview degraded',
  failed: '🔴 Preview failed',
  sleeping: '💤 Preview asleep',
  preserved: '🟣 Preview preserved',
  destroying: '🟠 Preview being removed',
  destroyed: '⚫ Preview removed',
};

/** The Markdown of the sticky comment: what is wrong first. The same view gives the same bytes. */
export function commentBody(view: View): string {
  return [
    COMMENT_MARKER,
    `### ${HEADLINES[view.state]}`,
    '',
    sentence(view.reason),
    ...findingLines(view),
    ...problemLines(view),
    ...copyLines(view),
    ...addressTable(view),
    ...view.notes.flatMap((note) => ['', sentence(note)]),
    '',
    `<sub>Environment \`${view.id}\`${links(view)}. This comment is kept up to date; \`/preview help\` lists what you can ask for.</sub>`,
    '',
  ].join('\n');
}

function sentence(reason: string): string {
  const text = escapeMarkdown(clip(reason, MAX_LINE));
  // What is no word, such as the name of a file, is written as it is.
  const begins = /^[a-z]+(?=[ ,;:.]|$)/.test(reason);
  return `${begins ? text.charAt(0).toUpperCase() : text.charAt(0)}${text.slice(1)}.`;
}

function problemLines({ problems }: View): string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, MAX_PROBLEMS).map((one) => clip(formatProblem(one), MAX_LINE));
  const rest = problems.length - shown.length;
  const text = [...shown, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
  return ['', codeBlock(text), '', 'Correct this and push again.'];
}

/** What is wrong with what runs, and what mends it. Log lines are left to the dashboard. */
function findingLines({ findings }: View): string[] {
  return findings
    .slice(0, MAX_FINDINGS)
    .flatMap(({ part, summary, fix }) => [
      '',
      `**${escapeMarkdown(clip(part, MAX_PART))}**: ${sentence(summary)} → ${sentence(fix)}`,
    ]);
}

function copyLines({ copy }: View): string[] {
  if (copy === undefined) return [];
  return ['', 'After a look at what it would run, comment:', '', codeBlock(copy)];
}

const WITH_ADDRESS: readonly View['state'][] = [
  ...(['deploying', 'ready', 'degraded', 'sleeping', 'preserved'] as const),
];

function addressTable(view: View): string[] {
  const { state, url, services, sha, runningSha, waitingSha, expiresAt, preservedUntil } = view;
  if (sha === undefined || !(WITH_ADDRESS.includes(state) || runningSha !== undefined)) return [];
  const row = (name: string, value: string | undefined) =>
    value === undefined ? [] : [`| ${name} | ${value} |`];
  const addresses =
    services.length > 1
      ? services.flatMap((service) => row(`\`${service.name}\``, service.url))
      : row('URL', services[0]?.url ?? url);
  const runs = runningSha !== undefined && runningSha !== sha ? runningSha : undefined;
  return [
    '',
    '| | |',
    '|---|---|',
    ...addresses,
    ...row('Commit', shortSha(sha)),
    ...row('Runs', runs && shortSha(runs)),
    ...row('Waiting', waitingSha && shortSha(waitingSha)),
    ...row('Expires', expiresAt && `${minuteOf(expiresAt)}, unless pushed to`),
    ...row('Kept until', preservedUntil && minuteOf(preservedUntil)),
    ...row('Data', state === 'sleeping' ? 'kept' : undefined),
  ];
}

function links({ argocdUrl }: View): string {
  return argocdUrl === undefined ? '' : ` · [Argo CD](${argocdUrl})`;
}

/** `2026-12-04 06:53 UTC`. */
function minuteOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function shortSha(sha: string): string {
  return `\`${sha.slice(0, 7).replace(/[^0-9a-f]/g, '')}\``;
}
