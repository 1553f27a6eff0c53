import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** How it is shown to Let’s Encrypt that a domain is ours: by a record in its zone. Secrets are cert-manager's. */
export type DnsProvider =
  | {
      readonly kind: 'cloudflare';
      /** A token that may read zones and edit their records. */
      readonly token: SecretKey;
    }
  | {
      readonly kind: 'route53';
      readonly region: string;
      readonly accessKeyId: SecretKey;
      readonly secretAccessKey: SecretKey;
    };

type SecretKey = { readonly name: string; readonly key: string };

export interface CertificateIssuerProps {
  readonly name: string;
  /** The ACME directory. */
  readonly server: string;
  /** Told of certificates that run out. */
  readonly email: string;
  readonly dns: DnsProvider;
  /**
   * The Route 53 hosted zones of some domains, by domain; the others are looked up.
   *
   * @default - all are looked up
   */
  readonly zones?: Readonly<Record<string, string>>;
}

/** Gets certificates by ACME, wildcards too, from whatever namespace they are asked for. */
export class CertificateIssuer extends Construct {
  constructor(scope: Construct, id: string, props: CertificateIssuerProps) {
    super(scope, id);
    const { name, server, email, dns, zones = {} } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name },
      spec: {
        acme: {
          server,
          email,
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [
            ...Object.entries(zones).map(([domain, zone]) => ({
              selector: { dnsZones: [domain] },
              dns01: solver(dns, zone),
            })),
            { dns01: solver(dns) },
          ],
        },
      },
    });
  }
}

function solver(dns: DnsProvider, hostedZoneID?: string): object {
  if (dns.kind === 'cloudflare') return { cloudflare: { apiTokenSecretRef: dns.token } };
  return {
    route53: {
      region: dns.region,
      ...(hostedZoneID !== undefined && { hostedZoneID }),
      accessKeyIDSecretRef: dns.accessKeyId,
      secretAccessKeySecretRef: dns.secretAccessKey,
    },
  };
}
