import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface CertificateProps {
  readonly name: string;
  /** Also of the Secret. */
  readonly namespace: string;
  /** The Secret it is written to. */
  readonly secretName: string;
  /** `*.example.com` is one level: not `a.b.example.com`, not `example.com`. */
  readonly hosts: readonly string[];
  /** The ClusterIssuer. */
  readonly issuer: string;
}

/** A certificate that cert-manager gets, and renews in time. */
export class Certificate extends Construct {
  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id);
    const { name, namespace, secretName, hosts, issuer } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name, namespace },
      spec: {
        secretName,
        dnsNames: [...hosts],
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      },
    });
  }
}
