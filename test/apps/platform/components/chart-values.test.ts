import { Ajv2020 } from 'ajv/dist/2020.js';
import { traefikValues } from '../../../../apps/platform/components/traefik.ts';
import { CHARTS } from '../../../../apps/platform/components/charts.ts';
import { fixtureOf, sourceOf } from '../../../support/chart-values/sources.ts';
import {
  knownValues,
  type Leaves,
  unknownKeys,
} from '../../../support/chart-values/unknown-keys.ts';
import { readText } from '../../../support/source-tree.ts';
import { chartsOf, EVERYTHING, platformWith } from './example-settings.ts';

const resources = (...paths: string[]): Leaves =>
  Object.fromEntries(
    paths.map((path) => [`${path}resources`, 'Kubernetes resource requirements, passed on']),
  );

const template = 'read by the chart, only a comment in its values';

/** What of each chart takes any key, and why. */
const LEAVES: Readonly<Record<string, Leaves>> = {
  alloy: {
    ...resources('alloy.', 'configReloader.'),
    'alloy.securityContext': 'of Kubernetes, passed on',
  },
  'cert-manager': resources('', 'webhook.', 'cainjector.'),
  'external-secrets': resources('', 'webhook.', 'certController.'),
  'gha-runner-scale-set': {
    ...{ runnerScaleSetName: template, minRunners: template, maxRunners: template },
    controllerServiceAccount: template,
    listenerTemplate: template,
    'template.spec': 'a pod of Kubernetes, passed on',
  },
  'gha-runner-scale-set-controller': {
    ...resources(''),
    podSecurityContext: 'of Kubernetes, passed on',
    securityContext: 'of Kubernetes, passed on',
    metrics: template,
    'flags.watchSingleNamespace': template,
    'flags.excludeLabelPropagationPrefixes': template,
  },
  'kube-prometheus-stack': {
    ...resources(
      ...['prometheusOperator.', 'prometheusOperator.prometheusConfigReloader.'],
      ...['prometheus.prometheusSpec.', 'alertmanager.alertmanagerSpec.'],
      ...['grafana.', 'grafana.sidecar.', 'kube-state-metrics.', 'prometheus-node-exporter.'],
    ),
    'grafana.priorityClassName': template,
    'kube-state-metrics.priorityClassName': template,
    'prometheus-node-exporter.priorityClassName': template,
    'prometheus.prometheusSpec.storageSpec': 'of the kind Prometheus, passed on',
    'alertmanager.alertmanagerSpec.storage': 'of the kind Alertmanager, passed on',
    'grafana.grafana.ini': 'the configuration of Grafana, passed on',
    'grafana.datasources': 'files of Grafana, passed on',
  },
  loki: {
    ...resources('singleBinary.'),
    'loki.analytics': 'the configuration of Loki, passed on',
    'loki.schemaConfig': 'the configuration of Loki, passed on',
    'loki.limits_config': 'the configuration of Loki, passed on',
    'loki.compactor': 'the configuration of Loki, passed on',
  },
  'oauth2-proxy': {
    ...resources(''),
    'config.existingSecret': template,
  },
  traefik: {
    ...resources(''),
    'service.spec': 'of a Service of Kubernetes, passed on',
    'ports.web.http.redirections.entryPoint': 'an option of Traefik, passed on',
  },
};

const INNER: Readonly<Record<string, readonly string[]>> = {
  'kube-prometheus-stack': ['grafana', 'kube-state-metrics', 'prometheus-node-exporter'],
};

const unknown = (chart: string, values: object): string[] =>
  unknownKeys(values, knownValues(chart, INNER[chart]), LEAVES[chart] ?? {});

describe('the values of each chart', () => {
  const platforms = [
    platformWith(EVERYTHING),
    platformWith({ ...EVERYTHING, profile: 'standard' }),
    platformWith(),
  ];
  const charts = platforms.flatMap((platform) => chartsOf(platform).map(({ chart }) => chart));
  const traefik = platforms.map((platform) => traefikValues(platform.components!));

  it.each(Object.keys(CHARTS))('%s: are of keys it has, others it would ignore', (name) => {
    const used = charts.filter((chart) => chart.name === name);
    expect(used.length).toBeGreaterThan(0);
    for (const { values } of used) expect(unknown(name, values)).toEqual([]);
  });

  it('traefik: are of keys it has', () => {
    for (const values of traefik) expect(unknown('traefik', values)).toEqual([]);
  });

  it.each(['cert-manager', 'traefik'])('%s: satisfy its own schema', (name) => {
    const validate = schemaOf(name);
    const all = name === 'traefik' ? traefik : charts.filter((chart) => chart.name === name);
    for (const one of all) {
      validate('values' in one ? one.values : one);
      expect(validate.errors ?? []).toEqual([]);
    }
    expect(validate({ installCRDz: true })).toBe(false);
  });

  it('are checked in earnest: a key that no chart has is found at any depth', () => {
    const wrong = (chart: string, values: object) => unknown(chart, values);
    expect(wrong('loki', { lokiCanarry: { enabled: false } })).toEqual(['lokiCanarry']);
    expect(wrong('loki', { loki: { storage: { typ: 'filesystem' } } })).toEqual([
      'loki.storage.typ',
    ]);
    const stack = 'kube-prometheus-stack';
    expect(wrong(stack, { grafana: { sidecar: { dashboards: { lable: 'x' } } } })).toEqual([
      'grafana.sidecar.dashboards.lable',
    ]);
    expect(wrong(stack, { 'kube-state-metrics': { metricLabelsAllowList: [] } })).toEqual([
      'kube-state-metrics.metricLabelsAllowList',
    ]);
    expect(wrong(stack, { prometheus: { prometheusSpec: { retentionDays: 7 } } })).toEqual([
      'prometheus.prometheusSpec.retentionDays',
    ]);
    expect(wrong('oauth2-proxy', { config: { existingSecrets: 'x' } })).toEqual([
      'config.existingSecrets',
    ]);
  });

  it('every exception is one that is needed', () => {
    for (const [name, leaves] of Object.entries(LEAVES)) {
      const used = name === 'traefik' ? traefik : charts.filter((chart) => chart.name === name);
      for (const leaf of Object.keys(leaves)) {
        const fewer = Object.fromEntries(Object.entries(leaves).filter(([key]) => key !== leaf));
        const found = used.flatMap((one) =>
          unknownKeys('values' in one ? one.values : one, knownValues(name, INNER[name]), fewer),
        );
        expect({ name, leaf, found: found.length > 0 }).toEqual({ name, leaf, found: true });
      }
    }
  });
});

function schemaOf(name: string) {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  const text = readText(`test/fixtures/charts/${fixtureOf(sourceOf(name))}.schema.json`);
  return ajv.compile(JSON.parse(text) as object);
}
