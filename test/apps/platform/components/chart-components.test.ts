import { componentsOf } from '../../../../apps/platform/components/all.ts';
import { chartComponents } from '../../../../apps/platform/components/chart-components.ts';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import { COMPONENTS_NAME } from '../../../../apps/platform/names.ts';
import type { Platform } from '../../../../apps/platform/config.ts';
import { renderPlatform } from '../../../../apps/platform/render.ts';
import { parseAllDocuments } from 'yaml';
import { problemsOf } from '../../../support/platform-crds.ts';
import { chartsOf, EVERYTHING, platformWith, type Values } from './example-settings.ts';

const everything = platformWith(EVERYTHING);
const platforms: [string, Platform][] = [
  ['everything', everything],
  ['the least', platformWith()],
  ['standard', platformWith({ ...EVERYTHING, profile: 'standard' })],
  [
    'Route 53',
    platformWith({
      tls: {
        ...{ issuer: 'route53', email: 'ops@example.com', server: 'staging' },
        route53: { region: 'eu-central-1', hostedZoneId: 'Z2E45' },
      },
    }),
  ],
];

const namesOf = (platform: Platform): string[] =>
  chartComponents(platform, platform.components!).map(({ name }) => name);

/** The objects of this file's own components; `namespace` is where they go that name none. */
function objectsOf(platform: Platform): { object: Values; namespace: string }[] {
  const ours = new Map(
    chartComponents(platform, platform.components!).map((one) => [one.name, one.namespace]),
  );
  return componentFiles(platform).flatMap(({ path, chart }) => {
    const component = path.split('/')[2] ?? '';
    const namespace = ours.get(component);
    if (namespace === undefined) return [];
    return (chart.toJson() as Values[]).map((object) => ({
      object,
      namespace: (object.metadata.namespace as string | undefined) ?? namespace,
    }));
  });
}

/** Of an API group that a component brings, not Kubernetes itself. */
const isCustom = ({ apiVersion }: Values): boolean =>
  /\.(io|com)\//.test(apiVersion as string) && !/\.k8s\.io\//.test(apiVersion as string);

describe.each(platforms)('the charts and what is around them: %s', (_, platform) => {
  it('are objects that their definitions allow', () => {
    const custom = objectsOf(platform).filter(({ object }) => isCustom(object));
    expect(custom.length).toBeGreaterThan(0);
    for (const { object } of custom) {
      expect({ object, problems: problemsOf(object as { kind: string }) }).toMatchObject({
        problems: [],
      });
    }
  });

  it('hold no Secret', () => {
    for (const { content } of renderPlatform(platform)) {
      expect(content).not.toMatch(/^kind: Secret$/m);
    }
    expect(objectsOf(platform).map(({ object }) => object.kind)).not.toContain('Secret');
  });

  it('are in exact versions', () => {
    for (const { chart } of chartsOf(platform)) {
      expect(chart.version).toMatch(/^v?\d+\.\d+\.\d+$/);
      for (const image of JSON.stringify(chart.values).matchAll(/"image":"([^"]+)"/g)) {
        expect(image[1]).toMatch(/:\d+\.\d+\.\d+[a-z-]*$/);
      }
    }
  });

  it('bound the memory of each container they size', () => {
    const sized = chartsOf(platform).flatMap(({ chart }) => resourcesIn(chart.values));
    expect(sized.length).toBeGreaterThan(10);
    for (const resources of sized) {
      expect(resources).toEqual({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
  });

  it('are all that the AppProject lets come and go', () => {
    const project = appProject(platform);
    const matches = (namespace: string) =>
      (project.destinations as { namespace: string }[]).some((one) =>
        new RegExp(`^${one.namespace.replaceAll('*', '.*')}$`).test(namespace),
      );
    for (const { name, namespace } of componentsOf(platform)) {
      expect({ name, allowed: matches(namespace) }).toEqual({ name, allowed: true });
    }
    for (const { object, namespace } of objectsOf(platform)) {
      expect({ object, allowed: matches(namespace) }).toEqual({ object, allowed: true });
    }
    for (const { chart } of chartsOf(platform)) {
      expect(project.sourceRepos).toContain(chart.repository);
    }
  });
});

describe('what platform.yaml switches', () => {
  const all = namesOf(everything);
  it.each([
    ['certManager', { components: { certManager: 'off' } }, ['cert-manager']],
    ['externalSecrets', { components: { externalSecrets: 'off' } }, ['external-secrets']],
    [
      'monitoring',
      { components: { monitoring: 'off' }, alerts: undefined },
      ['grafana', 'kube-prometheus-stack'],
    ],
    ['logs', { components: { logs: 'off' } }, ['alloy', 'loki']],
    ['login', { login: undefined }, ['login', 'login-previews', 'login-routes']],
    [
      'runners',
      { runners: undefined },
      ['gha-runner-scale-set', 'gha-runner-scale-set-controller'],
    ],
    ['certificates', { tls: { issuer: 'none' } }, ['certificates']],
  ])('%s: without it these are gone and nothing else', (_, section, gone) => {
    const left = namesOf(platformWith({ ...EVERYTHING, ...section }));
    expect(all.filter((name) => !left.includes(name)).sort()).toEqual(gone);
    expect(left.filter((name) => !all.includes(name))).toEqual([]);
  });

  it('versions: of the chart that is named', () => {
    const other = chartsOf(platformWith({ ...EVERYTHING, versions: { loki: '19.0.1' } }));
    const before = chartsOf(everything);
    expect(other.filter(({ chart }, i) => chart.version !== before[i]?.chart.version)).toEqual([
      expect.objectContaining({ name: 'loki' }),
    ]);
    expect(other.find(({ name }) => name === 'loki')?.chart.version).toBe('19.0.1');
  });

  it('monitoring: without it no chart asks for what only Prometheus knows', () => {
    const off = chartsOf(
      platformWith({ ...EVERYTHING, components: { monitoring: 'off' }, alerts: undefined }),
    );
    expect(JSON.stringify(off)).not.toMatch(/"service[mM]onitor":\{"enabled":true/);
    expect(JSON.stringify(chartsOf(everything))).toMatch(/"serviceMonitor":\{"enabled":true/);
  });

  it('storageClass: of every volume', () => {
    const text = JSON.stringify(chartsOf(platformWith({ storageClass: 'fast' })));
    const classes = [...text.matchAll(/"storageClass(?:Name)?":"([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(classes).toEqual(['fast', 'fast', 'fast']);
  });

  it('no project: no stores', () => {
    expect(namesOf(platformWith(EVERYTHING, { projects: [] }))).not.toContain('secret-stores');
  });
});

/** Every mapping under the key `resources`, at any depth, that is of a container. */
function resourcesIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(resourcesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const ofContainer =
      key === 'resources' && !Array.isArray(inner) && 'limits' in (inner as object);
    return ofContainer ? [inner] : resourcesIn(inner);
  });
}

function appProject(platform: Platform): Values {
  const file = renderPlatform(platform).find(
    ({ path }) => path === `platform/${COMPONENTS_NAME}.yaml`,
  );
  const objects = parseAllDocuments(file?.content ?? '').map((one) => one.toJS() as Values);
  return objects.find(({ kind }) => kind === 'AppProject')?.spec as Values;
}
