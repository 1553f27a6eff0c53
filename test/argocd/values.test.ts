import { parse } from 'yaml';
import { parsePlatform } from '../../apps/platform/config.ts';
import { listFiles, readText } from '../support/source-tree.ts';

const lines = (path: string): string[] =>
  readText(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

const known = lines('test/support/charts/argo-cd-10.1.1.txt');
const exact = new Set(known);
const open = known.filter((key) => key.endsWith('/'));

/** Every key of the values, as a path; a list counts as a value. */
function keysOf(value: unknown, path: string[] = []): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('/')];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, [...path, key]));
}

const isKnown = (path: string): boolean =>
  exact.has(path) || open.some((key) => path.startsWith(key));

describe("the values for Argo CD's chart", () => {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- its shape is what is asserted
  const values = parse(readText('argocd/values.yaml')) as Record<string, any>;

  it('have no key that the chart does not know: it would ignore it in silence', () => {
    expect(keysOf(values).filter((path) => !isKnown(path))).toEqual([]);
  });

  it('are checked in earnest', () => {
    const wrong = { configs: { params: { 'server.insecurre': true } }, dexx: { enabled: false } };
    expect(keysOf(wrong).filter((path) => !isKnown(path))).toHaveLength(2);
    expect(isKnown('server/resources/requests/cpu')).toBe(true);
  });

  it('keep every part from being evicted with the previews', () => {
    expect(values.global.priorityClassName).toBe('system-cluster-critical');
    for (const part of ['controller', 'repoServer', 'server', 'applicationSet', 'redis']) {
      expect(values[part]).not.toHaveProperty('priorityClassName');
    }
  });

  it('hold no secret', () => {
    expect(values.configs.secret).toEqual({ createSecret: true });
  });

  it('bound the memory of everything that runs', () => {
    for (const part of ['controller', 'repoServer', 'server', 'applicationSet', 'redis']) {
      expect(values[part].resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      });
    }
    expect(values.dex.enabled || values.notifications.enabled).toBe(false);
  });

  it('let the webhook of the example in over http', () => {
    const { argocd } = platform();
    expect(argocd.serverWebhook).toMatch(/^http:\/\//);
    expect(values.configs.params['server.insecure']).toBe(true);
  });

  it('serve the page where platform.yaml says it is, behind Traefik and its certificate', () => {
    const { global, server } = values;
    expect(`https://${global.domain}`).toBe(platform().argocd.url);
    expect(server.ingress).toMatchObject({
      ...{ enabled: true, ingressClassName: 'traefik', tls: false },
      annotations: {
        'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
        'traefik.ingress.kubernetes.io/router.tls': 'true',
      },
    });
  });

  it('have every part tell its metrics', () => {
    for (const part of ['controller', 'repoServer', 'server', 'applicationSet']) {
      expect([part, values[part].metrics]).toEqual([part, { enabled: true }]);
    }
  });

  it('have commands beside them that give every Secret the label Argo CD asks for', () => {
    const readme = readText('argocd/README.md');
    for (const [, name] of readme.matchAll(/create secret generic (\S+)/g)) {
      expect(readme).toContain(`label secret ${name} argocd.argoproj.io/secret-type=`);
    }
    const own = listFiles('argocd').filter((path) => path.split('/').length === 2);
    expect(own.sort()).toEqual([
      'argocd/README.md',
      'argocd/root-application.yaml',
      'argocd/values.yaml',
    ]);
  });
});

/** The example. */
function platform() {
  const parsed = parsePlatform(readText('gitops-repo/platform.yaml'));
  if (!parsed.ok) throw new Error('the example is no valid platform.yaml');
  return parsed.value;
}
