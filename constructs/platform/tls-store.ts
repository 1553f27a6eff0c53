import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface TlsStoreProps {
  /** Also of the Secret. */
  readonly namespace: string;
  /** A Secret with `tls.crt` and `tls.key`. */
  readonly secretName: string;
}

/**
 * The certificate Traefik shows for every host that has none of its own.
 *
 * There may be one in the whole cluster: a second, in whatever namespace, takes the certificate from everybody.
 */
export class TlsStore extends Construct {
  constructor(scope: Construct, id: string, { namespace, secretName }: TlsStoreProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'TLSStore',
      // Traefik knows no other name.
      metadata: { name: 'default', namespace },
      spec: { defaultCertificate: { secretName } },
    });
  }
}
