import { renderedGroups } from '../alerts/rendered.ts';
import { PROMETHEUS, queriesFor } from '../dashboards/rendered.ts';
import { labelsOf } from './exposition.ts';
import { partsOf } from './promql.ts';
import { recorded, targetLabels, TARGETS } from './targets.ts';

/** What Prometheus tells of its targets and of itself. */
const OF_PROMETHEUS: readonly (readonly [string, readonly string[]])[] = [
  ['up', ['job', 'instance', 'namespace', 'pod', 'service']],
  ['prometheus_tsdb_storage_blocks_bytes', ['instance']],
  ['prometheus_tsdb_retention_limit_bytes', ['instance']],
  ['prometheus_rule_evaluation_failures_total', ['rule_group']],
];

/** The labels of every metric, as Prometheus keeps them. */
function keptLabels(): ReadonlyMap<string, ReadonlySet<string>> {
  const kept = new Map<string, Set<string>>(
    OF_PROMETHEUS.map(([metric, labels]) => [metric, new Set(labels)]),
  );
  for (const target of TARGETS) {
    const added = [...Object.keys(targetLabels(target)), 'instance'];
    for (const [metric, own] of labelsOf(recorded(target))) {
      const labels = [...own].map((label) =>
        added.includes(label) && !target.honorLabels ? `exported_${label}` : label,
      );
      kept.set(metric, new Set([...(kept.get(metric) ?? []), ...labels, ...added]));
    }
  }
  return kept;
}

const kept = keptLabels();
/** What an expression asks for that nobody tells. */
function unknown(expr: string): string[] {
  const { grouped, made, selectors } = partsOf(expr);
  const all = new Set([
    ...made,
    ...selectors.flatMap(({ metric }) => [...(kept.get(metric) ?? [])]),
  ]);
  return [
    ...selectors.flatMap(({ matchers, metric }) => {
      const labels = kept.get(metric);
      if (!labels) return [metric];
      return matchers.flatMap(({ label }) => (labels.has(label) ? [] : [`${metric}{${label}}`]));
    }),
    ...grouped.filter((label) => !all.has(label)),
  ];
}

const alerts = renderedGroups().flatMap(({ rules }) => rules);

it.each(alerts)('$alert asks for what is recorded', ({ expr }) => {
  expect(partsOf(expr).selectors).not.toEqual([]);
  expect(unknown(expr)).toEqual([]);
});

it.each(queriesFor(PROMETHEUS))('$where asks for what is recorded', ({ expr }) => {
  expect(unknown(expr)).toEqual([]);
});

it.each([
  ['kube_pod_phase{phase="Running"}', ['kube_pod_phase']],
  ['max by (owner) (kube_pod_status_phase{phase="Running"})', ['owner']],
  ['sum(kube_pod_status_phase{state="Running"})', ['kube_pod_status_phase{state}']],
  ['count(externalsecret_status_condition{namespace="a"} and on (exported_namespace) up)', []],
  ['rate(absent_total[5m]) > 0 unless on () up', ['absent_total']],
])('%s would be noticed', (expr, missing) => {
  expect(unknown(expr)).toEqual(missing);
});
