import { App, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { TlsStore } from '../../../constructs/platform/tls-store.ts';
import { TraefikConfig } from '../../../constructs/platform/traefik-config.ts';
import { problemsOf, withPlatformDefaults } from '../../support/platform-crds.ts';

function rendered(add: (chart: Chart) => void) {
  const chart = new Chart(new App(), 'test');
  add(chart);
  return chart.toJson()[0];
}

describe('TraefikConfig', () => {
  const values = { metrics: { prometheus: { buckets: '0.1,1' } }, list: ['--a=b'] };
  const config = rendered((chart) => new TraefikConfig(chart, 'config', { values }));

  it('is what k3s takes, under the name it looks for', () => {
    expect(problemsOf(config)).toEqual([]);
    expect(withPlatformDefaults(config)).toEqual(config);
    expect(config.metadata).toMatchObject({ name: 'traefik', namespace: 'kube-system' });
  });

  it('leaves Traefik where it is when an upgrade fails', () => {
    expect(config.spec.failurePolicy).toBe('abort');
  });

  it('holds the values as YAML', () => {
    expect(parse(config.spec.valuesContent as string)).toEqual(values);
  });
});

describe('TlsStore', () => {
  it('has the one name Traefik knows', () => {
    const store = rendered(
      (chart) => new TlsStore(chart, 'store', { namespace: 'kube-system', secretName: 'tls' }),
    );
    expect(problemsOf(store)).toEqual([]);
    expect(store.metadata).toMatchObject({ name: 'default', namespace: 'kube-system' });
    expect(store.spec).toEqual({ defaultCertificate: { secretName: 'tls' } });
  });
});
