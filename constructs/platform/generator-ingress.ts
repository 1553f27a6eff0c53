import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { GENERATOR } from './generator-deployment.ts';
import { throughMiddlewares } from './middleware.ts';

export interface GeneratorIngressProps {
  readonly namespace: string;
  readonly host: string;
  /**
   * Middleware of Traefik that lets members of the team pass.
   *
   * @default - nobody reaches the dashboard and the API from outside
   */
  readonly login?: { readonly name: string; readonly namespace: string };
}

type Path = readonly [path: string, type: 'Exact' | 'Prefix'];

/** GitHub logs in by its signature. */
const WEBHOOK: readonly Path[] = [['/webhooks/github', 'Exact']];

/** What people look at. Health and metrics are for the cluster alone, so everything is named. */
const PAGES: readonly Path[] = [
  ['/', 'Exact'],
  ['/api/environments', 'Prefix'],
  ['/assets', 'Prefix'],
  ['/environments', 'Prefix'],
  ['/events', 'Exact'],
];

/** What of the generator is reached from outside. */
export class GeneratorIngress extends Construct {
  constructor(scope: Construct, id: string, props: GeneratorIngressProps) {
    super(scope, id);
    const { login } = props;
    this.ingress(`${GENERATOR}-webhook`, WEBHOOK, props, {});
    if (login !== undefined) {
      this.ingress(GENERATOR, PAGES, props, throughMiddlewares(login));
    }
  }

  private ingress(
    name: string,
    paths: readonly Path[],
    { namespace, host }: GeneratorIngressProps,
    annotations: Readonly<Record<string, string>>,
  ): void {
    new k8s.KubeIngress(this, name, {
      metadata: {
        ...{ name, namespace },
        annotations: {
          ...annotations,
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
              paths: paths.map(([path, pathType]) => ({
                ...{ path, pathType },
                backend: { service: { name: GENERATOR, port: { name: 'http' } } },
              })),
            },
          },
        ],
      },
    });
  }
}
