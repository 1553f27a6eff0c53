import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

export interface MiddlewareProps {
  readonly name: string;
  readonly namespace: string;
  /** One kind of middleware and its settings, as Traefik names them. */
  readonly spec: Readonly<Record<string, object>>;
}

/** What Traefik does with a request on its way. */
export class Middleware extends Construct {
  constructor(scope: Construct, id: string, { name, namespace, spec }: MiddlewareProps) {
    super(scope, id);
    new ApiObject(this, 'Resource', {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'Middleware',
      metadata: { name, namespace },
      spec,
    });
  }
}

/**
 * The annotation by which an Ingress of any namespace uses them, in this order.
 *
 * One that does not exist closes the route: nobody gets past a login that is not there.
 */
export function throughMiddlewares(
  ...middlewares: readonly { readonly name: string; readonly namespace: string }[]
): Record<string, string> {
  return {
    'traefik.ingress.kubernetes.io/router.middlewares': middlewares
      .map(({ name, namespace }) => `${namespace}-${name}@kubernetescrd`)
      .join(','),
  };
}
