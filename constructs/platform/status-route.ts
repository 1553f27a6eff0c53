import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface StatusRouteProps {
  readonly name: string;
  /** Of the route and of the Service. */
  readonly namespace: string;
  /** Every host directly below it, over TLS. */
  readonly domain: string;
  /** The Service that answers, and its port. */
  readonly service: { readonly name: string; readonly port: number };
}

/**
 * Brings every host of the domain that nobody else answers to one Service, the host kept. An environment's own
 * Ingress goes before it, as long as a pod behind it is ready.
 */
export class StatusRoute extends Construct {
  constructor(scope: Construct, id: string, props: StatusRouteProps) {
    super(scope, id);
    const { domain, name, namespace, service } = props;
    new ApiObject(this, 'Resource', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name, namespace },
      spec: {
        entryPoints: ['websecure'],
        routes: [
          {
            kind: 'Rule',
            match: `HostRegexp(\`^[a-z0-9-]+\\.${domain.replaceAll('.', '\\.')}$\`)`,
            // Of others it is the length of their rule.
            priority: 1,
            services: [{ kind: 'Service', ...service }],
          },
        ],
        tls: {},
      },
    });
  }
}
