import {
  CertificateIssuer,
  type DnsProvider,
} from '../../../constructs/platform/certificate-issuer.ts';
import { Certificate } from '../../../constructs/platform/certificate.ts';
import type { Platform } from '../platform.ts';
import type { Component } from './component.ts';
import { namespaces } from './namespaces.ts';
import type { ComponentSettings } from './settings.ts';
import { WILDCARD_SECRET } from './traefik.ts';

const SERVERS = {
  production: 'https://acme-v02.api.letsencrypt.org/directory',
  staging: 'https://acme-staging-v02.api.letsencrypt.org/directory',
} as const;

/** One certificate for all previews and all pages of the platform; with issuer `none` there is nothing to do. */
export function certificates(
  { domain }: Pick<Platform, 'domain'>,
  { opsDomain, tls }: ComponentSettings,
): Component | undefined {
  const { email, server } = tls;
  const dns = dnsProvider(tls);
  if (dns === undefined || email === undefined) return undefined;
  // Of another name for each server, so that a change of it is a new certificate.
  const issuer = `letsencrypt-${server}`;
  const zone = tls.route53?.hostedZoneId;
  return {
    name: 'certificates',
    namespace: namespaces.ingress,
    description: `The certificate of *.${domain} and *.${opsDomain}, by Let’s Encrypt`,
    objects: (file) => {
      const chart = file('certificates');
      new CertificateIssuer(chart, 'issuer', {
        name: issuer,
        server: SERVERS[server],
        email,
        dns,
        ...(zone !== undefined && { zones: { [domain]: zone } }),
      });
      new Certificate(chart, 'certificate', {
        name: 'preview-wildcard',
        namespace: namespaces.ingress,
        secretName: WILDCARD_SECRET,
        hosts: [`*.${domain}`, `*.${opsDomain}`],
        issuer,
      });
    },
  };
}

/** Its Secrets are in the namespace of cert-manager. */
function dnsProvider({ issuer, route53 }: ComponentSettings['tls']): DnsProvider | undefined {
  if (issuer === 'cloudflare') {
    return { kind: 'cloudflare', token: { name: 'cloudflare', key: 'api-token' } };
  }
  if (issuer === 'none' || route53 === undefined) return undefined;
  return {
    kind: 'route53',
    region: route53.region,
    accessKeyId: { name: 'route53', key: 'access-key-id' },
    secretAccessKey: { name: 'route53', key: 'secret-access-key' },
  };
}
