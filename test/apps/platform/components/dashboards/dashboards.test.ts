import {
  DASHBOARDS,
  environmentDashboardUrl,
} from '../../../../../apps/platform/components/dashboards/addresses.ts';
import { renderedObjects } from '../alerts/rendered.ts';
import {
  chosen,
  columnSources,
  LOKI,
  PROMETHEUS,
  queriesFor,
  renderedDashboards,
  type RenderedPanel,
} from './rendered.ts';

const dashboards = renderedDashboards().map((dashboard) => ({ name: dashboard.title, dashboard }));
/** Names that Grafana itself fills in. */
const BUILT_IN = /^(__rate_interval|__range|__interval|__data|__all|\d)$/;

function overlap(a: RenderedPanel['gridPos'], b: RenderedPanel['gridPos']): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

it('each has its address, and all are there', () => {
  const uids = dashboards.map(({ dashboard }) => dashboard.uid);
  expect(uids.toSorted()).toEqual(Object.values(DASHBOARDS).toSorted());
  for (const uid of uids) expect(uid).toMatch(/^k8s-ee-[a-z]{1,33}$/);
});

it('each is a ConfigMap that Grafana’s sidecar takes', () => {
  const maps = [...renderedObjects()].filter(([file]) => file.startsWith('dashboard-'));
  expect(maps).toHaveLength(dashboards.length);
  for (const [, [map]] of maps) {
    expect(map).toMatchObject({
      kind: 'ConfigMap',
      metadata: {
        namespace: 'observability',
        labels: { grafana_dashboard: '1' },
        annotations: { grafana_folder: 'Previews' },
      },
    });
    expect(JSON.stringify(map).length).toBeLessThan(250_000);
  }
});

describe.each(dashboards)('$name', ({ dashboard }) => {
  const { panels, templating } = dashboard;

  it('numbers its panels and gives each a place of its own', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    panels.forEach(({ gridPos, title }, index) => {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      const onTop = panels.slice(index + 1).filter((other) => overlap(gridPos, other.gridPos));
      expect({ title, onTop: onTop.map((other) => other.title) }).toEqual({ title, onTop: [] });
    });
  });

  it('asks the datasources that there are', () => {
    for (const { datasource, targets, title, type } of panels) {
      if (['row', 'alertlist'].includes(type)) continue;
      expect({ title, uid: datasource?.uid }).toEqual({
        title,
        uid: expect.stringMatching(/^(prometheus|loki)$/),
      });
      expect({ title, queries: targets?.length ?? 0 }).not.toEqual({ title, queries: 0 });
      expect(new Set(targets?.map(({ refId }) => refId)).size).toBe(targets?.length);
    }
  });

  it('uses every variable it has, and no other', () => {
    const has = templating.list.map(({ name }) => name);
    const { list: _, ...rest } = templating;
    const text = JSON.stringify({ ...dashboard, templating: rest });
    const inVariables = templating.list.map(({ query }) => JSON.stringify(query)).join('\n');
    const names = [...`${text}\n${inVariables}`.matchAll(/\$\{?(\w+)/g)].map(
      ([, name = '']) => name,
    );
    const used = new Set(names.filter((name) => !BUILT_IN.test(name)));
    expect([...used].toSorted()).toEqual(has.toSorted());
  });

  it('links to dashboards that exist, with variables they have', () => {
    const links = [...JSON.stringify(dashboard).matchAll(/\/d\/([\w-]+)(?:\?([^"\\]*))?/g)];
    for (const [, uid, query = ''] of links) {
      const target = dashboards.find((one) => one.dashboard.uid === uid)?.dashboard;
      const known = target?.templating.list.map(({ name }) => `var-${name}`) ?? [];
      const given = [...query.matchAll(/(var-\w+)=/g)].map(([, name]) => name);
      expect({ uid, known }).toEqual({ uid, known: expect.arrayContaining(given) });
    }
  });

  it('leads on to the previews', () => {
    const urls = dashboard.links.flatMap(({ url }) => url ?? []);
    expect(urls).toContainEqual(expect.stringMatching(/^https:\/\/previews\.ops\.example\.com/));
    for (const url of urls) expect(() => new URL(chosen(url))).not.toThrow();
  });

  it('has tables whose columns are those of their queries', () => {
    for (const panel of panels) {
      const { targets = [], type } = panel;
      if (type !== 'table') continue;
      const values = columnSources(panel).filter((name) => name.startsWith('Value'));
      const expected =
        targets.length === 1 ? ['Value'] : targets.map(({ refId }) => `Value #${refId}`);
      expect(values.toSorted()).toEqual(expected);
    }
  });
});

it('none asks for a bucket in the words of one version of Prometheus', () => {
  const queries = queriesFor(PROMETHEUS).map(({ expr }) => expr);
  expect(queries.filter((expr) => /\ble="/.test(expr))).toEqual([]);
  expect(queries.filter((expr) => expr.includes('le=~"60([.]0)?"'))).not.toEqual([]);
});

it('queries of logs name an environment and nothing that Loki does not know', () => {
  const queries = queriesFor(LOKI);
  expect(queries).not.toEqual([]);
  for (const { expr } of queries) {
    const labels = [...expr.matchAll(/(\w+)="/g)].map(([, label]) => label);
    expect(expr).toMatch(/^\{namespace="\$namespace",\w+!?="[^"]*"\}( \|= `\$search`)?$/);
    for (const label of labels) expect(['namespace', 'pod', 'job', 'container']).toContain(label);
  }
});

it('comment and dashboard can link to one environment', () => {
  expect(environmentDashboardUrl('ops.example.com', { project: 'shop', number: '7' })).toBe(
    'https://grafana.ops.example.com/d/k8s-ee-environment?var-project=shop&var-pr=7',
  );
});
