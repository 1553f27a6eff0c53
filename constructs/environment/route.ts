import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

export type RoutePath = readonly [path: string, type: 'Exact' | 'Prefix'];

/** What brings an Ingress to Traefik over TLS. */
export const ROUTE_ANNOTATIONS = {
  'traefik.ingress.kubernetes.io/router.entrypoints': 'websecure',
  'traefik.ingress.kubernetes.io/router.tls': 'true',
} as const;
/** Its address is written late or, without a load balancer, never: no sign of health. */
export const NO_HEALTH = { 'argocd.argoproj.io/ignore-healthcheck': 'true' } as const;

export interface RouteProps {
  readonly host: string;
  /**
   * Where it begins there.
   *
   * @default "/"
   */
  readonly path?: string;
  /**
   * All that is reached there, where that is not everything below one path; wins over `path`.
   *
   * @default - everything below `path`
   */
  readonly paths?: readonly RoutePath[];
  /**
   * Of the Ingress.
   *
   * @default - as the Service's
   */
  readonly name?: string;
  /**
   * Of the Ingress.
   *
   * @default - that of its chart
   */
  readonly namespace?: string;
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
    const { host, path = '/', paths = [[path, 'Prefix']], service } = props;
    new k8s.KubeIngress(this, 'Ingress', {
      metadata: {
        name: props.name ?? service.name,
        ...(props.namespace !== undefined && { namespace: props.namespace }),
        annotations: { ...props.annotations, ...ROUTE_ANNOTATIONS, ...NO_HEALTH },
      },
      spec: {
        ingressClassName: 'traefik',
        tls: [{ hosts: [host] }],
        rules: [
          {
            host,
            http: {
              paths: paths.map(([at, pathType]) => ({
                ...{ path: at, pathType },
                backend: { service: { name: service.name, port: { name: service.port } } },
              })),
            },
          },
        ],
      },
    });
  }
}
