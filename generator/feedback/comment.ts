import { changeLines, copyLines, findingLines, problemLines, sentence } from './parts.ts';
import type { View } from './view.ts';

/** By this, and by its author, the one comment is found again. */
export const COMMENT_MARKER = '<!-- k8s-ee:environment -->';

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
    ...(view.problems.length > 0 ? ['', 'Correct this and push again.'] : []),
    ...copyLines(view),
    ...addressTable(view),
    ...view.notes.flatMap((note) => ['', sentence(note)]),
    ...changeLines(view),
    '',
    `<sub>Environment \`${view.id}\`${links(view)}. This comment is kept up to date; \`/preview help\` lists what you can ask for.</sub>`,
    '',
  ].join('\n');
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

function links({ argocdUrl, grafanaUrl }: View): string {
  const argocd = argocdUrl === undefined ? '' : ` · [Argo CD](${argocdUrl})`;
  return grafanaUrl === undefined ? argocd : `${argocd} · [logs](${grafanaUrl})`;
}

/** `2026-12-04 06:53 UTC`. */
function minuteOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function shortSha(sha: string): string {
  return `\`${sha.slice(0, 7).replace(/[^0-9a-f]/g, '')}\``;
}
