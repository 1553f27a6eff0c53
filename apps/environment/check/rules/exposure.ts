import { findIf, got, type Rule } from '../rule.ts';

type ServiceSpec = {
  readonly type?: string;
  readonly externalName?: string;
  readonly externalIPs?: readonly string[];
  readonly ports?: readonly { readonly nodePort?: number }[];
};

/** A Service is for the cluster alone: the one way in from outside is an Ingress. */
export const exposureRule: Rule = ({ kind, apiVersion, spec }) => {
  if (kind !== 'Service' || apiVersion !== 'v1') return [];
  const { type = 'ClusterIP', externalName, externalIPs, ports = [] } = (spec ?? {}) as ServiceSpec;
  return [
    ...findIf(type !== 'ClusterIP', 'spec.type', `expected "ClusterIP", got ${got(type)}`),
    ...findIf(
      externalIPs !== undefined,
      'spec.externalIPs',
      `expected none, got ${got(externalIPs)}`,
    ),
    ...findIf(
      externalName !== undefined,
      'spec.externalName',
      `expected none, got ${got(externalName)}`,
    ),
    ...ports.flatMap(({ nodePort }, nth) =>
      findIf(
        nodePort !== undefined,
        `spec.ports[${nth}].nodePort`,
        `expected none, got ${got(nodePort)}`,
      ),
    ),
  ];
};
