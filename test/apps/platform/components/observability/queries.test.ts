import { renderedGroups } from '../alerts/rendered.ts';
import {
  chosen,
  columnSources,
  PROMETHEUS,
  queriesFor,
  variableQueries,
} from '../dashboards/rendered.ts';
import { partsOf } from './promql.ts';
import { hasPrometheus, startPrometheus, type Prometheus } from './prometheus.ts';

const platform = 'project=~"k8s-ephemeral-environments|k8s-ephemeral-environments-platform"';
/** No exporter says so before it happens. */
const NOT_BROUGHT_ABOUT = [
  `argocd_app_info{${platform},health_status!~"Healthy|Suspended"}`,
  `argocd_app_info{${platform},sync_status!="Synced"}`,
  'k8s_ee_argocd_notifications_total{result="failed"}',
  'k8s_ee_comments_total{result="failed"}',
  'k8s_ee_environment_views{state="queued"}',
  'k8s_ee_environments{state="destroying"}',
  'k8s_ee_rounds_total{result="failed"}',
  'kube_pod_init_container_status_waiting_reason{reason=~"ErrImagePull|ImagePullBackOff",namespace=~".+-pr-[0-9]+"}',
];

it('Prometheus can be run where it is required', () => {
  expect(process.env.PROMTOOL !== 'required' || hasPrometheus()).toBe(true);
});

function exprOf(name: string): string {
  const rule = renderedGroups()
    .flatMap(({ rules }) => rules)
    .find(({ alert }) => alert === name);
  if (!rule) throw new Error(`there is no alert ${name}`);
  return rule.expr;
}

(hasPrometheus() ? describe : describe.skip)('a Prometheus that reads what was recorded', () => {
  let prometheus: Prometheus;
  beforeAll(async () => {
    prometheus = await startPrometheus(renderedGroups());
  }, 90_000);
  afterAll(async () => prometheus?.stop());

  it.each(queriesFor(PROMETHEUS))(
    'has data for $where, with the labels that it shows',
    async ({ expr, legendFormat = '', panel }) => {
      const found = await prometheus.query(chosen(expr));
      const numbers = found.filter(({ value: [, text] }) => !Number.isNaN(Number(text)));
      expect(numbers).not.toEqual([]);
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        for (const { metric } of found) expect(Object.keys(metric)).toContain(label);
      }
      if (panel.type === 'stat' && !legendFormat) expect(found).toHaveLength(1);
    },
  );

  it.each(variableQueries())('has values for $where', async ({ query }) => {
    const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
    const found = await prometheus.query(`count by (${label}) (${chosen(selector)})`);
    expect(found.flatMap(({ metric }) => metric[label] ?? [])).not.toEqual([]);
  });

  it('gives every table the labels of its columns', async () => {
    for (const { expr, panel } of queriesFor(PROMETHEUS).filter(
      ({ format }) => format === 'table',
    )) {
      const columns = columnSources(panel).filter((name) => !name.startsWith('Value'));
      const [first] = await prometheus.query(chosen(expr));
      const labels = Object.keys(first?.metric ?? {});
      // What only one of the queries has is merged into the line by what all have.
      expect(columns).toEqual(expect.arrayContaining(labels));
    }
  });

  // What stood in the cluster is said at the head of the recordings; shop-pr-19 is written by hand.
  it.each([
    ['EnvironmentCrashLooping', 'namespace', ['shop-pr-19', 'shop-pr-8', 'shop-pr-9']],
    ['EnvironmentPodsRefused', 'namespace', ['shop-pr-19']],
    ['EnvironmentImageUnavailable', 'namespace', ['shop-pr-10']],
    ['EnvironmentOutOfMemory', 'namespace', ['shop-pr-9']],
    ['EnvironmentNotSynced', 'name', ['shop-pr-12']],
    ['EnvironmentStuckDeleting', 'namespace', ['shop-pr-18']],
    ['OrphanNamespace', 'namespace', ['shop-pr-17', 'shop-pr-18']],
    ['VolumePending', 'namespace', ['shop-pr-17']],
    ['ApplicationSetFailing', 'name', ['in-error']],
    ['NodeNotReady', 'node', []],
  ])('%s finds what stood in the cluster', async (name, label, expected) => {
    const found = await prometheus.query(exprOf(name));
    expect(found.map(({ metric }) => metric[label]).toSorted()).toEqual(expected);
  });

  it('EnvironmentFailed and EnvironmentStuckDeploying find what is not well', async () => {
    // What cannot start is Progressing for seven minutes and Degraded then.
    const failed = await prometheus.query(exprOf('EnvironmentFailed'));
    const starting = await prometheus.query(exprOf('EnvironmentStuckDeploying'));
    expect([...failed, ...starting].map(({ metric }) => metric.name).toSorted()).toEqual([
      ...['shop-pr-10', 'shop-pr-11', 'shop-pr-19', 'shop-pr-8', 'shop-pr-9'],
    ]);
    expect(failed.map(({ metric }) => metric.name)).toContain('shop-pr-11');
  });

  it('knows every value that alerts ask for, but for what was not brought about', async () => {
    const absent = new Set<string>();
    for (const { expr } of renderedGroups().flatMap(({ rules }) => rules)) {
      for (const { matchers, metric } of partsOf(expr).selectors) {
        const asked = matchers.map(({ label, operator, value }) => `${label}${operator}"${value}"`);
        const selector = `${metric}{${asked.join(',')}}`;
        if ((await prometheus.query(`count(${selector})`)).length === 0) absent.add(selector);
      }
    }
    expect([...absent].toSorted()).toEqual(NOT_BROUGHT_ABOUT);
  }, 30_000);

  it('computes every alert', async () => {
    const rules = await prometheus.rules();
    expect(rules).toHaveLength(renderedGroups().flatMap((group) => group.rules).length);
    for (const { health, lastError = '', name } of rules) {
      expect({ name, health, lastError }).toEqual({ name, health: 'ok', lastError: '' });
    }
  });
});
