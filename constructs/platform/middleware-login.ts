import { Construct } from 'constructs';
import { Middleware } from './middleware.ts';

export interface LoginMiddlewareProps {
  readonly name: string;
  readonly namespace: string;
  /** Where oauth2-proxy is asked: it answers 2xx, or sends the browser to log in. */
  readonly address: string;
  /**
   * Headers of its answer that the app behind gets; those of the same name in the request are removed.
   *
   * @default - none
   */
  readonly tells?: readonly string[];
}

/**
 * Lets a request through to who has logged in.
 *
 * The login sees cookies and nothing else that could say who somebody is: an app keeps `Authorization` to itself,
 * and no password of the login is ever sent to an app.
 */
export class LoginMiddleware extends Construct {
  constructor(scope: Construct, id: string, props: LoginMiddlewareProps) {
    super(scope, id);
    const { name, namespace, address, tells = [] } = props;
    new Middleware(this, 'Middleware', {
      name,
      namespace,
      spec: {
        forwardAuth: {
          address,
          trustForwardHeader: false,
          authRequestHeaders: ['Accept', 'Cookie', 'X-Requested-With'],
          ...(tells.length > 0 && { authResponseHeaders: [...tells] }),
        },
      },
    });
  }
}
