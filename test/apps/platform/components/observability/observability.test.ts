import { parsePlatform, type Platform } from '../../../../../apps/platform/config.ts';
import { renderPlatform } from '../../../../../apps/platform/render.ts';
import { crdValidator } from '../../../../support/crd-schema.ts';
import { readText } from '../../../../support/source-tree.ts';
import { renderedObjects } from '../alerts/rendered.ts';

const PLURALS: Readonly<Record<string, string>> = {
  PrometheusRule: 'prometheusrules',
  ServiceMonitor: 'servicemonitors',
  PodMonitor: 'podmonitors',
};

function platformWith(change: (text: string) => string): Platform {
  const parsed = parsePlatform(change(readText('gitops-repo/platform.yaml')));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}
const components = (text: string) => (file: string) =>
  file.replace(
    '  # components: { certManager: on, externalSecrets: on, monitoring: on, logs: on }',
    `  components: ${text}`,
  );
const rendered = (platform: Platform) =>
  renderPlatform(platform)
    .filter(({ path }) => path.includes('/components/observability/'))
    .map(({ content }) => content)
    .join('\n');

describe('observability', () => {
  it('holds only what its definitions allow', () => {
    const objects = [...renderedObjects().values()]
      .flat()
      .filter(({ kind }) => kind !== 'ConfigMap');
    expect(new Set(objects.map(({ kind }) => kind))).toEqual(new Set(Object.keys(PLURALS)));
    for (const object of objects) {
      const [, version = ''] = object.apiVersion.split('/');
      const validate = crdValidator(`monitoring.coreos.com_${PLURALS[object.kind]}`, version);
      expect({ name: object.metadata.name, wrong: validate(object) }).toEqual({
        name: object.metadata.name,
        wrong: [],
      });
      expect(object.metadata.namespace).toBe('observability');
    }
  });

  it('renders the same each time', () => {
    const platform = platformWith((text) => text);
    expect(rendered(platform)).toBe(rendered(platform));
  });

  it('is not there without monitoring', () => {
    const off = (file: string) =>
      components('{ monitoring: off }')(file).replace(/^ {2}alerts:\n(?: {4}.*\n)+/m, '');
    expect(rendered(platformWith(off))).toBe('');
  });

  it.each([
    ['logs', 'LogsNotIngested', 'uid": "loki"'],
    ['certManager', 'CertificateExpiresSoon', 'certmanager_'],
    ['externalSecrets', 'ExternalSecretsDown', 'external-secrets-metrics'],
  ])('without %s nothing waits for it', (component, alert, series) => {
    const all = rendered(platformWith((text) => text));
    const less = rendered(platformWith(components(`{ ${component}: off }`)));
    for (const part of [`alert: ${alert}`, series]) {
      expect(all).toContain(part);
      expect(less).not.toContain(part);
    }
  });

  it('takes what an old environment is from the policies', () => {
    const days = (platform: Platform) => / > (\d+) \* 86400/.exec(rendered(platform))?.[1];
    expect(days(platformWith((text) => text))).toBe('28');
    const longer = (text: string) =>
      text.replace('policy: { trigger: label,', 'policy: { ttl: 30d, trigger: label,');
    expect(days(platformWith(longer))).toBe('74');
  });

  it('takes what all environments may ask for from the platform', () => {
    const larger = platformWith((text) => `${text}\ncapacity: { memory: 6Gi }\n`);
    expect(rendered(larger)).toContain(`/ ${6 * 2 ** 30}`);
    expect(rendered(platformWith((text) => text))).not.toContain(`/ ${6 * 2 ** 30}`);
  });

  it('finds Argo CD where it is', () => {
    const moved = platformWith((text) => text.replace('  # namespace: argocd', '  namespace: cd'));
    expect(rendered(moved)).toContain('    matchNames:\n      - cd\n');
    expect(rendered(moved)).toContain('/applications/cd/${namespace}');
  });
});
