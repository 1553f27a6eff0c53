import { environmentHost } from '../../../../constructs/names.ts';
import { NO_HEALTH, ROUTE_ANNOTATIONS } from '../../../../constructs/environment/route.ts';
import { throughMiddlewares } from '../../../../constructs/platform/middleware.ts';
import { PREVIEWS_LOGIN } from '../../../platform/components/login-names.ts';
import { servicesOf } from '../../services.ts';
import type { KubeObject } from '../object.ts';
import { findIf, got, type CheckContext, type Finding, type Rule } from '../rule.ts';

type IngressSpec = {
  readonly defaultBackend?: unknown;
  readonly ingressClassName?: string;
  readonly rules?: readonly { readonly host?: string }[];
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
};

/** What the template itself says to Traefik and Argo CD. */
const OWN_ANNOTATIONS = Object.keys({ ...ROUTE_ANNOTATIONS, ...NO_HEALTH });

/** An Ingress answers at the environment's own hosts only, and says to Traefik what the platform allows. */
export const hostRule: Rule = (object, context) =>
  object.kind === 'Ingress' ? ingressFindings(object, context) : [];

function ingressFindings(
  { spec, metadata }: KubeObject,
  { record, platform, project }: CheckContext,
): Finding[] {
  const { defaultBackend, ingressClassName, rules = [], tls = [] } = (spec ?? {}) as IngressSpec;
  const { id, config } = record;
  const services = servicesOf(config).map(({ name }) =>
    environmentHost(`${id}-${name}`, platform.domain),
  );
  const own = [environmentHost(id, platform.domain), ...services];
  const login = project?.policy.access === 'team' ? throughMiddlewares(PREVIEWS_LOGIN) : {};
  const allowed = [
    ...[...OWN_ANNOTATIONS, ...Object.keys(login)],
    ...(project?.policy.ingressAnnotations ?? []),
  ];
  const annotations = metadata.annotations ?? {};
  const hostFindings = (field: string, host: string | undefined) =>
    findIf(
      host === undefined || !own.includes(host),
      field,
      `expected a host of the environment: ${own.join(', ')}; got ${got(host)}`,
    );
  return [
    ...findIf(
      defaultBackend !== undefined,
      'spec.defaultBackend',
      'would answer at every host of the cluster; name the host in spec.rules',
    ),
    ...findIf(rules.length === 0, 'spec.rules', 'expected a rule with a host, got none'),
    ...rules.flatMap(({ host }, at) => hostFindings(`spec.rules[${at}].host`, host)),
    ...findIf(
      ingressClassName !== 'traefik',
      'spec.ingressClassName',
      `expected traefik, got ${got(ingressClassName)}`,
    ),
    ...tls.flatMap(({ hosts = [], secretName }, at) => [
      ...hosts.flatMap((host, nth) => hostFindings(`spec.tls[${at}].hosts[${nth}]`, host)),
      ...findIf(
        secretName !== undefined,
        `spec.tls[${at}].secretName`,
        'Traefik would serve that certificate at every host it names; the certificate is the platform’s',
      ),
    ]),
    ...Object.entries(login)
      .filter(([key, value]) => annotations[key] !== value)
      .map(([key, value]) => ({
        field: `metadata.annotations[${key}]`,
        message: `expected ${value}, because policy.access is team; got ${got(annotations[key])}`,
      })),
    ...Object.keys(annotations)
      .filter((key) => !allowed.includes(key))
      .map((key) => ({
        field: `metadata.annotations[${key}]`,
        message: 'the platform does not allow it; add it to policy.ingressAnnotations',
      })),
  ];
}
