import { App, Chart } from 'cdk8s';
import {
  CertificateIssuer,
  type CertificateIssuerProps,
} from '../../../constructs/platform/certificate-issuer.ts';
import { Certificate } from '../../../constructs/platform/certificate.ts';
import { problemsOf } from '../../support/platform-crds.ts';

const cloudflare = { kind: 'cloudflare', token: { name: 'cloudflare', key: 'api-token' } } as const;
const route53 = {
  kind: 'route53',
  region: 'eu-central-1',
  accessKeyId: { name: 'route53', key: 'access-key-id' },
  secretAccessKey: { name: 'route53', key: 'secret-access-key' },
} as const;

function issuer(props: Pick<CertificateIssuerProps, 'dns' | 'zones'>) {
  const chart = new Chart(new App(), 'test');
  new CertificateIssuer(chart, 'issuer', {
    name: 'letsencrypt',
    server: 'https://acme.example/directory',
    email: 'ops@example.com',
    ...props,
  });
  return chart.toJson()[0];
}

describe('CertificateIssuer', () => {
  it.each([
    ['Cloudflare', { dns: cloudflare }],
    ['Route 53', { dns: route53 }],
    ['Route 53 with a zone', { dns: route53, zones: { 'a.dev': 'Z2E45' } }],
  ])('for %s is what cert-manager takes', (_, props) => {
    expect(problemsOf(issuer(props))).toEqual([]);
  });

  it('names secrets and holds none', () => {
    expect(issuer({ dns: cloudflare }).spec.acme.solvers).toEqual([
      { dns01: { cloudflare: { apiTokenSecretRef: { name: 'cloudflare', key: 'api-token' } } } },
    ]);
  });

  it('uses a zone for its own domain only', () => {
    const { solvers } = issuer({ dns: route53, zones: { 'a.dev': 'Z2E45' } }).spec.acme;
    expect(solvers).toMatchObject([
      { selector: { dnsZones: ['a.dev'] }, dns01: { route53: { hostedZoneID: 'Z2E45' } } },
      { dns01: { route53: { region: 'eu-central-1' } } },
    ]);
    expect(solvers[1].dns01.route53).not.toHaveProperty('hostedZoneID');
    expect(solvers[1]).not.toHaveProperty('selector');
  });
});

describe('Certificate', () => {
  it('is what cert-manager takes, for all its hosts', () => {
    const chart = new Chart(new App(), 'test');
    const hosts = ['*.a.dev', '*.ops.example.com'];
    new Certificate(chart, 'certificate', {
      ...{ name: 'wildcard', namespace: 'kube-system', secretName: 'tls', hosts, issuer: 'acme' },
    });
    const [certificate] = chart.toJson();
    expect(problemsOf(certificate)).toEqual([]);
    expect(certificate.spec).toMatchObject({
      dnsNames: hosts,
      secretName: 'tls',
      issuerRef: { kind: 'ClusterIssuer', name: 'acme' },
    });
  });
});
