import type { Alert, AlertGroup } from '../../../../../apps/platform/components/alerts/alert.ts';

const INTRODUCTION = `# Alerts

What Prometheus watches, what each alert means, and what to do. They are rendered with the component \`observability\`
and go where \`platform.alerts\` of \`platform.yaml\` says; each carries a link to its section here and one to a
dashboard. \`critical\`: previews do not work, or soon will not. \`warning\`: a look on the same day is enough.

What fails inside one preview is told to its author on the pull request. The alerts on environments are for whoever
looks after all of them.

A server that is gone cannot tell anybody. Have something outside of it ask for the address of the dashboard.

This page is written from the table in \`apps/platform/components/alerts/\` by \`npm run golden\`.
`;

/** docs/alerts.md: one section for each alert. */
export function alertsMarkdown(groups: readonly AlertGroup[]): string {
  return [
    INTRODUCTION,
    ...groups.flatMap(({ alerts, title }) => [`## ${title}\n`, ...alerts.map(section)]),
  ].join('\n');
}

function section(alert: Alert): string {
  const { expr, meaning, name, severity, steps, summary } = alert;
  const held = alert.for === undefined ? 'at once' : `after ${alert.for}`;
  return `### ${name}

\`${severity}\`, ${held}: ${shown(summary)}.

${meaning}

${steps.map((step) => `- ${step}`).join('\n')}

\`\`\`promql
${expr}
\`\`\`
`;
}

/** Labels in capitals, values as dots. */
function shown(text: string): string {
  return text
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) =>
      name.replace('exported_', '').toUpperCase(),
    )
    .replace(/\{\{ \$value(?: \| \w+)? \}\}/g, '…');
}
