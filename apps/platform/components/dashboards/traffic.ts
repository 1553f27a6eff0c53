import { ENVIRONMENT } from '../alerts/selectors.ts';

/** The Services of one environment, as Traefik names them; `shop-pr-7` is no beginning of `shop-pr-70`. */
export const servicesOf = (namespace: string) =>
  `service=~"${namespace}-[a-z][a-z0-9-]*-http@kubernetes"`;

/**
 * How fast one of Traefik's counters of all environments rises, a second, with the namespace out of the label
 * `service`. `matchers`: more of them, each with a comma behind it.
 */
export function trafficByEnvironment(counter: string, matchers: string, within: string): string {
  const rate = `rate(traefik_service_${counter}{${matchers}${servicesOf(ENVIRONMENT)}}[${within}])`;
  return `label_replace(${rate}, "namespace", "$1", "service", "(${ENVIRONMENT})-[a-z].*@kubernetes")`;
}
