import type { AlertCase, Series } from './alert-case.ts';
import { argocdCases, secretCases } from './cases/argocd.ts';
import { certificateCases, servedCertificateCases } from './cases/certificates.ts';
import { dataCases, logCases } from './cases/data.ts';
import { endingCases } from './cases/endings.ts';
import { environmentCases } from './cases/environments.ts';
import { generatorCases } from './cases/generator.ts';
import { nodeCases } from './cases/node.ts';
import { hasPromtool, testRules } from './promtool.ts';
import { renderedGroups, type RenderedRule } from './rendered.ts';

const cases: Readonly<Record<string, AlertCase>> = {
  ...nodeCases,
  ...environmentCases,
  ...endingCases,
  ...generatorCases,
  ...argocdCases,
  ...secretCases,
  ...dataCases,
  ...logCases,
  ...servedCertificateCases,
  ...certificateCases,
};
const rules = renderedGroups().flatMap((group) => group.rules);

/** The text as Prometheus sends it; throws for a label the alert does not have. */
function said(text: string, labels: Readonly<Record<string, string>>, value?: string): string {
  return text
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => {
      const label = labels[name];
      if (label === undefined)
        throw new Error(`“${text}” names the label ${name}, which is not there`);
      return label;
    })
    .replace(/\{\{ \$value(?: \| \w+)? \}\}/g, () => {
      if (value === undefined) throw new Error(`“${text}” names a value that the case does not`);
      return value;
    });
}

function expected(
  { annotations, labels: own }: RenderedRule,
  { labels, value }: AlertCase['fires'][number]['alerts'][number],
): object {
  return {
    exp_labels: { ...own, ...labels },
    exp_annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, text]) => [name, said(text, labels, value)]),
    ),
  };
}

const seriesOf = (series: Readonly<Record<string, string | undefined>>) =>
  Object.entries(series).flatMap(([name, values]) =>
    values === undefined ? [] : [{ series: name, values }],
  );

/** With nothing beside it, which takes a tenth of the time. */
const alone = (rule: RenderedRule) => ({ groups: [{ name: 'one', rules: [rule] }] });

function look(rule: RenderedRule, series: Series, at: string, alerts: readonly object[]): object {
  return {
    interval: '1m',
    input_series: seriesOf(series),
    alert_rule_test: [{ eval_time: at, alertname: rule.alert, exp_alerts: alerts }],
  };
}

it('promtool can be run where it is required', () => {
  expect(process.env.PROMTOOL !== 'required' || hasPromtool()).toBe(true);
});

it('every alert has its cases, and no other has', () => {
  expect(Object.keys(cases).sort()).toEqual(rules.map(({ alert }) => alert).sort());
  for (const { silent } of Object.values(cases)) expect(Object.keys(silent)).not.toEqual([]);
});

it('every alert says how bad it is and where to read on', () => {
  for (const { alert, annotations, labels } of rules) {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.runbook_url).toMatch(
      new RegExp(`/docs/alerts\\.md#${alert.toLowerCase()}$`),
    );
    expect(annotations.dashboard_url).toMatch(/^https:\/\/grafana\.ops\.example\.com\/d\/k8s-ee-/);
    expect(annotations.summary).not.toMatch(/[.\n]$/);
  }
});

it('none waits for what local-path volumes do not tell', () => {
  expect(rules.map(({ expr }) => expr).join('\n')).not.toContain('kubelet_volume_stats');
});

// promtool is of Debian's package prometheus.
(hasPromtool() ? describe : describe.skip)('Prometheus itself finds that', () => {
  const named = rules.map((rule) => ({ name: rule.alert, rule }));

  it.each(named)('$name fires where it should', async ({ name, rule }) => {
    const fires = cases[name]?.fires ?? [];
    expect(fires).not.toEqual([]);
    await testRules(
      alone(rule),
      fires.map(({ alerts, at, series }) =>
        look(
          rule,
          series,
          at,
          alerts.map((one) => expected(rule, one)),
        ),
      ),
    );
  });

  it.each(named)('$name is silent where nothing is wrong', async ({ name, rule }) => {
    const { fires, silent } = cases[name] ?? { fires: [], silent: {} };
    const [bad] = fires;
    if (!bad) throw new Error(`${name} has no case`);
    await testRules(
      alone(rule),
      Object.values(silent).map((changed) =>
        look(rule, { ...bad.series, ...changed } as Series, bad.at, []),
      ),
    );
  });

  it.each(named.filter(({ rule }) => rule.for !== undefined))(
    '$name waits before it fires',
    async ({ name, rule }) => {
      const minutes = minutesOf(rule.for ?? '') - 1;
      await testRules(
        alone(rule),
        (cases[name]?.fires ?? []).map(({ series }) => look(rule, series, `${minutes}m`, [])),
      );
    },
  );
});

function minutesOf(duration: string): number {
  const [, amount = '', unit = ''] = /^(\d+)([mh])$/.exec(duration) ?? [];
  return Number(amount) * (unit === 'h' ? 60 : 1);
}
