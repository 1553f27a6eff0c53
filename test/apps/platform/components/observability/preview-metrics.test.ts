import { readdirSync } from 'node:fs';
import { Metrics } from '../../../../../constructs/environment/metrics.ts';
import { render } from '../../../../constructs/environment/rendered.ts';
import { readText, repositoryRoot } from '../../../../support/source-tree.ts';
import { join } from 'node:path';

const SERIES = 'test/fixtures/series';

/** The families that the recorded programs tell, by name. */
function recordedFamilies(): string[] {
  return readdirSync(join(repositoryRoot, SERIES))
    .filter((file) => file.endsWith('.prom'))
    .flatMap((file) => [...readText(`${SERIES}/${file}`).matchAll(/^# TYPE (\S+) /gm)])
    .map(([, name = '']) => name);
}

describe('what runs in a preview', () => {
  const [monitor] = render(
    (chart) => new Metrics(chart, 'metrics', { service: 'app', path: '/metrics', interval: '30s' }),
  ) as { spec: { endpoints: { metricRelabelings: { regex: string; action: string }[] }[] } }[];
  const [rule] = monitor?.spec.endpoints[0]?.metricRelabelings ?? [];
  const dropped = new RegExp(`^(?:${rule?.regex})$`);

  it('cannot tell a metric of the platform: no false alert, no false visit', () => {
    expect(rule?.action).toBe('drop');
    const families = recordedFamilies().filter(
      (name) => !/^(go|process|promhttp|nodejs)_/.test(name),
    );
    expect(families.length).toBeGreaterThan(100);
    expect(families.filter((name) => !dropped.test(name))).toEqual([]);
  });

  it.each(['http_requests_total', 'shop_orders_total', 'upload_bytes', 'nodejs_heap_size_total'])(
    'may tell %s',
    (name) => {
      expect(dropped.test(name)).toBe(false);
    },
  );
});
