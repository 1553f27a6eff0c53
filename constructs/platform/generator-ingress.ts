import { Construct } from 'constructs';
import { Route, type RoutePath } from '../environment/route.ts';
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

/** GitHub logs in by its signature. */
const WEBHOOK: readonly RoutePath[] = [['/webhooks/github', 'Exact']];

/** What people look at. Health and metrics are for the cluster alone, so everything is named. */
const PAGES: readonly RoutePath[] = [
  ['/', 'Exact'],
  ['/api/environments', 'Prefix'],
  ['/assets', 'Prefix'],
  ['/environments', 'Prefix'],
  ['/events', 'Exact'],
];

/** What of the generator is reached from outside. */
export class GeneratorIngress extends Construct {
  constructor(scope: Construct, id: string, { host, login, namespace }: GeneratorIngressProps) {
    super(scope, id);
    const to = { host, namespace, service: { name: GENERATOR, port: 'http' } };
    new Route(this, 'webhook', { ...to, name: `${GENERATOR}-webhook`, paths: WEBHOOK });
    if (login !== undefined) {
      new Route(this, 'pages', { ...to, paths: PAGES, annotations: throughMiddlewares(login) });
    }
  }
}
