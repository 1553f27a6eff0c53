import { certificates } from '../../../../apps/platform/components/certificates.ts';
import { componentFiles } from '../../../../apps/platform/components/render.ts';
import { platformWith, type Values } from './example-settings.ts';

const email = 'ops@example.com';

function objectsOf(tls: object): Record<string, Values> {
  const objects = componentFiles(platformWith({ tls }))
    .filter(({ path }) => /\/components\/(certificates|traefik)\//.test(path))
    .flatMap(({ chart }) => chart.toJson() as Values[]);
  return Object.fromEntries(objects.map((object) => [object.kind as string, object]));
}

describe('certificates', () => {
  const { Certificate, ClusterIssuer, TLSStore } = objectsOf({ issuer: 'cloudflare', email });

  it('one, of all previews and all pages of the platform', () => {
    expect(Certificate!.spec.dnsNames).toEqual(['*.acme-previews.dev', '*.ops.example.com']);
  });

  it('is the Secret that Traefik shows, in the namespace it looks in', () => {
    // The documentation tells people this name.
    expect(TLSStore!.spec.defaultCertificate.secretName).toBe('preview-wildcard-tls');
    expect(Certificate!.spec.secretName).toBe('preview-wildcard-tls');
    expect(Certificate!.metadata.namespace).toBe(TLSStore!.metadata.namespace);
  });

  it('is asked for from the issuer that is there', () => {
    expect(Certificate!.spec.issuerRef.name).toBe(ClusterIssuer!.metadata.name);
  });

  it.each([
    ['production', 'https://acme-v02.api.letsencrypt.org/directory'],
    ['staging', 'https://acme-staging-v02.api.letsencrypt.org/directory'],
  ])('%s: another issuer, so that a change is a new certificate', (server, url) => {
    const { ClusterIssuer: issuer } = objectsOf({ issuer: 'cloudflare', email, server });
    expect(issuer!.metadata.name).toBe(`letsencrypt-${server}`);
    expect(issuer!.spec.acme.server).toBe(url);
  });

  it('a hosted zone is that of the previews; the other is looked up', () => {
    const route53 = { region: 'eu-central-1', hostedZoneId: 'Z2E45' };
    const { ClusterIssuer: issuer } = objectsOf({ issuer: 'route53', email, route53 });
    expect(issuer!.spec.acme.solvers).toMatchObject([
      { selector: { dnsZones: ['acme-previews.dev'] } },
      { dns01: { route53: { region: 'eu-central-1' } } },
    ]);
  });

  it('issuer none: the Secret is somebody’s, Traefik shows it all the same', () => {
    const platform = platformWith({ tls: { issuer: 'none' } });
    expect(certificates(platform, platform.components!)).toBeUndefined();
    expect(Object.keys(objectsOf({ issuer: 'none' })).sort()).toEqual([
      ...['HelmChartConfig', 'Middleware', 'TLSStore'],
    ]);
  });
});
