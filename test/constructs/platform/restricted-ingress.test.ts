import { App, Chart } from 'cdk8s';
import { RestrictedIngress } from '../../../constructs/platform/restricted-ingress.ts';

function rulesOf(more: { metricsPort?: number } = {}) {
  const chart = new Chart(new App(), 'test');
  const pods = { 'app.kubernetes.io/name': 'grafana' };
  new RestrictedIngress(chart, 'network', { name: 'grafana', pods, port: 3000, ...more });
  const [{ spec }] = chart.toJson();
  expect(spec).toMatchObject({ podSelector: { matchLabels: pods }, policyTypes: ['Ingress'] });
  return spec.ingress;
}

const from = (namespace: string, name: string, port: number) => ({
  from: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
    },
  ],
  ports: [{ protocol: 'TCP', port }],
});

describe('RestrictedIngress', () => {
  it('lets Traefik in, and nobody else', () => {
    expect(rulesOf()).toEqual([from('kube-system', 'traefik', 3000)]);
  });

  it('lets Prometheus to the metrics', () => {
    expect(rulesOf({ metricsPort: 9000 })).toEqual([
      from('kube-system', 'traefik', 3000),
      from('observability', 'prometheus', 9000),
    ]);
  });
});
