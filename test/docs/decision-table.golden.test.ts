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
