import { deploymentRules } from '../../generator/reconcile/rules/deployments.ts';
import { endingRules } from '../../generator/reconcile/rules/endings.ts';
import type { Rule } from '../../generator/reconcile/rules/rule.ts';
import { rules } from '../../generator/reconcile/decide.ts';
import { safetyRules } from '../../generator/reconcile/rules/safety.ts';
import { tombstoneRules } from '../../generator/reconcile/rules/tombstones.ts';
import { expectGolden } from '../support/golden-files.ts';

const SECTIONS: readonly (readonly [string, readonly Rule[]])[] = [
  ['What holds whatever GitHub says', safetyRules],
  ['What is still owed to an environment that must go', tombstoneRules],
  ['What ends an environment', endingRules],
  ['What of the pull request is deployed', deploymentRules],
];

const AFTERWARDS = [
  ['queued', 'it would begin, and there is no place or others come first', 'wait, deploy nothing'],
  ['no-place', 'what runs or sleeps would need more than is free', 'leave it as it is'],
  ['too-large', 'it needs more than the whole capacity', 'deploy nothing'],
  ['not-rendered', 'it cannot be rendered, or exceeds `policy.limits`', 'change nothing'],
  [
    'check-failed',
    'what the template renders must not be committed',
    'change nothing, with an alarm',
  ],
  [
    'kinds-not-allowed',
    'its AppProject does not let Argo CD make what it needs',
    'change nothing, with an alarm',
  ],
] as const;

function page(): string {
  let line = 0;
  const row = ({ name, when, then }: Rule) => `| ${++line} | \`${name}\` | ${when} | ${then} |`;
  return [
    '# What is decided, and why',
    '',
    'For every environment the first rule of this table that applies makes the decision; the commands given on the pull request are obeyed before it ([commands](commands.md)). The name of the rule stands in the log, in the commit and in the metric `k8s_ee_decisions_total{rule="…"}`. This page is generated from the rules themselves by `npm run golden`.',
    ...SECTIONS.flatMap(([title, section]) => [
      ...['', `## ${title}`, ''],
      ...['| | rule | when | then |', '|---|---|---|---|'],
      ...section.map(row),
    ]),
    '',
    ...['## What there is a place for', ''],
    'What these rules want is then weighed against `capacity` of `platform.yaml` ([how](operations.md#when-the-cluster-is-full)), and against what may be committed:',
    '',
    ...['| rule | when | then |', '|---|---|---|'],
    ...AFTERWARDS.map((row) => `| \`${row[0]}\` | ${row[1]} | ${row[2]} |`),
    '',
    'Whatever rule decides: where the last sync of what Git holds failed and nothing else changes, it is tried again 1, 5, 15, 60, 60 and 60 minutes after each failure, because Argo CD never tries the same commit again.',
    '',
  ].join('\n');
}

describe('the decision table in the docs', () => {
  it('is the one that decides', () => {
    expectGolden([{ path: 'docs/decision-table.md', content: page() }]);
  });

  it('leaves out no rule', () => {
    expect(SECTIONS.flatMap(([, section]) => section)).toEqual(rules);
  });
});
