import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

export interface RouteProps {
  readonly host: string;
  /**
   * Where it begins there.
   *
   * @default "/"
   */
  readonly path?: string;
  /**
   * Beside those that bring it to Traefik over TLS, which stay as they are.
   *
   * @default - none
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The Service, and its port by name. */
  readonly service: { readonly name: string; readonly port: string };
}

/** Brings a host to a Service, over TLS with the certificate Traefik has for the domain. */
export class Route extends Construct {
  constructor(scope: Construct, id: string, props: RouteProps) {
    super(scope, id);
    const { host, path = '/', service } = props;
    new k8s.KubeIngress(this, 'Ingress', {
      metadata: {
        name: service.name,
        annotations: {
          ...props.annotations,
          'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
          'traefik.ingress.kubernetes.io/router.tls': 'true',
          // Its address is written late or, without a load balancer, never: no sign of health.
          'argocd.argoproj.io/ignore-healthcheck': 'true',
        },
      },
      spec: {
        ingressClassName: 'traefik',
        tls: [{ hosts: [host] }],
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path,
                  pathType: 'Prefix',
                  backend: { service: { name: service.name, port: { name: service.port } } },
                },
              ],
            },
          },
        ],
      },
    });
  }
}
