import { environmentHost } from '../../../../constructs/names.ts';
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
const OWN_ANNOTATIONS: readonly string[] = [
  'traefik.ingress.kubernetes.io/router.entrypoints',
  'traefik.ingress.kubernetes.io/router.tls',
  'argocd.argoproj.io/ignore-healthcheck',
];

/** An Ingress answers at the environment's own hosts only, and says to Traefik what the platform allows. */
export const hostRule: Rule = (object, context) =>
  object.kind === 'Ingress' ? ingressFindings(object, context) : [];

function ingressFindings(
  { spec, metadata }: KubeObject,
  { record, platform, project }: CheckContext,
): Finding[] {
  const { defaultBackend, rules = [], tls = [] } = (spec ?? {}) as IngressSpec;
  const { id, config } = record;
  const services = servicesOf(config).map(({ name }) =>
    environmentHost(`${id}-${name}`, platform.domain),
  );
  const own = [environmentHost(id, platform.domain), ...services];
  const annotations = [...OWN_ANNOTATIONS, ...(project?.policy.ingressAnnotations ?? [])];
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
    ...tls.flatMap(({ hosts = [] }, at) =>
      hosts.flatMap((host, nth) => hostFindings(`spec.tls[${at}].hosts[${nth}]`, host)),
    ),
    ...Object.keys(metadata.annotations ?? {})
      .filter((key) => !annotations.includes(key))
      .map((key) => ({
        field: `metadata.annotations[${key}]`,
        message: 'the platform does not allow it; add it to policy.ingressAnnotations',
      })),
  ];
}
