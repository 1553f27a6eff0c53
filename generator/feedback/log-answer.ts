import type { ServiceLogsFact } from '../cluster/service-logs.ts';
import { redactLog } from '../diagnosis/redact.ts';
import { clip, codeBlock, escapeMarkdown } from './markdown.ts';

const MOST_LINES = 20;

/** What is answered to `/preview logs`, as Markdown: where the logs are, and their last lines where they may stand. */
export function logAnswer({
  fact,
  publicly,
  argocdUrl,
}: {
  readonly fact: ServiceLogsFact;
  /** Whoever reads the pull request is nobody the project knows, or wrote what runs. */
  readonly publicly: boolean;
  readonly argocdUrl: string | undefined;
}): string {
  const where =
    argocdUrl === undefined
      ? "The dashboard has the last lines of what fails; Argo CD's UI has all of them."
      : `All of it: [Argo CD](${argocdUrl}).`;
  if (publicly) {
    return `${where} Log lines are not posted here, because anybody may read this pull request, or somebody else wrote what runs.`;
  }
  return [...linesOf(fact), where].join('\n\n');
}

function linesOf(fact: ServiceLogsFact): string[] {
  switch (fact.kind) {
    case 'off':
      return ['The generator has no access to the cluster, so it cannot read logs.'];
    case 'unknown':
      return [`The logs cannot be read now: ${escapeMarkdown(clip(fact.reason, 300))}.`];
    case 'known':
      if (fact.logs.length === 0) return ['No pod of it runs, so there are no logs.'];
      return fact.logs.flatMap(({ service, lines }) => {
        const last = redactLog(lines).slice(-MOST_LINES);
        return [
          `**${escapeMarkdown(clip(service, 63))}**`,
          codeBlock(last.length > 0 ? last.join('\n') : '(nothing was written yet)'),
        ];
      });
  }
}
