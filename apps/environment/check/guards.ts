import type { KubeObject } from './object.ts';
import { type Finding, finding } from './rule.ts';

/** An object that every environment must have, by its kind. */
type Guard = {
  readonly kind: string;
  readonly right: (object: KubeObject) => boolean;
  readonly what: string;
};

const GUARDS: readonly Guard[] = [
  {
    kind: 'Namespace',
    right: ({ metadata }) =>
      metadata.labels?.['pod-security.kubernetes.io/enforce'] === 'restricted',
    what: 'a Namespace with the label pod-security.kubernetes.io/enforce: restricted',
  },
  {
    kind: 'NetworkPolicy',
    right: deniesAll,
    what: 'a NetworkPolicy that denies everything for all pods',
  },
  { kind: 'ResourceQuota', right: () => true, what: 'a ResourceQuota' },
  { kind: 'LimitRange', right: () => true, what: 'a LimitRange' },
];

/** What is missing among all objects of an environment; the object is the environment as a whole. */
export function guardFindings(objects: readonly KubeObject[]): Finding[] {
  return GUARDS.filter(
    ({ kind, right }) => !objects.some((object) => object.kind === kind && right(object)),
  ).map(({ kind, what }) => finding(kind, `expected ${what}, got none`));
}

function deniesAll({ spec }: KubeObject): boolean {
  const {
    podSelector = {},
    policyTypes = [],
    ingress = [],
    egress = [],
  } = (spec ?? {}) as {
    podSelector?: Record<string, unknown>;
    policyTypes?: readonly string[];
    ingress?: readonly unknown[];
    egress?: readonly unknown[];
  };
  return (
    Object.keys(podSelector).length === 0 &&
    policyTypes.includes('Ingress') &&
    policyTypes.includes('Egress') &&
    ingress.length === 0 &&
    egress.length === 0
  );
}
